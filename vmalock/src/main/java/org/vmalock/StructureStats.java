package org.vmalock;

/**
 * Contention statistics for one structure lock and its nodes, at one moment. The values are read one after another while other threads use
 * the structure.
 *
 * @param drains the waits for the readers of a node: of writers, and of owners that retire it
 * @param reads the waits of readers for the writer of a node
 * @param locks the waits for the structure lock itself, for reading or for writing
 * @param scans how often a writer has searched the table of hazard reads for readers of a spread node, see {@link Spreading}
 * @param conversions how many hazard reads these searches have found and turned into counted reads
 */
public record StructureStats(WaitStats drains, WaitStats reads, WaitStats locks, long scans, long conversions) {
  /**
   * Returns what was counted after an earlier snapshot.
   *
   * @param earlier an earlier snapshot of the same structure lock
   * @return the differences of the counters; see {@link WaitStats#minus}
   */
  public StructureStats minus(StructureStats earlier) {
    return new StructureStats(
        drains.minus(earlier.drains),
        reads.minus(earlier.reads),
        locks.minus(earlier.locks),
        scans - earlier.scans,
        conversions - earlier.conversions);
  }
}
