package org.vmalock.caffeine;

/**
 * Statistics of a {@link GuardedCache}: the lifetimes of its values, from the load to the return to the pool. When the cache is closed and no value
 * is held, {@code begun} equals {@code ended}.
 *
 * @param begun the number of values that were loaded
 * @param ended the number of those values whose resource has returned to the pool, each counted once
 * @param failedReleases the number of calls of {@link CachedResource#onRelease} that threw in the cache itself and were logged
 */
public record LifetimeStats(long begun, long ended, long failedReleases) {
  /**
   * Returns the number of values that are in the cache, or removed from it and still held.
   *
   * @return the number of lifetimes that have begun and not ended in this snapshot
   */
  public long live() {
    return begun - ended;
  }
}
