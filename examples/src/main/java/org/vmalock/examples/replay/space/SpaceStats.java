package org.vmalock.examples.replay.space;

/**
 * Statistics of an address space.
 *
 * @param hits look-ups that found a mapping and acquired its read lock
 * @param retries look-up attempts that were repeated because of a writer
 * @param fallbacks waits for a writer of the range, and acquisitions of the lock of the whole structure after too many retries
 */
public record SpaceStats(long hits, long retries, long fallbacks) {
  /** Statistics without any look-up. */
  public static final SpaceStats NONE = new SpaceStats(0, 0, 0);

  SpaceStats plus(SpaceStats other) {
    return new SpaceStats(hits + other.hits, retries + other.retries, fallbacks + other.fallbacks);
  }
}
