package org.vmalock;

import java.lang.invoke.VarHandle;

/**
 * The steps of an optimistic reader, which stores nothing. Its stamp is the lockSeq that it has found, plus one, so that it is greater than
 * zero: lockSeq is zero before the first write of a generation, the odd number of a section, or a positive even number after {@code endWrite}.
 *
 * <pre>
 *   R tryOptimisticRead, validate                     W startWrite
 *   ----------------------------------------------    ---------------------------------
 *   1 lockSeq     acquire                             a word: L := 0 or 1       (RMW)
 *   2 sequence    acquire   odd, and equal: 0         b lockSeq := sequence (release)
 *   3 data        plain or stronger                   c release fence
 *   4 acquire fence                                   d data
 *   5 lockSeq     acquire   as in 1?
 *   6 word        acquire   attached, generation?
 * </pre>
 *
 * <p>A reader that has read a store of d finds lockSeq of b, or a later one, at step 5, by the fences c and 4: no section has a number for the
 * second time, and each early end has a number of its own. The word is looked at after lockSeq: the next generation begins by a store of
 * the word, before lockSeq is zero again.
 */
final class OptimisticReads {
  private OptimisticReads() {}

  /** Steps 1 and 2. */
  static long begin(VmaLock lock) {
    StructureLock structure = lock.structureLock();
    long locked = (long) VmaLock.LOCK_SEQ.getAcquire(lock);
    boolean writeLocked = structure != null && structure.sequence().getAcquire() == locked && (locked & 1) != 0;
    return writeLocked ? VmaLock.BUSY : stamp(locked);
  }

  private static long stamp(long lockSeq) {
    return lockSeq + 1;
  }

  private static long lockSeq(long stamp) {
    return stamp - 1;
  }

  /** Steps 4 to 6, in this generation. */
  static boolean validate(VmaLock lock, int generation, long stamp) {
    return isUnchanged(lock, stamp) && LockWord.isAttachedIn((long) VmaLock.WORD.getAcquire(lock), generation);
  }

  /** Steps 4 to 6, in any generation: for objects that are never recycled. */
  static boolean validate(VmaLock lock, long stamp) {
    return isUnchanged(lock, stamp) && ((long) VmaLock.WORD.getAcquire(lock) & LockWord.ATTACHED) != 0;
  }

  private static boolean isUnchanged(VmaLock lock, long stamp) {
    VarHandle.acquireFence();
    return (long) VmaLock.LOCK_SEQ.getAcquire(lock) == lockSeq(stamp);
  }

  /** Acquires a read lock and then looks whether the stamp is still valid: from then on the node is not written. */
  static long convert(VmaLock lock, int generation, long stamp) {
    long held = lock.tryStartRead(generation);
    if (held > 0 && !isUnchanged(lock, stamp)) {
      lock.endRead(held);
      return VmaLock.BUSY;
    }
    return held;
  }
}
