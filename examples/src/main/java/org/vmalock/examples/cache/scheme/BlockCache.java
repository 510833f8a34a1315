package org.vmalock.examples.cache.scheme;

/** A cache of blocks in pooled buffers. */
public interface BlockCache {
  /**
   * Makes a reader for one thread, which reads one block at a time.
   *
   * @return a reader that holds nothing
   */
  BlockCacheReader newReader();

  /**
   * Counts what Caffeine has evicted so far.
   *
   * @return the number of blocks
   */
  long evictions();

  /**
   * Takes everything out, waits until every buffer is back, and balances the books. For when no reader is left.
   *
   * @return the books
   * @throws InterruptedException if interrupted while waiting
   */
  BufferLedger close() throws InterruptedException;
}
