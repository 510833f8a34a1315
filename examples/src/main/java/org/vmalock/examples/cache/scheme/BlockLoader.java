package org.vmalock.examples.cache.scheme;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Where blocks come from. */
@FunctionalInterface
public interface BlockLoader {
  /**
   * Fills a buffer with a block.
   *
   * @param number the block
   * @param buffer as large as a block, and nobody else's
   * @throws IOException if it cannot be read
   */
  void load(int number, ByteBuffer buffer) throws IOException;
}
