package org.vmalock.examples.cache.scheme;

/** A cache of file blocks in pooled buffers. */
public interface BlockCache {
  /**
   * Creates a reader for one thread; it holds at most one block at a time.
   *
   * @return a reader that holds no block
   */
  BlockCacheReader newReader();

  /**
   * Returns the number of blocks that Caffeine has evicted.
   *
   * @return the number so far
   */
  long evictions();

  /**
   * Removes all blocks, waits with a time limit until every buffer was returned, and counts the buffers. To be called after all
   * readers have stopped.
   *
   * @return the counts
   * @throws InterruptedException if interrupted while waiting
   */
  BufferLedger close() throws InterruptedException;
}
