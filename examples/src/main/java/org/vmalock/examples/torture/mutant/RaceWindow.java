package org.vmalock.examples.torture.mutant;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * Widens race windows: a mutant whose wrong step opens a window of a nanosecond occasionally waits in it, until other threads
 * run.
 */
final class RaceWindow {
  private static final int OFTEN = 32;
  private static final int SELDOM = 1024;
  private static final long NANOS = 20_000;

  private RaceWindow() {}

  @SuppressWarnings("ThreadPriorityCheck") // a hint; correctness does not depend on it
  static void widen() {
    int chosen = ThreadLocalRandom.current().nextInt(SELDOM);
    if (chosen < 4) {
      LockSupport.parkNanos(NANOS);
    } else if (chosen < OFTEN) {
      Thread.yield();
    }
  }
}
