package org.vmalock.tree;

/**
 * Statistics of a {@link VmaTree}. The counters are read one after the other, without stopping the threads that use the tree.
 *
 * @param hits look-ups by key that acquired a read lock, or are about to; 0 unless {@link VmaTree.Builder#recordLookups} was called
 * @param misses look-ups by key whose key was not mapped; 0 unless {@link VmaTree.Builder#recordLookups} was called
 * @param retries walks that were repeated because the range was detached before its read lock was acquired
 * @param fallbacks waits of look-ups: for a writer that held the range, or for the structure's read lock after the retries were used up
 * @param aborts write sections that were closed without a commit
 * @param versions versions of the index that were published
 */
public record TreeStats(long hits, long misses, long retries, long fallbacks, long aborts, long versions) {
  /**
   * Returns what was counted after an earlier snapshot.
   *
   * @param earlier an earlier snapshot of the same tree
   * @return the differences of the counters
   */
  public TreeStats minus(TreeStats earlier) {
    return new TreeStats(
        hits - earlier.hits,
        misses - earlier.misses,
        retries - earlier.retries,
        fallbacks - earlier.fallbacks,
        aborts - earlier.aborts,
        versions - earlier.versions);
  }
}
