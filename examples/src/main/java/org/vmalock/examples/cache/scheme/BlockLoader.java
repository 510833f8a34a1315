package org.vmalock.examples.cache.scheme;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Loads the blocks that are missing in a cache. */
@FunctionalInterface
public interface BlockLoader {
  /**
   * Reads a block into a buffer.
   *
   * @param number the number of the block
   * @param buffer receives the block; as large as a block, and used by the calling thread only
   * @throws IOException if the block cannot be read
   */
  void load(int number, ByteBuffer buffer) throws IOException;
}
