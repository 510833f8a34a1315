package org.vmalock.examples.cache;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** A file's blocks as they stand in the file, mapped in pieces of whole blocks. */
final class MappedBlocks {
  private static final long LARGEST_PIECE = 1L << 30;

  private final ByteBuffer[] pieces;
  private final int blocksPerPiece;
  private final int blockSize;

  MappedBlocks(FileChannel channel, int blocks, int blockSize) throws IOException {
    this.blockSize = blockSize;
    this.blocksPerPiece = (int) Math.max(1, LARGEST_PIECE / blockSize);
    this.pieces = new ByteBuffer[(blocks + blocksPerPiece - 1) / blocksPerPiece];
    for (int piece = 0; piece < pieces.length; piece++) {
      long first = (long) piece * blocksPerPiece;
      long count = Math.min(blocksPerPiece, blocks - first);
      pieces[piece] = channel.map(FileChannel.MapMode.READ_ONLY, first * blockSize, count * blockSize).order(ByteOrder.nativeOrder());
    }
  }

  /** A word of a block, at a position that is a multiple of 8. */
  long word(int block, int position) {
    return pieces[block / blocksPerPiece].getLong(block % blocksPerPiece * blockSize + position);
  }
}
