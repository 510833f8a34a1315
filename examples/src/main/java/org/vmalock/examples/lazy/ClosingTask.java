package org.vmalock.examples.lazy;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.vmalock.examples.run.RunThread;

/** Closes one context after the other and opens another in its place. */
final class ClosingTask extends RunThread {
  private static final long LONGEST_STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final LazyRun run;
  private final long nanos;
  private volatile int mostPending;

  ClosingTask(LazyRun run, int closeMicros) {
    super("closer", run::failed);
    this.run = run;
    this.nanos = TimeUnit.MICROSECONDS.toNanos(closeMicros);
  }

  /** Returns the largest number of hand-offs that it has seen pending. */
  int mostPending() {
    return mostPending;
  }

  @Override
  protected void work() {
    for (long closed = 1; !run.isOver(); closed++) {
      run.contexts().replace((int) (closed % run.contexts().count()));
      mostPending = Math.max(mostPending, run.domain().pendingHandOffs());
      advanceTo(closed);
      rest();
    }
  }

  /** In steps, so as to notice that the run is over. */
  private void rest() {
    long begin = System.nanoTime();
    long left = nanos;
    while (left > 0 && !run.isOver()) {
      LockSupport.parkNanos(Math.min(left, LONGEST_STEP_NANOS));
      left = nanos - (System.nanoTime() - begin);
    }
  }
}
