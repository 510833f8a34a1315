package org.vmalock.lazymm;

import java.util.Collection;
import java.util.Iterator;
import java.util.function.Supplier;
import org.vmalock.internal.HoldReports;
import org.vmalock.internal.TimedWait;
import org.vmalock.internal.WaitCounters;
import org.vmalock.internal.WaitList;
import org.vmalock.internal.Waiting;

/**
 * The waits for workers of a domain to release what they borrow: those of {@link LazyDomain#drain}, and of last users under {@link
 * Scheme#SHOOTDOWN}. They are recorded, listed and counted like the other waits of the library. A waiting thread tests its condition
 * periodically, because not every release of a context wakes it.
 */
final class WorkerWaits {
  private static final long FIRST_STEP_NANOS = 20_000;
  private static final long LONGEST_STEP_NANOS = 1_000_000;

  /** The number of workers in a report. */
  private static final int FEW = 10;

  private final LazyDomain domain;
  private final WaitCounters counters;
  private final WaitList waiters = new WaitList();

  WorkerWaits(LazyDomain domain, WaitCounters counters) {
    this.domain = domain;
    this.counters = counters;
  }

  /** Does not allocate: called between two steps of a release. */
  void wake() {
    waiters.wake(this);
  }

  /**
   * Waits until no worker is left, or the time has elapsed; returns whether none is left.
   *
   * @param awaited returns the workers that have not released yet; called by any thread
   * @throws InterruptedException if {@code interruptible}; otherwise an interrupt stays pending
   */
  boolean await(Supplier<? extends Collection<Worker>> awaited, long nanos, boolean interruptible) throws InterruptedException {
    TimedWait limit = new TimedWait(nanos, FIRST_STEP_NANOS, LONGEST_STEP_NANOS);
    if (awaited.get().isEmpty()) {
      return true;
    }
    if (limit.hasExpired()) {
      return false;
    }
    boolean released = false;
    long begin = counters.begin();
    try {
      released =
          Waiting.run(
              Waiting.Kind.WORKERS, domain, domain::toString, () -> describe(awaited.get()), () -> park(awaited, limit, interruptible));
      return released;
    } finally {
      counters.end(begin, released);
    }
  }

  private boolean park(Supplier<? extends Collection<Worker>> awaited, TimedWait limit, boolean interruptible)
      throws InterruptedException {
    WaitList.Waiter waiter = new WaitList.Waiter(this);
    waiters.register(waiter);
    boolean interrupted = false;
    try {
      while (!awaited.get().isEmpty()) {
        if (limit.hasExpired()) {
          return false;
        }
        limit.park(domain);
        if (interruptible) {
          TimedWait.throwIfInterrupted(() -> awaited.get().toString());
        }
        interrupted |= Thread.interrupted();
      }
      return true;
    } finally {
      waiters.cancel(waiter);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static String describe(Collection<Worker> awaited) {
    StringBuilder text = new StringBuilder();
    Iterator<Worker> workers = awaited.iterator();
    for (int i = 0; i < FEW && workers.hasNext(); i++) {
      Worker worker = workers.next();
      text.append(HoldReports.describeThread("  kept by " + worker + " of ", worker.thread));
    }
    int others = awaited.size() - FEW;
    return others <= 0 ? text.toString() : text + "  and by " + others + " more workers" + System.lineSeparator();
  }
}
