package org.vmalock;

import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vmalock.internal.HoldChecks;
import org.vmalock.internal.HoldTable;
import org.vmalock.internal.StackProbe;
import org.vmalock.internal.TimedWait;
import org.vmalock.internal.WaitList;
import org.vmalock.internal.Waiting;

/**
 * The wait of an owner for the readers of an object that it retires.
 *
 * <pre>
 *   T1 retireAndWait                          T2 endRead
 *   --------------------------------------    --------------------------------------
 *   1 register T1                (RMW)
 *   2 word: A := 0, RETIRING := 1 (RMW)
 *                                             3 word: count - 1               (RMW)
 *   4 count is not zero: park     (volatile)  5 RETIRING and count 0: unpark T1
 *   6 word: O := 0, RETIRING := 0 (RMW)
 *   7 cancel the registration
 * </pre>
 *
 * <p>Steps 2 and 3 are read-modify-writes of one word and have an order. If 3 precedes 2, step 4 finds the count without this reader. If
 * 2 precedes 3, the reader has read from step 2 or a later one, so step 1 happened before step 5, which finds the registration, or finds
 * it cancelled, in which case T1 has ended its wait. An unpark that precedes the park leaves its permit. A reader whose release is not the
 * last reads no list, and a reader of an object that is attached, or detached and not retired, does not either: its word has no RETIRING.
 *
 * <p>While RETIRING is set no reader is counted anew, no writer sets L, and the object can be neither attached nor retired again.
 * Step 6 frees the object if no reader is left; otherwise the last reader frees it, as after {@code retire}.
 */
final class RetireWait {
  /** By identity hash code. Objects that are being retired with a wait are few. */
  private static final WaitList[] LISTS = Stream.generate(WaitList::new).limit(16).toArray(WaitList[]::new);

  private RetireWait() {}

  private static WaitList listOf(VmaLock lock) {
    return LISTS[System.identityHashCode(lock) & (LISTS.length - 1)];
  }

  /** Step 5. */
  static void wake(VmaLock lock) {
    listOf(lock).wake(lock);
  }

  /** Steps 1 to 7; returns whether every reader has released before the limit. */
  static boolean retireAndWait(VmaLock lock, int generation, long nanos) throws InterruptedException {
    StackProbe.reserveDeep();
    Preconditions.requireRetirable(lock, (long) VmaLock.WORD.getOpaque(lock), generation);
    if (HoldTable.ENABLED && nanos > 0) {
      HoldChecks.checkRetire(lock);
    }
    TimedWait limit = new TimedWait(nanos);
    WaitList waits = listOf(lock);
    WaitList.Waiter waiter = new WaitList.Waiter(lock);
    waits.register(waiter);
    try {
      long before = Lifecycle.beginRetire(lock, generation);
      boolean drained = false;
      try {
        Lifecycle.convertRetired(lock, generation, before);
        drained = awaitReaders(lock, limit);
      } finally {
        Lifecycle.endRetire(lock);
      }
      return drained;
    } finally {
      waits.cancel(waiter);
    }
  }

  private static boolean awaitReaders(VmaLock lock, TimedWait limit) throws InterruptedException {
    if (Drain.hasNoReaders(lock) || limit.hasExpired()) {
      return parkUntilNoReaders(lock, limit); // does not park
    }
    StructureLock structure = lock.structureLock();
    Waiting waiting = Waiting.isWatched() ? beginWait(lock, structure) : null;
    NodeWaits.@Nullable Counters counters = structure == null ? null : structure.nodeWaits().counters();
    long begin = counters == null ? 0 : counters.drains.begin();
    Waiting.Outcome outcome = Waiting.Outcome.FAILED;
    try {
      boolean released = parkUntilNoReaders(lock, limit);
      outcome = Waiting.Outcome.of(released);
      return released;
    } catch (InterruptedException e) {
      outcome = Waiting.Outcome.INTERRUPTED;
      throw e;
    } finally {
      if (counters != null) {
        counters.drains.end(begin, outcome == Waiting.Outcome.ACQUIRED);
      }
      Waiting.end(waiting, outcome);
    }
  }

  /** Begins the report of a wait. Does not throw: the object is being retired. */
  private static @Nullable Waiting beginWait(VmaLock lock, @Nullable StructureLock structure) {
    try {
      return Waiting.begin(Waiting.Kind.RETIRE, lock, structure, lock::describe, () -> null);
    } catch (OutOfMemoryError e) {
      return null; // without the report
    }
  }

  private static boolean parkUntilNoReaders(VmaLock lock, TimedWait limit) throws InterruptedException {
    while (!Drain.hasNoReaders(lock)) {
      Drain.throwIfInterrupted(true, lock);
      if (limit.hasExpired()) {
        return false;
      }
      limit.park(lock);
    }
    return true;
  }
}
