package org.vmalock;

import org.jspecify.annotations.Nullable;
import org.vmalock.internal.HoldTable;
import org.vmalock.primitive.SequenceCount;

/**
 * The steps of a reader: how it acquires and releases a {@link VmaLock}. The class comment of {@code VmaLock} says why each step is
 * needed; {@code docs/memory-ordering.md} has the access modes.
 *
 * <pre>
 *   fast path                                             slow path
 *   1  word           acquire   admits the reader?        1  word           acquire   admits the reader?
 *   2  sequence       acquire   even?                     2  early check    opaque    write-locked? BUSY
 *   3  count          CAS       word + 1                  3  count          CAS       word + 1, until the word refuses
 *   4  second look    acquire   sequence unchanged?       4  late check     acquire   write-locked? roll back
 *      acquired                                           5  last look      opaque    detached? roll back
 *                                                            acquired
 * </pre>
 *
 * <p>A fast path that fails at step 1, 2 or 3 continues with the slow path; one that fails at step 4 is counted already and continues
 * with the late check. An object without a structure is never write-locked: its reader needs steps 1 and 3 only.
 */
final class ReadPath {
  private ReadPath() {}

  // ---- Acquire

  /**
   * Attempts to acquire a read lock. The caller has read the word with acquire: if that word is attached, the {@code structureLock} read
   * after it is the one of the word's generation or of a later one; in the latter case the count fails.
   */
  static long acquire(VmaLock lock, long word, long stamp) {
    if (!LockWord.admitsFast(word, stamp)) {
      return acquireSlow(lock, word, stamp);
    }
    StructureLock structure = lock.structureLock;
    if (structure != null) {
      return acquire(lock, word, stamp, structure.sequence());
    }
    return countOnce(lock, word, stamp) ? stamp : acquireSlow(lock, (long) VmaLock.WORD.getAcquire(lock), stamp);
  }

  /**
   * Steps 2 to 4 of the fast path. An even, unchanged sequence means that no write section was open in between; what earlier sections
   * did to the word is visible in the word that the count has compared.
   */
  private static long acquire(VmaLock lock, long word, long stamp, SequenceCount sequence) {
    long before = sequence.getAcquire();
    if (SequenceCount.isOdd(before) || !countOnce(lock, word, stamp)) {
      return acquireSlow(lock, (long) VmaLock.WORD.getAcquire(lock), stamp);
    }
    return passesSecondLook(sequence, before) ? stamp : confirm(lock, stamp, sequence);
  }

  /** Performs the slow path: a write section is open, other readers change the word, or the word refuses the reader. */
  private static long acquireSlow(VmaLock lock, long word, long stamp) {
    if (!LockWord.admits(word, stamp)) {
      return refusal(lock, word, stamp);
    }
    StructureLock structure = lock.structureLock;
    if (structure == null) {
      return count(lock, word, stamp);
    }
    if (failsEarlyCheck(lock, structure.sequence())) {
      return VmaLock.BUSY;
    }
    long result = count(lock, word, stamp);
    return result == stamp ? confirm(lock, stamp, structure.sequence()) : result;
  }

  /** Keeps the count of a reader that may have been counted in a write section, or rolls it back. */
  private static long confirm(VmaLock lock, long stamp, SequenceCount sequence) {
    return failsLateCheck(lock, sequence) || failsLastLook(lock) ? rollBack(lock, stamp) : stamp;
  }

  /** Releases the count as {@code endRead} does, which may wake a writer or free the object, and returns the reason of the refusal. */
  private static long rollBack(VmaLock lock, long stamp) {
    long result = refusal(lock, (long) VmaLock.WORD.getOpaque(lock), stamp);
    release(lock, stamp);
    return result;
  }

  /** Increments the count of the word; retries while the word admits this stamp. */
  static long count(VmaLock lock, long word, long stamp) {
    long current = word;
    while (LockWord.admits(current, stamp)) {
      if (countOnce(lock, current, stamp)) {
        return stamp;
      }
      current = (long) VmaLock.WORD.getOpaque(lock);
    }
    return refusal(lock, current, stamp);
  }

  /** Increments the count; no other method does. The word has admitted the reader. */
  private static boolean countOnce(VmaLock lock, long word, long stamp) {
    if (!VmaLock.WORD.compareAndSet(lock, word, word + 1)) {
      return false;
    }
    if (HoldTable.ENABLED) {
      record(lock, stamp);
    }
    return true;
  }

