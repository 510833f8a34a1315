package org.vmalock.internal;

import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * The time limit of one wait, for a loop that tests a condition and parks. Used by one thread. Time is measured as a difference from
 * the start, so that every {@code long} is a valid limit: {@link Long#MAX_VALUE} never expires, zero or less has expired at once.
 *
 * <pre>{@code
 * TimedWait wait = new TimedWait(nanos, FIRST_STEP_NANOS, LONGEST_STEP_NANOS);
 * while (!condition()) {
 *   if (wait.hasExpired()) {
 *     return false;
 *   }
 *   wait.park(blocker);
 *   TimedWait.throwIfInterrupted(() -> "the readers of " + node);
 * }
 * return true;
 * }</pre>
 */
public final class TimedWait {
  private final long begin = System.nanoTime();
  private final long nanos;
  private final long longestStep;
  private long step;

  /**
   * Starts a wait whose thread is always woken when the condition may have changed.
   *
   * @param nanos the limit in nanoseconds; zero or less has expired at once
   */
  public TimedWait(long nanos) {
    this(nanos, Long.MAX_VALUE, Long.MAX_VALUE);
  }

  /**
   * Starts a wait that tests its condition periodically, since the thread is not always woken. The periods double from the first to
   * the longest.
   *
   * @param nanos the limit in nanoseconds; zero or less has expired at once
   * @param firstStep the first period in nanoseconds, greater than zero
   * @param longestStep the longest period in nanoseconds, at least {@code firstStep}
   */
  public TimedWait(long nanos, long firstStep, long longestStep) {
    this.nanos = Math.max(nanos, 0);
    this.step = firstStep;
    this.longestStep = longestStep;
  }

  /**
   * Returns the time since the start.
   *
   * @return nanoseconds, zero or more
   */
  public long elapsed() {
    return Math.max(System.nanoTime() - begin, 0);
  }

  /**
   * Returns the time until the limit.
   *
   * @return nanoseconds; zero or less once the wait has expired
   */
  public long remaining() {
    return nanos - elapsed();
  }

  /**
   * Returns whether the limit has been reached.
   *
   * @return true if {@link #remaining} is zero or less
   */
  public boolean hasExpired() {
    return remaining() <= 0;
  }

  /**
   * Parks the current thread once: until it is unparked or interrupted, the current period or the limit has passed, or spuriously.
   * Returns at once, with the interrupt status kept, if the thread is interrupted. A thread that has queued releases performs them instead
   * of parking: one of them may be what it waits for.
   *
   * @param blocker the object that the thread waits for, shown in thread dumps
   */
  public void park(Object blocker) {
    if (ReleaseQueue.runBeforeWaiting()) {
      return;
    }
    if (nanos == Long.MAX_VALUE && step == Long.MAX_VALUE) {
      LockSupport.park(blocker);
      return;
    }
    LockSupport.parkNanos(blocker, Math.min(step, remaining()));
    step = step > longestStep >> 1 ? longestStep : 2 * step;
  }

  /**
   * Throws if the current thread is interrupted, and clears its interrupt status.
   *
   * @param awaited names what the thread waits for, in the words that follow "interrupted while waiting for"
   * @throws InterruptedException if the current thread is interrupted
   */
  public static void throwIfInterrupted(Supplier<String> awaited) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted while waiting for " + awaited.get());
    }
  }
}
