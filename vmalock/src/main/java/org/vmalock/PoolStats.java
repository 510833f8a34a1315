package org.vmalock;

/**
 * Statistics of a {@link VmaPool}, at one moment. The values are read one after another while other threads use the pool.
 *
 * @param capacity the maximum number of objects that exist at a time
 * @param size the number of objects that exist, in use or free
 * @param inUse the number of objects that are owned or read
 * @param created the number of objects created since the pool was built
 * @param discarded the number of objects discarded since the pool was built
 * @param handOffs how often a waiting thread has received an object, or a place for a new one
 * @param refusals how often an allocation was refused without a wait
 * @param waits the waits for an object; abandoned are those that ended without one
 */
public record PoolStats(
    int capacity,
    int size,
    int inUse,
    long created,
    long discarded,
    long handOffs,
    long refusals,
    WaitStats waits) {
  /**
   * Returns the number of free objects.
   *
   * @return {@link #size} less {@link #inUse}, zero or more
   */
  public int free() {
    return Math.max(size - inUse, 0);
  }

  /**
   * Returns what was counted after an earlier snapshot: the differences of the counters. The numbers of objects are those of this snapshot.
   *
   * @param earlier an earlier snapshot of the same pool
   * @return the differences
   */
  public PoolStats minus(PoolStats earlier) {
    return new PoolStats(
        capacity,
        size,
        inUse,
        created - earlier.created,
        discarded - earlier.discarded,
        handOffs - earlier.handOffs,
        refusals - earlier.refusals,
        waits.minus(earlier.waits));
  }
}
