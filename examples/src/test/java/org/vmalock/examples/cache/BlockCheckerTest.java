package org.vmalock.examples.cache;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vmalock.examples.cache.scheme.Poison;

class BlockCheckerTest {
  private static final int SIZE = 256;
  private static final int BLOCKS = 4;
  private static final int TRIES = 1000;

  @TempDir Path directory;

  private final ByteBuffer buffer = ByteBuffer.allocate(SIZE).order(ByteOrder.nativeOrder());
  private final XorShift random = new XorShift(1);

  private BlockFile file() throws IOException {
    byte[] content = new byte[BLOCKS * SIZE];
    new SplittableRandom(1).nextBytes(content);
    return BlockFile.open(Files.write(directory.resolve("blocks"), content), SIZE);
  }

  /** Returns how many of {@link #TRIES} checks find a mismatch. */
  private int found(BlockChecker checker, int block) {
    int found = 0;
    for (int i = 0; i < TRIES; i++) {
      found += checker.findMismatch(block, buffer, random) == null ? 0 : 1;
    }
    return found;
  }

  @ParameterizedTest
  @EnumSource
  void aBlockMatchesItselfAndNoOtherBlock(Verification verification) throws IOException {
    try (BlockFile file = file()) {
      BlockChecker checker = new BlockChecker(file, verification);
      for (int block = 0; block < BLOCKS; block++) {
        file.load(block, buffer);
        assertNull(checker.findMismatch(block, buffer, random));
        assertTrue(found(checker, block) == 0);
        String mismatch = checker.findMismatch((block + 1) % BLOCKS, buffer, random);
        assertNotNull(mismatch);
        assertTrue(mismatch.contains("of another block") && mismatch.startsWith("block " + (block + 1) % BLOCKS), mismatch);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void poisonIsReportedAsPoison(Verification verification) throws IOException {
    try (BlockFile file = file()) {
      for (int position = 0; position < SIZE; position += Long.BYTES) {
        buffer.putLong(position, Poison.WORD);
      }
      String mismatch = new BlockChecker(file, verification).findMismatch(0, buffer, random);
      assertTrue(mismatch != null && mismatch.contains("poison"), mismatch);
    }
  }

  @Test
  void aWrongWordIsAlwaysFoundByTheChecksumAndSometimesByAStamp() throws IOException {
    try (BlockFile file = file()) {
      file.load(2, buffer);
      buffer.putLong(64, ~buffer.getLong(64));
      assertTrue(found(new BlockChecker(file, Verification.FULL), 2) == TRIES);
      int byStamp = found(new BlockChecker(file, Verification.STAMP), 2);
      assertTrue(byStamp > 0 && byStamp < TRIES, "found " + byStamp + " times of " + TRIES);
    }
  }
}
