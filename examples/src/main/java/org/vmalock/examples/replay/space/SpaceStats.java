package org.vmalock.examples.replay.space;

/**
 * What a scheme counted.
 *
 * @param hits look-ups that found a mapping and took its read lock
 * @param retries times a look-up had to begin again because of a writer
 * @param fallbacks look-ups that gave up trying and took the lock of the whole structure
 */
public record SpaceStats(long hits, long retries, long fallbacks) {
  /** Nothing counted yet. */
  public static final SpaceStats NONE = new SpaceStats(0, 0, 0);

  SpaceStats plus(SpaceStats other) {
    return new SpaceStats(hits + other.hits, retries + other.retries, fallbacks + other.fallbacks);
  }
}
