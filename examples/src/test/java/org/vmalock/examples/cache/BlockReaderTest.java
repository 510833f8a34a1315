package org.vmalock.examples.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vmalock.examples.cache.scheme.BlockCacheReader;

@Timeout(60)
class BlockReaderTest {
  private static final int BLOCK_SIZE = 64;
  private static final int BLOCKS = 4_000;

  @TempDir Path directory;

  /** A cache of one block: a read of the workload hits only if it chooses the same block as the read before, which is rare. */
  private static final class OneBlock implements BlockCacheReader {
    private final BlockFile file;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BLOCK_SIZE).order(ByteOrder.nativeOrder());
    private int present = -1;

    OneBlock(BlockFile file) {
      this.file = file;
    }

    @Override
    public ByteBuffer acquire(int number) {
      if (number != present) {
        try {
          file.load(number, buffer);
        } catch (IOException unreadable) {
          throw new UncheckedIOException(unreadable);
        }
        present = number;
      }
      return buffer;
    }

    @Override
    public void release() {}
  }

  @Test
  void readsThatMeasureAllocationAreNotCountedAsHits() throws Exception {
    byte[] content = new byte[BLOCKS * BLOCK_SIZE];
    new SplittableRandom(1).nextBytes(content);
    Path path = Files.write(directory.resolve("blocks"), content);
    try (BlockFile file = BlockFile.open(path, BLOCK_SIZE)) {
      CacheControl control = new CacheControl();
      BlockChecker checker = new BlockChecker(file, Verification.STAMP);
      BlockReader reader = new BlockReader(1, control, new OneBlock(file), checker, new ZipfTable(BLOCKS), BLOCKS);
      reader.start();
      while (reader.progress() < 100_000) {
        Thread.sleep(1);
      }
      control.stop();
      reader.join(10_000);
      ReaderCounters counters = reader.counters();
      assertEquals(0, control.violations().count(), () -> control.violations().described().toString());
      assertTrue(counters.hitBytes.getTotalCount() > counters.reads / 100, "the allocation of hits was not measured");
      double hitRate = (double) (counters.reads - counters.misses) / counters.reads;
      assertTrue(hitRate < 0.005, () -> "a rate of hits of " + hitRate + " in a cache of one block of " + BLOCKS);
    }
  }
}
