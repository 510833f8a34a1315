package org.vmalock.examples.cache;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.cache.scheme.Poison;

/**
 * Compares buffers with the blocks of the file. A freed buffer is full of {@link Poison}; a reused buffer contains the words of another
 * block. Shared by all readers.
 */
final class BlockChecker {
  private static final int SAMPLED_WORDS = 4;

  private final MappedBlocks contents;
  private final int blockSize;
  private final Verification verification;

  /** The checksums of all blocks; empty unless whole blocks are checked. */
  private final long[] checksums;

  BlockChecker(BlockFile file, Verification verification) {
    this.contents = file.mapped();
    this.blockSize = file.blockSize();
    this.verification = verification;
    this.checksums = new long[verification == Verification.FULL ? file.blocks() : 0];
    for (int block = 0; block < checksums.length; block++) {
      checksums[block] = expectedChecksum(block);
    }
  }

  /**
   * Compares a held buffer with a block of the file.
   *
   * @param block the number of the block
   * @param buffer the bytes of the block
   * @param random selects the words to compare
   * @return a description of the mismatch, or null if there is none
   */
  @Nullable String findMismatch(int block, ByteBuffer buffer, XorShift random) {
    return verification == Verification.FULL ? findMismatchInChecksum(block, buffer) : findMismatchInStamp(block, buffer, random);
  }

  private @Nullable String findMismatchInStamp(int block, ByteBuffer buffer, XorShift random) {
    for (int i = 0; i < SAMPLED_WORDS; i++) {
      int position = random.next(blockSize / Long.BYTES) * Long.BYTES;
      long observed = buffer.getLong(position);
      long allowed = contents.word(block, position);
      if (observed != allowed) {
        return describe(block, position, observed, allowed);
      }
    }
    return null;
  }

  private @Nullable String findMismatchInChecksum(int block, ByteBuffer buffer) {
    long sum = 0;
    for (int position = 0; position < blockSize; position += Long.BYTES) {
      sum = add(sum, buffer.getLong(position));
    }
    if (sum == checksums[block]) {
      return null;
    }
    for (int position = 0; position < blockSize; position += Long.BYTES) {
      long observed = buffer.getLong(position);
      if (observed != contents.word(block, position)) {
        return describe(block, position, observed, contents.word(block, position));
      }
    }
    return "block " + block + ": observed the checksum 0x" + Long.toHexString(sum)
        + ", but correct words when the block was read again; allowed: 0x" + Long.toHexString(checksums[block]);
  }

  private long expectedChecksum(int block) {
    long sum = 0;
    for (int position = 0; position < blockSize; position += Long.BYTES) {
      sum = add(sum, contents.word(block, position));
    }
    return sum;
  }

  /** Adds a word to a checksum. The result depends on the order of the words, so that swapped words are found. */
  private static long add(long sum, long word) {
    return sum * 31 + word;
  }

  private static String describe(int block, int position, long observed, long allowed) {
    return "block " + block + ", byte " + position + ": observed 0x" + Long.toHexString(observed)
        + (observed == Poison.WORD ? ", the poison of a freed buffer" : ", of another block")
        + "; allowed: 0x" + Long.toHexString(allowed) + ", as in the file";
  }
}
