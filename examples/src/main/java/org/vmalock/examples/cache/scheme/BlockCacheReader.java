package org.vmalock.examples.cache.scheme;

import java.nio.ByteBuffer;

/** One thread's access to a cache of blocks. */
public interface BlockCacheReader {
  /**
   * Looks a block up, loading it if need be, and keeps it until {@link #leave}.
   *
   * @param number the block
   * @return its bytes, of which positions count and not the buffer's own position
   */
  ByteBuffer enter(int number);

  /** Gives the block back that was entered last. */
  void leave();
}
