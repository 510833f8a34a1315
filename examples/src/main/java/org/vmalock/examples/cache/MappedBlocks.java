package org.vmalock.examples.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** The contents of a file, mapped in parts of whole blocks. */
final class MappedBlocks {
  private static final long MAXIMUM_PART = 1L << 30;

  private final ByteBuffer[] parts;
  private final int blocksPerPart;
  private final int blockSize;

  MappedBlocks(FileChannel channel, int blocks, int blockSize) throws IOException {
    this.blockSize = blockSize;
    this.blocksPerPart = (int) Math.max(1, MAXIMUM_PART / blockSize);
    this.parts = new ByteBuffer[(blocks + blocksPerPart - 1) / blocksPerPart];
    for (int part = 0; part < parts.length; part++) {
      long first = (long) part * blocksPerPart;
      long count = Math.min(blocksPerPart, blocks - first);
      parts[part] = channel.map(FileChannel.MapMode.READ_ONLY, first * blockSize, count * blockSize).order(ByteOrder.nativeOrder());
    }
  }

  /** Returns the word at a position, a multiple of 8, of a block. */
  long word(int block, int position) {
    return parts[block / blocksPerPart].getLong(block % blocksPerPart * blockSize + position);
  }
}
