package org.vmalock.examples.cache;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.cache.scheme.Poison;

/**
 * Proves that a buffer is the block that it is said to be. A buffer that was freed is full of {@link Poison}; one that serves another
 * block has that block's words. Shared by all readers.
 */
final class BlockChecker {
  private static final int WORDS_OF_A_STAMP = 4;

  private final MappedBlocks truth;
  private final int blockSize;
  private final Verification verification;

  /** The checksum of every block; empty if they are not looked at. */
  private final long[] checksums;

  BlockChecker(BlockFile file, Verification verification) {
    this.truth = file.mapped();
    this.blockSize = file.blockSize();
    this.verification = verification;
    this.checksums = new long[verification == Verification.FULL ? file.blocks() : 0];
    for (int block = 0; block < checksums.length; block++) {
      checksums[block] = checksumOfTruth(block);
    }
  }

  /**
   * Checks a block while it is held.
   *
   * @param random chooses what is looked at
   * @return what is wrong with it, or null
   */
  @Nullable String findFault(int block, ByteBuffer buffer, XorShift random) {
    return verification == Verification.FULL ? findFaultInChecksum(block, buffer) : findFaultInStamp(block, buffer, random);
  }

  private @Nullable String findFaultInStamp(int block, ByteBuffer buffer, XorShift random) {
    for (int i = 0; i < WORDS_OF_A_STAMP; i++) {
      int position = random.next(blockSize / Long.BYTES) * Long.BYTES;
      long seen = buffer.getLong(position);
      long allowed = truth.word(block, position);
      if (seen != allowed) {
        return describe(block, position, seen, allowed);
      }
    }
    return null;
  }

  private @Nullable String findFaultInChecksum(int block, ByteBuffer buffer) {
    long sum = 0;
    for (int position = 0; position < blockSize; position += Long.BYTES) {
      sum = add(sum, buffer.getLong(position));
    }
    if (sum == checksums[block]) {
      return null;
    }
    for (int position = 0; position < blockSize; position += Long.BYTES) {
      long seen = buffer.getLong(position);
      if (seen != truth.word(block, position)) {
        return describe(block, position, seen, truth.word(block, position));
      }
    }
    return "block " + block + ": seen the checksum 0x" + Long.toHexString(sum) + ", although all is right a moment later; allowed: 0x"
        + Long.toHexString(checksums[block]);
  }

  private long checksumOfTruth(int block) {
    long sum = 0;
    for (int position = 0; position < blockSize; position += Long.BYTES) {
      sum = add(sum, truth.word(block, position));
    }
    return sum;
  }

  /** Depends on the order, so that words which have changed places are found. */
  private static long add(long sum, long word) {
    return sum * 31 + word;
  }

  private static String describe(int block, int position, long seen, long allowed) {
    return "block " + block + ", byte " + position + ": seen 0x" + Long.toHexString(seen)
        + (seen == Poison.WORD ? ", the poison of a freed buffer" : ", of another block")
        + "; allowed: 0x" + Long.toHexString(allowed) + ", which stands there in the file";
  }
}
