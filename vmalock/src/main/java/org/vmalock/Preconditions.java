package org.vmalock;

/** Checks that the calling thread may perform an operation on a lock. Each check throws before anything has changed. */
final class Preconditions {
  private Preconditions() {}

  /** Returns the structure of the lock; throws if it has none. */
  static StructureLock requireStructure(VmaLock lock, String operation) {
    StructureLock structure = lock.structureLock();
    if (structure == null) {
      throw Misuse.noStructure(lock, operation);
    }
    return structure;
  }

  /** Returns the structure of the lock; throws unless the current thread holds its write lock. */
  static StructureLock requireWriteSection(VmaLock lock, String operation) {
    StructureLock structure = requireStructure(lock, operation);
    structure.requireWriteLocked(operation);
    return structure;
  }

  /** Returns the structure of the lock; throws unless the current thread has write-locked the node. */
  static StructureLock requireWriteLocked(VmaLock lock, String operation) {
    StructureLock structure = requireWriteSection(lock, operation);
    if (!Drain.isWriteLocked(lock, structure)) {
      throw Misuse.notWriteLocked(lock, operation);
    }
    return structure;
  }

  /** Returns the word; throws unless its bits under the mask are those of the pattern. */
  static long requireState(VmaLock lock, String operation, String expected, long pattern, long mask) {
    long current = (long) VmaLock.WORD.getOpaque(lock);
    if (((current ^ pattern) & mask) != 0) {
      throw Misuse.wrongState(lock, operation, expected, current);
    }
    return current;
  }

  /**
   * Throws unless this is the generation of the word, it is owned, no writer drains it, and the current thread holds the
   * write lock where one is needed.
   */
  static void requireRetirable(VmaLock lock, long current, int generation) {
    if ((current & (LockWord.OWNED | LockWord.RETIRING)) != LockWord.OWNED || LockWord.generation(current) != generation) {
      throw Misuse.doubleRelease(lock, generation, current);
    }
    if ((current & LockWord.LOCKED) != 0) {
      throw Misuse.retireBesideWriter(lock, current);
    }
    StructureLock structure = lock.structureLock;
    if (structure != null && (current & LockWord.ATTACHED) != 0 && !structure.isWriteLockedByCurrentThread()) {
      structure.requireWriteLocked("retire of the attached " + lock.describe());
    }
  }
}
