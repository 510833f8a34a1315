package org.vmalock;

import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import org.vmalock.internal.Hold;
import org.vmalock.internal.HoldTable;
import org.vmalock.internal.SampledHolds;
import org.vmalock.internal.StackProbe;
import org.vmalock.internal.Violations;
import org.vmalock.primitive.SequenceCount;

/**
 * The steps of a reader: how it acquires and releases a {@link VmaLock}. The algorithmic notes, {@code doc-files/algorithms.html}, say
 * why each step is needed; {@code docs/memory-ordering.md} has the access modes.
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
   * Attempts to acquire a read lock in the generation of the {@code idle} word. The caller has read the word with acquire: if that word
   * is attached, the {@code structureLock} read after it is the one of the word's generation or of a later one; in the latter case the
   * count fails.
   */
  static long acquire(VmaLock lock, long word, long idle) {
    if (!LockWord.admitsFast(word, idle)) {
      return LockWord.admitsHazard(word, idle) ? HazardPath.acquire(lock, idle) : acquireSlow(lock, word, idle);
    }
    StructureLock structure = lock.structureLock;
    if (structure != null) {
      return acquire(lock, word, idle, structure.sequence());
    }
    return countOnce(lock, word) ? LockWord.stampOfIdle(idle) : acquireAfterCollision(lock, idle);
  }

  /** Attempts to acquire a read lock in a generation, for a caller that does not return the stamp to the user. */
  static long acquire(VmaLock lock, int generation) {
    return acquire(lock, (long) VmaLock.WORD.getAcquire(lock), LockWord.idle(generation));
  }

  /** Attempts to acquire a counted read lock, whether or not the object is spread. */
  static long acquireCounted(VmaLock lock, long idle) {
    return acquireSlow(lock, (long) VmaLock.WORD.getAcquire(lock), idle);
  }

  /** Attempts to acquire a counted read lock in the present generation, for callers that cannot keep the slot of a hazard read. */
  static long acquireCounted(VmaLock lock) {
    long word = (long) VmaLock.WORD.getAcquire(lock);
    return acquireCountedIn(lock, word, LockWord.idle(word));
  }

  /** Attempts to acquire a counted read lock in a generation. */
  static long acquireCounted(VmaLock lock, int generation) {
    return acquireCountedIn(lock, (long) VmaLock.WORD.getAcquire(lock), LockWord.idle(generation));
  }

  private static long acquireCountedIn(VmaLock lock, long word, long idle) {
    return LockWord.isSpread(word) ? acquireSlow(lock, word, idle) : acquire(lock, word, idle);
  }

  private static long acquireAfterCollision(VmaLock lock, long idle) {
    SpreadPolicy.collided(lock, idle);
    return acquireCounted(lock, idle);
  }

  /**
   * Steps 2 to 4 of the fast path. An even, unchanged sequence means that no open section had write-locked the node when it was counted:
   * the count would have read from a step of that section, and the second look would return its odd value or a later one. What earlier
   * sections did to the word is visible in the word that the count has compared.
   */
  private static long acquire(VmaLock lock, long word, long idle, SequenceCount sequence) {
    long before = look(sequence);
    if (SequenceCount.isOdd(before)) {
      return acquireCounted(lock, idle);
    }
    if (!countOnce(lock, word)) {
      return acquireAfterCollision(lock, idle);
    }
    long stamp = LockWord.stampOfIdle(idle);
    return look(sequence) == before ? stamp : confirm(lock, stamp, sequence);
  }

  /** Performs the slow path: a write section is open, other readers change the word, or the word refuses the reader. */
  private static long acquireSlow(VmaLock lock, long word, long idle) {
    if (!LockWord.admits(word, idle)) {
      return refusal(lock, word, idle);
    }
    StackProbe.reserve();
    StructureLock structure = lock.structureLock;
    if (structure == null) {
      return count(lock, word, idle);
    }
    if (failsEarlyCheck(lock, structure.sequence())) {
      return VmaLock.BUSY;
    }
    long result = count(lock, word, idle);
    return result > 0 ? confirm(lock, result, structure.sequence()) : result;
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

  /** Increments the count of the word; retries while the word admits a reader of this generation. */
  static long count(VmaLock lock, long word, long idle) {
    long current = word;
    while (LockWord.admits(current, idle)) {
      if (countOnce(lock, current)) {
        return LockWord.stamp(current);
      }
      SpreadPolicy.collided(lock, idle);
      current = (long) VmaLock.WORD.getOpaque(lock);
    }
    return refusal(lock, current, idle);
  }

  /** Increments the count; no other method does. The word has admitted the reader. */
  private static boolean countOnce(VmaLock lock, long word) {
    boolean counted = VmaLock.WORD.compareAndSet(lock, word, word + 1);
    if (HoldTable.ENABLED && counted) {
      record(lock, word);
    }
    return counted;
  }

  /**
   * Records the hold, in the generation of a word or stamp. Called while it is held: before, the object could still change its structure.
   * Does not throw, as does no method that records: an exception would lose the hold.
   */
  static void record(VmaLock lock, long word) {
    try {
      HoldTable.add(newHold(Hold.Kind.READ, lock, LockWord.generation(word)));
    } catch (OutOfMemoryError | StackOverflowError e) {
      HoldTable.miss();
    }
  }

  private static Hold newHold(Hold.Kind kind, VmaLock lock, int generation) {
    return new Hold(kind, lock, lock.structureLock, generation, lock::describe).withPool(poolOf(lock)).withOrderClass(orderClass(lock));
  }

  private static @Nullable Object poolOf(VmaLock lock) {
    PoolCell<?> cell = lock.cell();
    return cell == null ? null : cell.pool;
  }

  /** Returns the class of a node in the order of locks; none if the user's method throws, since the node is held. */
  private static @Nullable String orderClass(VmaLock lock) {
    try {
      return HoldTable.ENABLED ? lock.orderClass() : null;
    } catch (RuntimeException e) {
      return null;
    }
  }

  /** Records a hold that was chosen, and marks its stamp; returns the stamp as it is if there is no place for the record. */
  static long sample(VmaLock lock, long stamp) {
    try {
      return SampledHolds.add(newHold(Hold.Kind.READ, lock, LockWord.generation(stamp))) ? LockWord.recorded(stamp) : stamp;
    } catch (OutOfMemoryError | StackOverflowError e) {
      return stamp;
    }
  }

  /** Records a hold that was chosen, acquired by the view of the JDK's interface, which keeps no stamp. */
  static void sampleView(VmaLock lock) {
    try {
      SampledHolds.add(newHold(Hold.Kind.VIEW_READ, lock, lock.generation()));
    } catch (OutOfMemoryError | StackOverflowError e) {
      return; // not recorded
    }
  }

  /** Removes the record of a hold that is about to be released, if its stamp is marked; returns the stamp without the mark. */
  static long endSample(VmaLock lock, long stamp) {
    if (!LockWord.isRecorded(stamp)) {
      return stamp;
    }
    long unmarked = LockWord.unmarked(stamp);
    if (!SampledHolds.remove(Hold.Kind.READ, lock, LockWord.generation(stamp))) {
      throw Violations.report(Misuse.releasedBefore(lock));
    }
    return unmarked;
  }

  /**
   * Returns why a word refuses a reader of a generation, that of {@code expected}. A node that a writer has detached in its open section
   * is BUSY: it may be attached again. It is GONE if it is detached, not write-locked, and was not write-locked in between: a writer stores
   * lockSeq before it detaches, so a word of a later section shows a later lockSeq. An object without a structure is attached without a write
   * lock: it is GONE when its word was read.
   */
  private static long refusal(VmaLock lock, long word, long expected) {
    long current = word;
    while (LockWord.isDetached(current, expected) && lock.structureLock() != null) {
      long locked = (long) VmaLock.LOCK_SEQ.getAcquire(lock);
      if (lock.isWriteLocked()) {
        return VmaLock.BUSY;
      }
      VarHandle.acquireFence();
      current = (long) VmaLock.WORD.getAcquire(lock);
      if (LockWord.isDetached(current, expected) && (long) VmaLock.LOCK_SEQ.getOpaque(lock) == locked) {
        return VmaLock.GONE;
      }
    }
    return LockWord.isAttached(current, expected) ? VmaLock.BUSY : VmaLock.GONE;
  }

  // ---- Checks, in the order of the steps

  /**
   * Performs the first or the second look. One method for both: a stack that was deep enough for the first look, before the count, is deep
   * enough for the second one.
   */
  private static long look(SequenceCount sequence) {
    return sequence.getAcquire();
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
  static boolean failsLateCheck(VmaLock lock, SequenceCount sequence) {
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
      if (!LockWord.isCounted(current, stamp) && !(LockWord.isHazard(stamp) && HazardPath.isHeld(lock, stamp))) {
        throw Misuse.retainWithoutHold(lock, current);
      }
      if ((current & LockWord.COUNT) >= LockWord.LIMIT) {
        throw Misuse.fullCount(lock);
      }
      if (countOnce(lock, current)) {
        return LockWord.stamp(stamp);
      }
      current = (long) VmaLock.WORD.getOpaque(lock);
    }
  }

  // ---- Release

  /** Releases a read lock. The fast path has no duties: the object stays attached, and no writer drains. */
  static void release(VmaLock lock, long stamp) {
    if (HoldTable.ENABLED && !HoldTable.remove(Hold.Kind.READ, lock, LockWord.generation(stamp))) {
      throw Violations.report(Misuse.endReadOfOther(lock, (long) VmaLock.WORD.getOpaque(lock), stamp));
    }
    if (LockWord.isHazard(stamp)) {
      HazardPath.release(lock, stamp);
      return;
    }
    long word = (long) VmaLock.WORD.getOpaque(lock);
    if (!LockWord.releasesFast(word, stamp) || !VmaLock.WORD.compareAndSet(lock, word, word - 1)) {
      releaseCounted(lock, stamp);
    }
  }

  /** Releases beside other changes of the word, with the duties of a reader that may be the last; refuses a stamp whose read is not counted. */
  static void releaseCounted(VmaLock lock, long stamp) {
    StructureLock structure = lock.structureLock; // read while counted: after the release the object may be reused
    @Nullable PoolCell<?> home = lock.cell();
    long seen = (long) VmaLock.WORD.getOpaque(lock);
    long current;
    do {
      current = seen;
      if (!LockWord.isCounted(current, stamp)) {
        throw Misuse.endReadWithoutHold(lock, current, stamp);
      }
      if (LockWord.readers(current) == 1) {
        StackProbe.reserveTwice(); // this reader may have to free the object, or to wake a thread
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
