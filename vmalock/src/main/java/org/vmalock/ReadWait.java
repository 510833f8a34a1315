package org.vmalock;

import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import org.vmalock.internal.FlightEvents;
import org.vmalock.internal.HoldChecks;
import org.vmalock.internal.HoldTable;
import org.vmalock.internal.StackProbe;
import org.vmalock.internal.TimedWait;
import org.vmalock.internal.WaitList;
import org.vmalock.internal.Waiting;

/**
 * The wait of a reader for its own node: it ends when the write section that has this node ends, and not with the sections of other nodes.
 *
 * <pre>
 *   R startRead                              W end of a section, downgrade        W endWrite          W drain gives up
 *   -------------------------------------    ---------------------------------    ----------------    ----------------
 *   1 attempt: BUSY
 *   2 register in the structure's list       a sequence := even     (release)     a lockSeq (rel.)    a L := 0   (RMW)
 *                            (RMW)           b release the lock
 *   3 full fence                             c full fence                         c full fence
 *   4 attempt: BUSY                          d list not empty: take it whole,     d list: unpark      d list: unpark the
 *   5 taken: go to 2                           unpark each (exchange)               the readers of      readers of this
 *   6 park; go to 3                                                                 this node           node
 * </pre>
 *
 * <p>Step 2 and the load of the list in step d have an order in the list's head. If 2 comes first, d finds the registration. If d comes
 * first, the fences c and 3 order a before the attempt of 4, which finds the node free or busy in a later section, whose own end follows
 * the registration. The read-modify-write of a drain that gives up needs no fence behind it. A reader that was taken from the list and is
 * busy again registers again: the section that has the node now need not have seen the earlier registration. {@code endWrite} and a drain
 * that gives up leave the readers registered, since the end of the section still takes them, so only the ends of sections count as rounds.
 * Fence 3 precedes the attempt after a wake-up, too: Java orders neither an unpark before the return from park nor the loads after it, and
 * a reader that found the node busy by a stale load would park with no further wake-up to come. After a bounded number of such rounds
 * the reader takes the structure's read lock, which admits threads first come, first served.
 *
 * <p>The thread that takes the list clears {@code Waiter.thread} before it unparks, so that a reader that returns from its park knows
 * whether it is still registered.
 */
final class ReadWait {
  /** How often a woken reader may find the node busy again before it queues for the structure. */
  static final int ROUNDS = 8;

  private static final long FOREVER = Long.MAX_VALUE;

  private ReadWait() {}

  /** Acquires a read lock in this generation; an interrupt does not end the wait. Returns a stamp or GONE. */
  static long acquire(VmaLock lock, int generation) {
    try {
      return await(lock, generation, false, false, FOREVER);
    } catch (InterruptedException e) {
      throw new AssertionError("an uninterruptible wait was interrupted", e);
    }
  }

  /** Acquires a counted read lock in the present generation; an interrupt does not end the wait. Returns a stamp or GONE. */
  static long acquireCounted(VmaLock lock) {
    try {
      return awaitCounted(lock, false, FOREVER);
    } catch (InterruptedException e) {
      throw new AssertionError("an uninterruptible wait was interrupted", e);
    }
  }

  /** Acquires a counted read lock in the present generation unless the thread is interrupted. Returns a stamp or GONE. */
  static long acquireCountedInterruptibly(VmaLock lock) throws InterruptedException {
    throwIfInterrupted(true, lock);
    return awaitCounted(lock, true, FOREVER);
  }

  /** Acquires a counted read lock in the present generation, waiting at most the given time. Returns a stamp, BUSY or GONE. */
  static long tryAcquireCounted(VmaLock lock, long nanos) throws InterruptedException {
    throwIfInterrupted(true, lock);
    return awaitCounted(lock, true, nanos);
  }

  private static long awaitCounted(VmaLock lock, boolean interruptible, long nanos) throws InterruptedException {
    TimedWait limit = new TimedWait(nanos);
    while (true) {
      int generation = LockWord.generation((long) VmaLock.WORD.getAcquire(lock));
      long result = await(lock, generation, true, interruptible, nanos == FOREVER ? FOREVER : limit.remaining());
      if (result != VmaLock.GONE || generation == lock.generation()) {
        return result;
      }
    }
  }

  /** Acquires a read lock in this generation unless the thread is interrupted. Returns a stamp or GONE. */
  static long acquireInterruptibly(VmaLock lock, int generation) throws InterruptedException {
    throwIfInterrupted(true, lock);
    return await(lock, generation, false, true, FOREVER);
  }

  /** Acquires a read lock in this generation, waiting at most the given time. Returns a stamp, BUSY or GONE. */
  static long tryAcquire(VmaLock lock, int generation, long nanos) throws InterruptedException {
    throwIfInterrupted(true, lock);
    return await(lock, generation, false, true, nanos);
  }

