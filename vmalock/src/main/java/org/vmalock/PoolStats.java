package org.vmalock;

/**
 * Statistics of a {@link VmaPool}, at one moment. The values are read one after another while other threads use the pool.
 *
 * @param capacity the maximum number of objects that exist at a time
 * @param size the number of objects that exist, in use or free
 * @param inUse the number of objects that are owned or read
 * @param waiting the number of threads that wait for an object
 * @param created the number of objects created since the pool was built
 * @param discarded the number of objects discarded since the pool was built
 * @param handOffs how often a waiting thread has received an object, or a place for a new one
 * @param refusals how often an allocation was refused without a wait
 * @param abandonedWaits how often a wait has ended without an object
 */
public record PoolStats(
    int capacity,
    int size,
    int inUse,
    int waiting,
    long created,
    long discarded,
    long handOffs,
    long refusals,
    long abandonedWaits) {
  /**
   * Returns the number of free objects.
   *
   * @return {@link #size} less {@link #inUse}, zero or more
   */
  public int free() {
    return Math.max(size - inUse, 0);
  }
}
