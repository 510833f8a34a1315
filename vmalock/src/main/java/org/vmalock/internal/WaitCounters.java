package org.vmalock.internal;

/**
 * Counts the waits of one kind, those that have not ended included. Updated by waiting threads, before they park and after; allocates
 * nothing. The time of the waits that have not ended follows from their number and the sum of their begins, so that both are
 * guarded by the monitor, which is held for a few additions and is the innermost lock.
 */
public final class WaitCounters {
  /** The values of the counters at one moment. */
  public static final class Values {
    /** The number of waits that have begun. */
    public long waits;

    /** The number of waits that have not ended. */
    public long waiting;

    /** The time of all waits so far, in nanoseconds. */
    public long waitedNanos;

    /** The time of the longest wait that has ended, in nanoseconds. */
    public long longestNanos;

    /** The number of waits that have ended without what was waited for. */
    public long abandoned;

    /** Creates values of zero. */
    public Values() {}
  }

  private long waits;
  private long waiting;
  private long begins;
  private long endedNanos;
  private long longestNanos;
  private long abandoned;

  /** Creates counters of zero. */
  public WaitCounters() {}

  /**
   * Counts a wait that begins.
   *
   * @return its begin, for {@link #end}
   */
  public synchronized long begin() {
    long now = System.nanoTime();
    waits++;
    waiting++;
    begins += now;
    return now;
  }

  /**
   * Counts the end of a wait.
   *
   * @param begin the result of {@link #begin}
   * @param acquired whether the thread has what it waited for
   */
  public synchronized void end(long begin, boolean acquired) {
    long nanos = System.nanoTime() - begin;
    waiting--;
    begins -= begin;
    endedNanos += nanos;
    longestNanos = Math.max(longestNanos, nanos);
    abandoned += acquired ? 0 : 1;
  }

  /**
   * Returns the values of the counters.
   *
   * @return a snapshot
   */
  public synchronized Values values() {
    Values values = new Values();
    values.waits = waits;
    values.waiting = waiting;
    values.waitedNanos = endedNanos + waiting * System.nanoTime() - begins;
    values.longestNanos = longestNanos;
    values.abandoned = abandoned;
    return values;
  }
}