  /** Records the hold. Called while counted: before that, the object could still change its structure. */
  private static void record(VmaLock lock, long stamp) {
    HoldTable.add(lock, lock.structureLock, stamp, lock::describe);
  }

  /** Returns why a word refuses a reader. A node that a writer has detached in its open section is BUSY: it may be attached again. */
  private static long refusal(VmaLock lock, long word, long stamp) {
    boolean sameGeneration = LockWord.generation(word) == LockWord.generation(stamp);
    boolean mayBeAttachedAgain = (word & (LockWord.OWNED | LockWord.RETIRING)) == LockWord.OWNED && lock.isWriteLocked();
    return sameGeneration && ((word & LockWord.ATTACHED) != 0 || mayBeAttachedAgain) ? VmaLock.BUSY : VmaLock.GONE;
  }

  // ---- Checks, in the order of the steps

  /** Performs the second look: returns whether the sequence is unchanged since before the count. */
  private static boolean passesSecondLook(SequenceCount sequence, long before) {
    return sequence.getAcquire() == before;
  }

  /**
   * Performs the early check, before the count: the node seems write-locked. Unordered, so that it may only refuse a reader. It saves
   * two updates of the word by a reader that would be rolled back.
   */
  static boolean failsEarlyCheck(VmaLock lock, SequenceCount sequence) {
    long current = sequence.getOpaque();
    return (current & 1) != 0 && (long) VmaLock.LOCK_SEQ.getOpaque(lock) == current;
  }

  /** Performs the late check, after the count: the node is write-locked. lockSeq is read before the sequence. */
  private static boolean failsLateCheck(VmaLock lock, SequenceCount sequence) {
    long locked = (long) VmaLock.LOCK_SEQ.getAcquire(lock);
    long current = sequence.getAcquire();
    return locked == current && (current & 1) != 0;
  }

  /** The last look, after a late check that found no write lock: the section in which this reader was counted has detached the object. */
  private static boolean failsLastLook(VmaLock lock) {
    return ((long) VmaLock.WORD.getOpaque(lock) & LockWord.ATTACHED) == 0;
  }

  /** Counts one more read for a thread that holds one; no state but a full count refuses it. */
  static long retain(VmaLock lock, long stamp) {
    long current = (long) VmaLock.WORD.getOpaque(lock);
    while (true) {
      if (!LockWord.isCounted(current, stamp)) {
        throw Misuse.retainWithoutHold(lock, current);
      }
      if ((current & LockWord.COUNT) >= LockWord.LIMIT) {
        throw Misuse.fullCount(lock);
      }
      if (countOnce(lock, current, stamp)) {
        return stamp;
      }
      current = (long) VmaLock.WORD.getOpaque(lock);
    }
  }

  // ---- Release

  /** Releases a read lock. The fast path is that of the only reader of an attached object that no writer drains. */
  static void release(VmaLock lock, long stamp) {
    if (HoldTable.ENABLED) {
      HoldTable.remove(lock, stamp);
    }
    if (!LockWord.isCountedStamp(stamp) || !VmaLock.WORD.compareAndSet(lock, LockWord.withOneReader(stamp), stamp)) {
      releaseSlow(lock, stamp);
    }
  }

  /** Releases if other readers are counted, a writer drains, the object is not attached, or no read with this stamp is counted. */
  private static void releaseSlow(VmaLock lock, long stamp) {
    StructureLock structure = lock.structureLock; // read while counted: after the release the object may be reused
    @Nullable PoolCell<?> home = lock.cell;
    long seen = (long) VmaLock.WORD.getOpaque(lock);
    long current;
    do {
      current = seen;
      if (!LockWord.isCounted(current, stamp)) {
        throw Misuse.endReadWithoutHold(lock, current, stamp);
      }
      seen = (long) VmaLock.WORD.compareAndExchange(lock, current, current - 1);
    } while (seen != current);
    long next = current - 1;
    if (LockWord.isFree(next)) {
      Lifecycle.free(lock, home);
    } else if (structure != null && (next & (LockWord.LOCKED | LockWord.COUNT)) == LockWord.LOCKED) {
      structure.writerWait().wake();
    } else if ((next & (LockWord.RETIRING | LockWord.COUNT)) == LockWord.RETIRING) {
      RetireWait.wake(lock);
    }
  }
}
