package org.vmalock;

import org.jspecify.annotations.Nullable;
import org.vmalock.internal.WaitCounters;

/**
 * How often and how long threads have waited for one thing, at one moment. Waits that have not ended are included, except in {@code
 * longestNanos} and {@code abandoned}. An attempt that succeeds without parking is no wait.
 *
 * @param waits the number of waits that have begun
 * @param waiting the number of those that have not ended
 * @param waitedNanos the sum of their times so far, in nanoseconds
 * @param longestNanos the time of the longest wait that has ended, in nanoseconds
 * @param abandoned the number of waits that have ended without what was waited for, by a time limit, an interrupt or an exception
 */
public record WaitStats(long waits, long waiting, long waitedNanos, long longestNanos, long abandoned) {
  private static final WaitStats NONE = new WaitStats(0, 0, 0, 0, 0);

  static WaitStats of(@Nullable WaitCounters counters) {
    if (counters == null) {
      return NONE;
    }
    WaitCounters.Values values = counters.values();
    return new WaitStats(values.waits, values.waiting, values.waitedNanos, values.longestNanos, values.abandoned);
  }

  /**
   * Returns what was counted after an earlier snapshot: the differences of the counters. {@code waiting} and {@code longestNanos} are those
   * of this snapshot.
   *
   * @param earlier an earlier snapshot of the same object
   * @return the differences
   */
  public WaitStats minus(WaitStats earlier) {
    return new WaitStats(
        waits - earlier.waits, waiting, waitedNanos - earlier.waitedNanos, longestNanos, abandoned - earlier.abandoned);
  }
}
