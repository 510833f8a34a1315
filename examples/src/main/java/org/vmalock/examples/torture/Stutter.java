package org.vmalock.examples.torture;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A gate at which all threads pause occasionally, to resume together. */
final class Stutter {
  private volatile @Nullable CountDownLatch gate;

  /** Closes the gate. Called by one thread, like {@link #resume}. */
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

  /** Waits while the gate is closed. Uninterruptible; keeps the interrupt status. */
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
