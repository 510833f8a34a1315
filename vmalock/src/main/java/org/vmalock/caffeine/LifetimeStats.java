package org.vmalock.caffeine;

import org.vmalock.WaitStats;

/**
 * Statistics of a {@link GuardedCache}: the lifetimes of its values, from the load to the return to the pool. When the cache is closed and no value
 * is held, {@code begun} equals {@code ended}.
 *
 * @param begun the number of values that were loaded
 * @param ended the number of those values whose resource has returned to the pool, each counted once
 * @param failedReleases the number of calls of {@link CachedResource#onRelease} that threw in the cache itself and were logged
 * @param loads the waits of look-ups for a load by another thread
 */
public record LifetimeStats(long begun, long ended, long failedReleases, WaitStats loads) {
  /**
   * Returns the number of values that are in the cache, or removed from it and still held.
   *
   * @return the number of lifetimes that have begun and not ended in this snapshot
   */
  public long live() {
    return begun - ended;
  }

  /**
   * Returns what was counted after an earlier snapshot. {@link #live} of the result is the growth of that number.
   *
   * @param earlier an earlier snapshot of the same cache
   * @return the differences of the counters; see {@link WaitStats#minus}
   */
  public LifetimeStats minus(LifetimeStats earlier) {
    return new LifetimeStats(
        begun - earlier.begun, ended - earlier.ended, failedReleases - earlier.failedReleases, loads.minus(earlier.loads));
  }
}
