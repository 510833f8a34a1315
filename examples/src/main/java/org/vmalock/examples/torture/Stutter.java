package org.vmalock.examples.torture;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Where all threads stop from time to time, to start again together. */
final class Stutter {
  private volatile @Nullable CountDownLatch gate;

  /** From now on threads stop. Called by one thread, like {@link #resume}. */
  void pause() {
    gate = new CountDownLatch(1);
  }

  void resume() {
    CountDownLatch closed = gate;
    gate = null;
    if (closed != null) {
      closed.countDown();
    }
  }

  /** Waits while the others do; an interrupt is not lost. */
  void awaitStart() {
    CountDownLatch closed = gate;
    if (closed == null) {
      return;
    }
    boolean interrupted = false;
    while (true) {
      try {
        closed.await();
        break;
      } catch (InterruptedException again) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
