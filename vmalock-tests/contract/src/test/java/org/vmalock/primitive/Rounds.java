package org.vmalock.primitive;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A barrier for threads that execute rounds together, until the time has elapsed or one of them calls {@link #stop}. The
 * threads spin instead of parking, so that they continue at nearly the same moment.
 *
 * <pre>{@code
 * do {
 *   ...
 *   rounds.await();
 *   ...
 * } while (rounds.nextRound());
 * }</pre>
 */
final class Rounds {
  private final int parties;
  private final int spins;
  private final long end;
  private final AtomicInteger arrived = new AtomicInteger();
  private volatile boolean stopped;

  Rounds(int parties, double seconds) {
    this.parties = parties;
    this.spins = parties <= Runtime.getRuntime().availableProcessors() ? 2_000 : 100;
    this.end = System.nanoTime() + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
  }

  /** Makes the current round the last one, for all threads. */
  void stop() {
    stopped = true;
  }

  /** Ends a round; returns whether another one follows. All threads get the same result. */
  boolean nextRound() {
    if (System.nanoTime() - end >= 0) {
      stopped = true;
    }
    await();
    boolean more = !stopped;
    await(); // no thread can call stop before all threads have read the flag
    return more;
  }

  /** Waits until every thread has arrived as often as the calling thread. */
  @SuppressWarnings("ThreadPriorityCheck") // a hint for machines with few processors
  void await() {
    int target = (arrived.getAndIncrement() / parties + 1) * parties;
    for (int i = 0; arrived.get() < target; i++) {
      if (i < spins) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
        if (Thread.currentThread().isInterrupted()) {
          throw new IllegalStateException("another thread has failed");
        }
      }
    }
  }

  /** Widens the race window of a mutant, so that it is also detected on a busy machine. */
  @SuppressWarnings("ThreadPriorityCheck") // makes the fault more likely
  static void widenRace() {
    Thread.yield();
  }

  /** Spins the given number of times, to vary the interleaving. */
  static void spin(int times) {
    for (int i = 0; i < times; i++) {
      Thread.onSpinWait();
    }
  }
}
