package org.vmalock.examples.lazy;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.vmalock.examples.run.Latency;
import org.vmalock.examples.run.RunThread;

/** Thread that closes one context after another and replaces each by a new one. */
final class ClosingTask extends RunThread {
  private static final long MAXIMUM_STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final LazyRun run;
  private final long nanos;
  private final Histogram closeNanos = Latency.newHistogram();
  private volatile int mostPending;

  ClosingTask(LazyRun run, int closeMicros) {
    super("closer", run::fail);
    this.run = run;
    this.nanos = TimeUnit.MICROSECONDS.toNanos(closeMicros);
  }

  /** Returns the largest observed number of pending hand-offs. */
  int mostPending() {
    return mostPending;
  }

  /** Returns the times of the closes, in nanoseconds; to be called after the thread has stopped. */
  Histogram closeNanos() {
    return closeNanos;
  }

  @Override
  protected void work() {
    for (long closed = 1; !run.isStopped(); closed++) {
      long before = System.nanoTime();
      run.contexts().replace((int) (closed % run.contexts().count()));
      closeNanos.recordValue(Math.max(0, System.nanoTime() - before));
      mostPending = Math.max(mostPending, run.domain().pendingHandOffs());
      advanceTo(closed);
      pause();
    }
  }

  /** Waits between two closes, in steps, so that the end of the run is noticed. */
  private void pause() {
    long begin = System.nanoTime();
    long left = nanos;
    while (left > 0 && !run.isStopped()) {
      LockSupport.parkNanos(Math.min(left, MAXIMUM_STEP_NANOS));
      left = nanos - (System.nanoTime() - begin);
    }
  }
}
