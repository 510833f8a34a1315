package org.vmalock.lazymm;

/**
 * Statistics of a {@link LazyRef} since it was created. The values are read one after another while other threads use the reference.
 *
 * @param resources resources so far: of the constructor and of each {@link LazyRef#replace}
 * @param released release actions that have returned or thrown
 * @param releaseFailures release actions that have thrown
 * @param borrows borrows that have not ended, of the current resource and of earlier ones. A number that grows without limit shows borrows
 *     that are never closed
 * @param countedBorrows borrows so far that found no free slot, and were counted
 * @param ownSlots whether the reference has slots of its own, since a borrow found those that all references share in use
 */
public record LazyRefStats(
    long resources, long released, long releaseFailures, int borrows, long countedBorrows, boolean ownSlots) {
  /**
   * Returns the number of resources that are not released: the current one, and those that borrows keep. A number that grows with each
   * {@code replace} shows borrows that are never closed.
   *
   * @return {@link #resources} less {@link #released}
   */
  public long unreleased() {
    return resources - released;
  }

  /**
   * Returns what was counted after an earlier snapshot: the differences of the counters. {@code borrows} and {@code ownSlots} are those of
   * this snapshot; {@link #unreleased} of the result is the growth of that number.
   *
   * @param earlier an earlier snapshot of the same reference
   * @return the differences
   */
  public LazyRefStats minus(LazyRefStats earlier) {
    return new LazyRefStats(
        resources - earlier.resources,
        released - earlier.released,
        releaseFailures - earlier.releaseFailures,
        borrows,
        countedBorrows - earlier.countedBorrows,
        ownSlots);
  }
}
