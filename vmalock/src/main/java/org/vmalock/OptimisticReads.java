package org.vmalock;

import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The steps of an optimistic reader, which stores nothing. Its stamp is the lockSeq that it has found, plus one, so that it is greater than
 * zero: lockSeq is zero before the first write of a generation, the odd number of a section, or a positive even number after {@code
 * endWrite}, or after a detachment of an object without a structure.
 *
 * <pre>
 *   R tryOptimisticRead, validate                     W startWrite                        O markDetached, without a structure
 *   ----------------------------------------------    --------------------------------    -----------------------------------
 *   1 lockSeq     acquire                             a word: L := 0 or 1       (RMW)     a word: A := 0         (RMW)
 *   2 sequence    acquire   if 1 is odd; equal: 0     b lockSeq := sequence (release)     b lockSeq + 2          (RMW)
 *   3 word        acquire   attached?                 c release fence                     c release fence
 *   4 data        plain or stronger                   d data                              d data
 *   5 acquire fence                                                                       e word: A := 1         (RMW)
 *   6 lockSeq     acquire   as in 1?
 *   7 word        acquire   attached, generation?
 * </pre>
 *
 * <p>A reader that has read a store of d finds lockSeq of b, or a later one, at step 6, by the fences c and 5: no section has a number for the
 * second time, and each early end and each detachment has a number of its own. A reader that finds lockSeq of O's b at step 1 finds the word
 * of a, or a later one, at step 3. So it begins after e, or gets a stamp that is never valid: its step 6 may precede e, and its step 7 follow
 * it. The same holds for an object that W detaches in one section and attaches in another. At the end, the word is looked at after lockSeq:
 * the next generation begins by a store of the word, before lockSeq is zero again.
 */
final class OptimisticReads {
  /** The stamp of a read that has begun while the object was detached. No lockSeq reaches this number. */
  private static final long NEVER_VALID = Long.MAX_VALUE;

  private OptimisticReads() {}

  /** Steps 1 to 3. */
  static long begin(VmaLock lock) {
    long locked = (long) VmaLock.LOCK_SEQ.getAcquire(lock);
    if ((locked & 1) != 0 && isOpen(lock.structureLock(), locked)) {
      return VmaLock.BUSY;
    }
    return ((long) VmaLock.WORD.getAcquire(lock) & LockWord.ATTACHED) != 0 ? stamp(locked) : NEVER_VALID;
  }

  /** Returns whether the write section with this number has not ended. */
  private static boolean isOpen(@Nullable StructureLock structure, long section) {
    return structure != null && structure.sequence().getAcquire() == section;
  }

  private static long stamp(long lockSeq) {
    return lockSeq + 1;
  }

  private static long lockSeq(long stamp) {
    return stamp - 1;
  }

  /** Steps 5 to 7, in this generation. */
  static boolean validate(VmaLock lock, int generation, long stamp) {
    return isUnchanged(lock, stamp) && LockWord.isAttachedIn((long) VmaLock.WORD.getAcquire(lock), generation);
  }

  /** Steps 5 to 7, in any generation: for objects that are never recycled. */
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
