package org.vmalock.primitive;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets threads begin round after round together, until the time is over or one of them has seen enough. They spin to
 * meet, so that they go on at the same moment.
 *
 * <pre>{@code
 * do {
 *   ...
 *   rounds.meet();
 *   ...
 * } while (rounds.next());
 * }</pre>
 */
final class Rounds {
  private final int parties;
  private final int spins;
  private final long end;
  private final AtomicInteger arrived = new AtomicInteger();
  private volatile boolean enough;

  Rounds(int parties, double seconds) {
    this.parties = parties;
    this.spins = parties <= Runtime.getRuntime().availableProcessors() ? 2_000 : 100;
    this.end = System.nanoTime() + (long) (seconds * TimeUnit.SECONDS.toNanos(1));
  }

  /** Makes this round the last one, for all threads. */
  void enough() {
    enough = true;
  }

  /** Ends a round; returns whether there is another one, the same for all threads. */
  boolean next() {
    if (System.nanoTime() - end >= 0) {
      enough = true;
    }
    meet();
    boolean more = !enough;
    meet(); // nobody can say that it is enough before everybody has looked
    return more;
  }

  @SuppressWarnings("ThreadPriorityCheck") // nothing relies on it, it is for machines with few processors
  void meet() {
    int goal = (arrived.getAndIncrement() / parties + 1) * parties;
    for (int i = 0; arrived.get() < goal; i++) {
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

  /** Widens the gap in a broken version, so that it is caught on a busy machine as well. */
  @SuppressWarnings("ThreadPriorityCheck") // nothing relies on it, it makes the fault likelier
  static void hesitate() {
    Thread.yield();
  }

  static void spin(int times) {
    for (int i = 0; i < times; i++) {
      Thread.onSpinWait();
    }
  }
}
