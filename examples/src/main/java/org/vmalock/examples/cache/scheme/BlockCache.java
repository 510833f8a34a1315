package org.vmalock.examples.cache.scheme;

import org.jspecify.annotations.Nullable;

/** A cache of file blocks in buffers. */
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
   * @return the counts, or null if the buffers are not pooled
   * @throws InterruptedException if interrupted while waiting
   */
  @Nullable BufferLedger close() throws InterruptedException;
}
