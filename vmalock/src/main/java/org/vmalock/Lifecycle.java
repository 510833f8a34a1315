package org.vmalock;

import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import org.vmalock.internal.DebugLevel;
import org.vmalock.internal.Hold;
import org.vmalock.internal.Holds;
import org.vmalock.internal.StackProbe;

/** The steps of an object from one generation to the next: begin, attach, detach, retire, free. */
final class Lifecycle {
  private static final String DETACHED = "detached and owned";

  private Lifecycle() {}

  /** Begins the next generation, detached and owned by the calling thread, which has just taken the object out of its pool. */
  static void beginGeneration(VmaLock lock, @Nullable StructureLock structure) {
    VmaLock.WORD.setRelease(lock, LockWord.detached(lock.generation() + 1));
    VarHandle.releaseFence(); // keeps the stores of the new generation behind its number
    VmaLock.STRUCTURE_LOCK.setOpaque(lock, structure);
    VmaLock.LOCK_SEQ.setOpaque(lock, 0L);
  }

  /** Ends the generation of a new object that was never used. The next one has the same number. */
  static void endUnusedGeneration(VmaLock lock) {
    VmaLock.WORD.setRelease(lock, LockWord.detached(lock.generation() - 1) & ~LockWord.OWNED);
  }

  /** Sets A. */
  static void attach(VmaLock lock) {
    if (lock.structureLock != null) {
      Preconditions.requireWriteLocked(lock, "markAttached");
    }
    long current = requireDetached(lock, "markAttached");
    long bits = LockWord.ATTACHED | SpreadPolicy.bitsOfAttached(lock);
    while (!VmaLock.WORD.compareAndSet(lock, current, current | bits)) {
      current = requireDetached(lock, "markAttached");
    }
  }

  /** Clears A, and converts hazard reads into counted ones. */
  static void detach(VmaLock lock) {
    if (lock.structureLock != null) {
      Preconditions.requireWriteLocked(lock, "markDetached");
    }
    long current = requireAttached(lock, "markDetached");
    if (LockWord.isSpread(current)) {
      StackProbe.reserveDeep();
    }
    while (!VmaLock.WORD.compareAndSet(lock, current, LockWord.withoutAttached(current, 0))) {
      current = requireAttached(lock, "markDetached");
    }
    if (lock.structureLock == null) {
      endOptimisticReads(lock);
    }
    if (LockWord.isSpread(current)) {
      HazardPath.endClear(lock, current);
    }
  }

  /** Invalidates the stamps of an object that is never write-locked, before its owner changes it. Called after the step that clears A. */
  private static void endOptimisticReads(VmaLock lock) {
    VmaLock.LOCK_SEQ.getAndAdd(lock, 2L);
    VarHandle.releaseFence(); // keeps the owner's stores behind lockSeq
  }

  /** Returns whether the object is neither attached nor retired. */
  static boolean isDetached(VmaLock lock) {
    return ((long) VmaLock.WORD.getOpaque(lock) & (LockWord.ATTACHED | LockWord.OWNED | LockWord.RETIRING)) == LockWord.OWNED;
  }

  static long requireAttached(VmaLock lock, String operation) {
    return Preconditions.requireState(lock, operation, "attached", LockWord.ATTACHED, LockWord.ATTACHED);
  }

  static long requireDetached(VmaLock lock, String operation) {
    return Preconditions.requireState(lock, operation, DETACHED, LockWord.OWNED, LockWord.OWNED | LockWord.ATTACHED | LockWord.RETIRING);
  }

  /** Clears A and O in one step, converts hazard reads into counted ones, and frees the object if no reader is left. */
  static void retire(VmaLock lock, int generation) {
    PoolCell<?> home = lock.cell();
    long current = (long) VmaLock.WORD.getOpaque(lock);
    while (true) {
      Preconditions.requireRetirable(lock, current, generation);
      long next = LockWord.withoutAttached(current, LockWord.OWNED);
      if (LockWord.isSpread(current)) {
        StackProbe.reserveDeep();
      } else if (LockWord.isFree(next)) {
        StackProbe.reserveTwice();
      }
      long seen = (long) VmaLock.WORD.compareAndExchange(lock, current, next);
      if (seen == current) {
        removeOwner(lock, home, generation);
        if (LockWord.isFree(next)) {
          free(lock, home);
        } else if (LockWord.isSpread(current)) {
          HazardPath.endClear(lock, current);
        }
        return;
      }
      current = seen;
    }
  }

  private static void removeOwner(VmaLock lock, @Nullable PoolCell<?> home, int generation) {
    if (DebugLevel.ON && home != null) {
      Holds.removeAny(Hold.Kind.OWNER, lock, generation);
    }
  }

  /**
   * Clears A and sets RETIRING in one step: the generation has ended, and the calling thread waits for the readers. Returns the word before,
   * for {@link #convertRetired}.
   */
  static long beginRetire(VmaLock lock, int generation) {
    long current = (long) VmaLock.WORD.getOpaque(lock);
    while (true) {
      Preconditions.requireRetirable(lock, current, generation);
      long next = LockWord.withoutAttached(current, 0) | LockWord.RETIRING;
      long seen = (long) VmaLock.WORD.compareAndExchange(lock, current, next);
      if (seen == current) {
        return current;
      }
      current = seen;
    }
  }

  /** Converts hazard reads into counted ones, after {@link #beginRetire}. */
  static void convertRetired(VmaLock lock, int generation, long before) {
    removeOwner(lock, lock.cell(), generation);
    if (LockWord.isSpread(before)) {
      HazardPath.endClear(lock, before);
    }
  }

  /** Clears O and RETIRING in one step, and frees the object if no reader is counted. Called once after {@link #beginRetire}. */
  static void endRetire(VmaLock lock) {
    PoolCell<?> home = lock.cell();
    long kept = ~(LockWord.OWNED | LockWord.RETIRING);
    if (LockWord.isFree((long) VmaLock.WORD.getAndBitwiseAnd(lock, kept) & kept)) {
      free(lock, home);
    }
  }

  /** Frees the object: the calling thread has stored a word without owner and readers. The pool was read before that store. */
  static void free(VmaLock lock, @Nullable PoolCell<?> home) {
    VarHandle.releaseFence(); // keeps the stores of onFree behind the step to zero
    PendingFrees.free(lock, home);
  }
}
