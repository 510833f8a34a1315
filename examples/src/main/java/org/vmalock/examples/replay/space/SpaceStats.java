package org.vmalock.examples.replay.space;

/**
 * Statistics of an address space.
 *
 * @param hits look-ups that found a mapping and acquired its read lock
 * @param retries look-up attempts that were repeated because of a writer, or {@link #UNCOUNTED}
 * @param fallbacks waits for a writer of the range, and acquisitions of the lock of the whole structure after too many retries, or
 *     {@link #UNCOUNTED}
 * @param spread how often a range has begun to spread its readers over the table of hazard reads, or {@link #UNCOUNTED}
 */
public record SpaceStats(long hits, long retries, long fallbacks, long spread) {
  /** Stands for a figure that the locks of an address space do not count. */
  public static final long UNCOUNTED = -1;

  /** Statistics without any look-up. */
  public static final SpaceStats NONE = new SpaceStats(0, 0, 0, 0);

  SpaceStats plus(SpaceStats other) {
    return new SpaceStats(hits + other.hits, retries + other.retries, fallbacks + other.fallbacks, spread + other.spread);
  }

  /** Returns the statistics of locks that do not spread. */
  SpaceStats withoutSpread() {
    return new SpaceStats(hits, retries, fallbacks, UNCOUNTED);
  }

  /** Returns the statistics of locks that count nothing but hits. */
  SpaceStats hitsOnly() {
    return new SpaceStats(hits, UNCOUNTED, UNCOUNTED, UNCOUNTED);
  }
}
