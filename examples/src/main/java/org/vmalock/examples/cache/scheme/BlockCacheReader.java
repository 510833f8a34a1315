package org.vmalock.examples.cache.scheme;

import java.nio.ByteBuffer;

/** One thread's access to a cache of blocks. */
public interface BlockCacheReader {
  /**
   * Acquires a block, loading it if it is missing; the reader holds it until {@link #release}.
   *
   * @param number the number of the block
   * @return the bytes of the block, to be read by absolute positions
   */
  ByteBuffer acquire(int number);

  /** Releases the block that was acquired most recently. */
  void release();
}
