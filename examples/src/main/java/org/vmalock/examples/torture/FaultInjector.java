package org.vmalock.examples.torture;

import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.torture.subject.Fault;

/** The choices of one thread. */
final class FaultInjector {
  private static final int LONG_SPIN = 400;
  private static final long SLEEP_NANOS = 30_000;

  private final SplittableRandom random;
  private final TortureOptions options;

  FaultInjector(SplittableRandom random, TortureOptions options) {
    this.random = random;
    this.options = options;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  boolean oneIn(int n) {
    return random.nextInt(n) == 0;
  }

  /** Whether a fault strikes, if it is wanted at all. */
  boolean strikes(Fault fault, int oneIn) {
    return options.has(fault) && oneIn(oneIn);
  }

  /** A thing in the place of one that is picked at random. */
  <T> @Nullable T anyOf(T[] things) {
    return things[below(things.length)];
  }

  /** Mostly nothing; now and then some hundred nanoseconds; seldom long enough for another thread to run. */
  @SuppressWarnings("ThreadPriorityCheck") // a wish, nothing relies on it
  void randomDelay() {
    int chosen = below(512);
    if (chosen == 0) {
      LockSupport.parkNanos(SLEEP_NANOS);
    } else if (chosen < 8) {
      Thread.yield();
    } else if (chosen < 64) {
      for (int spins = below(LONG_SPIN); spins > 0; spins--) {
        Thread.onSpinWait();
      }
    }
  }
}
