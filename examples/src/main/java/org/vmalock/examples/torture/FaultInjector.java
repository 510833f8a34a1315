package org.vmalock.examples.torture;

import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.torture.subject.Fault;

/** The random choices of one thread: what to do, when to inject a fault, and how long to wait. Used by that thread only. */
final class FaultInjector {
  private static final int LONG_SPIN = 400;
  private static final long SLEEP_NANOS = 30_000;

  private final SplittableRandom random;
  private final TortureOptions options;

  FaultInjector(SplittableRandom random, TortureOptions options) {
    this.random = random;
    this.options = options;
  }

  int nextInt(int bound) {
    return random.nextInt(bound);
  }

  boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  /** Returns whether to inject a fault now: never if it is not enabled, else with probability 1 / {@code oneIn}. */
  boolean injects(Fault fault, int oneIn) {
    return options.has(fault) && oneIn(oneIn);
  }

  /** Returns a random element, which may be null. */
  <T> @Nullable T anyOf(T[] elements) {
    return elements[nextInt(elements.length)];
  }

  /**
   * Waits for a random time: mostly not at all, occasionally some hundred nanoseconds, rarely long enough for another thread to
   * run.
   */
  @SuppressWarnings("ThreadPriorityCheck") // a hint; correctness does not depend on it
  void randomDelay() {
    int chosen = nextInt(512);
    if (chosen == 0) {
      LockSupport.parkNanos(SLEEP_NANOS);
    } else if (chosen < 8) {
      Thread.yield();
    } else if (chosen < 64) {
      for (int spins = nextInt(LONG_SPIN); spins > 0; spins--) {
        Thread.onSpinWait();
      }
    }
  }
}
