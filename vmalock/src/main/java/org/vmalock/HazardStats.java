package org.vmalock;

/**
 * How often the nodes of this JVM have been read by hazards, at one moment; see {@link Spreading}. The counters are read without a lock and
 * may not match one another exactly.
 *
 * @param spread how often a node has begun to spread its readers because they had collided, or because its choice was changed
 * @param scans how often a writer, or a thread that has detached or retired a node, has searched the table
 * @param conversions how many hazard reads these searches have turned into counted reads
 * @param fallbacks how many attempts were counted instead: the rows of their thread were full, or a write section of the structure began in
 *     between. Attempts that find a write section open are counted from the start, and not here
 * @param occupied how many slots are in use
 * @param slots the number of slots
 */
public record HazardStats(long spread, long scans, long conversions, long fallbacks, int occupied, int slots) {
  /**
   * Returns what was counted after an earlier snapshot: the differences of the counters. The numbers of slots are those of this snapshot.
   *
   * @param earlier an earlier snapshot
   * @return the differences
   */
  public HazardStats minus(HazardStats earlier) {
    return new HazardStats(
        spread - earlier.spread,
        scans - earlier.scans,
        conversions - earlier.conversions,
        fallbacks - earlier.fallbacks,
        occupied,
        slots);
  }
}