  private static long await(VmaLock lock, int generation, boolean counted, boolean interruptible, long nanos)
      throws InterruptedException {
    if (HoldTable.ENABLED && nanos == FOREVER) {
      check(lock);
    }
    long result = attempt(lock, generation, counted);
    if (result != VmaLock.BUSY || nanos <= 0) {
      return result;
    }
    StructureLock structure = lock.structureLock();
    if (structure == null || !lock.isStillIn(generation)) {
      return VmaLock.GONE; // the structure is that of a later generation: an object without structure has no writer
    }
    structure.refuseReentry();
    return await(lock, generation, counted, structure, interruptible, nanos);
  }

  /** Refuses a wait without limit of a thread that would wait for itself, whether or not a writer is there. */
  static void check(VmaLock lock) {
    StructureLock structure = lock.structureLock();
    if (structure != null) {
      HoldChecks.checkNodeWait(lock, structure, lock.orderClass());
    }
  }

  private static long await(
      VmaLock lock, int generation, boolean counted, StructureLock structure, boolean interruptible, long nanos)
      throws InterruptedException {
    StackProbe.reserveDeep();
    FlightEvents.busyFallback(lock, false);
    Waiting waiting =
        Waiting.isWatched() ? Waiting.begin(Waiting.Kind.READER, lock, structure, lock::describe, structure::writer) : null;
    NodeWaits.@Nullable Counters counters = structure.nodeWaits().counters();
    long begin = counters == null ? 0 : counters.reads.begin();
    Waiting.Outcome outcome = Waiting.Outcome.FAILED;
    try {
      long result = awaitRounds(lock, generation, counted, structure, interruptible, nanos);
      outcome = Waiting.Outcome.of(result != VmaLock.BUSY);
      return result;
    } catch (InterruptedException e) {
      outcome = Waiting.Outcome.INTERRUPTED;
      throw e;
    } finally {
      if (counters != null) {
        counters.reads.end(begin, outcome == Waiting.Outcome.ACQUIRED);
      }
      Waiting.end(waiting, outcome);
    }
  }

  private static long awaitRounds(
      VmaLock lock, int generation, boolean counted, StructureLock structure, boolean interruptible, long nanos)
      throws InterruptedException {
    TimedWait limit = new TimedWait(nanos);
    boolean interrupted = false;
    try {
      for (int round = 0; round < ROUNDS; round++) {
        WaitList.Waiter waiter = new WaitList.Waiter(lock);
        structure.nodeWaits().register(waiter);
        try {
          while (true) {
            VarHandle.fullFence();
            long result = attempt(lock, generation, counted);
            if (result != VmaLock.BUSY) {
              return result;
            }
            if (waiter.isTaken()) {
              break;
            }
            throwIfInterrupted(interruptible, lock);
            if (limit.hasExpired()) {
              return VmaLock.BUSY;
            }
            limit.park(lock);
            interrupted |= !interruptible && Thread.interrupted();
          }
        } finally {
          if (!waiter.isTaken()) {
            structure.nodeWaits().cancel(waiter);
          }
        }
      }
      return acquireUnderStructure(lock, generation, structure, interruptible, limit, nanos);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static long acquireUnderStructure(
      VmaLock lock, int generation, StructureLock structure, boolean interruptible, TimedWait limit, long nanos)
      throws InterruptedException {
    FlightEvents.busyFallback(lock, true);
    if (!structure.lockReadForNode(interruptible, nanos == FOREVER ? FOREVER : limit.remaining())) {
      return VmaLock.BUSY;
    }
    try {
      long result = lock.countUnderStructure(generation);
      if (result == VmaLock.BUSY) {
        throw Misuse.fullCount(lock);
      }
      return result;
    } finally {
      structure.unlockReadForNode();
    }
  }

  /**
   * Attempts to acquire a read lock; BUSY means that a writer has the node at a moment after the attempt has begun, so that a step of this
   * writer that looks at the list is still to come.
   */
  private static long attempt(VmaLock lock, int generation, boolean counted) {
    while (true) {
      long result = counted ? ReadPath.acquireCounted(lock, generation) : ReadPath.acquire(lock, generation);
      if (result != VmaLock.BUSY || isHeldByWriter(lock, generation)) {
        return result;
      }
    }
  }

  /** Throws if the count is full: no event tells when it ceases to be. */
  private static boolean isHeldByWriter(VmaLock lock, int generation) {
    long word = (long) VmaLock.WORD.getOpaque(lock);
    if ((word & LockWord.LOCKED) != 0 || lock.isWriteLocked()) {
      return true;
    }
    if (LockWord.generation(word) == generation && (word & LockWord.ATTACHED) != 0 && (word & LockWord.COUNT) >= LockWord.LIMIT) {
      throw Misuse.fullCount(lock);
    }
    return false;
  }

  private static void throwIfInterrupted(boolean interruptible, VmaLock lock) throws InterruptedException {
    if (interruptible && Thread.interrupted()) {
      throw new InterruptedException("interrupted while waiting for a read lock of " + lock.describe());
    }
  }
}
