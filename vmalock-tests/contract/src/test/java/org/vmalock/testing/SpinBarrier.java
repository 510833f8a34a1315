package org.vmalock.testing;

import java.util.concurrent.atomic.AtomicInteger;

/** A reusable barrier whose threads spin instead of parking, so that all of them continue at nearly the same moment and can race. */
public final class SpinBarrier {
  private final int threads;
  private final AtomicInteger arrived = new AtomicInteger();

  public SpinBarrier(int threads) {
    this.threads = threads;
  }

  /** Waits until every thread has arrived as often as the calling thread. */
  @SuppressWarnings("ThreadPriorityCheck") // yields the processor to the other threads if there are fewer processors than threads
  public void await() {
    int arrival = arrived.getAndIncrement();
    int target = (arrival / threads + 1) * threads;
    for (int spins = 0; arrived.get() < target; spins++) {
      if (spins > 300) {
        Thread.yield();
      }
      Thread.onSpinWait();
    }
  }
}
