package org.vmalock.examples.torture.mutant;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/** Where a wrong step leaves a gap of a nanosecond, its variant stays in it now and then until others get through. */
final class Gap {
  private static final int OFTEN = 32;
  private static final int SELDOM = 1024;
  private static final long NANOS = 20_000;

  private Gap() {}

  @SuppressWarnings("ThreadPriorityCheck") // a wish, nothing relies on it
  static void stay() {
    int chosen = ThreadLocalRandom.current().nextInt(SELDOM);
    if (chosen < 4) {
      LockSupport.parkNanos(NANOS);
    } else if (chosen < OFTEN) {
      Thread.yield();
    }
  }
}
