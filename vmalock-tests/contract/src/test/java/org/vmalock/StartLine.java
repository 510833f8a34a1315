package org.vmalock;

import java.util.concurrent.atomic.AtomicInteger;

/** A barrier whose threads leave it at the same moment: they spin, since one that is woken comes too late to race with anybody. */
final class StartLine {
  private final int threads;
  private final AtomicInteger arrived = new AtomicInteger();

  StartLine(int threads) {
    this.threads = threads;
  }

  /** Waits until every thread has come here as often as this one. */
  @SuppressWarnings("ThreadPriorityCheck") // on a busy machine the other one needs the processor
  void cross() {
    int mine = arrived.getAndIncrement();
    int all = (mine / threads + 1) * threads;
    for (int spins = 0; arrived.get() < all; spins++) {
      if (spins > 300) {
        Thread.yield();
      }
      Thread.onSpinWait();
    }
  }
}
