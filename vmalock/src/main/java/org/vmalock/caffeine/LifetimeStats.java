package org.vmalock.caffeine;

/**
 * How many resources have entered a {@link GuardedCache} and how many were released. When the cache is closed and nobody holds anything,
 * the two are equal.
 *
 * @param begun the resources that were loaded
 * @param ended those of them whose last reference is gone; each is counted once
 * @param failedReleases the calls of {@link CachedResource#onRelease} that have thrown to the cache itself, and were logged
 */
public record LifetimeStats(long begun, long ended, long failedReleases) {
  /**
   * The resources that are in the cache, or out of it and still held.
   *
   * @return their number; out of date when it is returned
   */
  public long live() {
    return begun - ended;
  }
}
