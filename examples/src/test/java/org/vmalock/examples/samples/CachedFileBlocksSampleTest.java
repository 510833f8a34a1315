package org.vmalock.examples.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.EOFException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vmalock.caffeine.CacheHandle;

@Timeout(120)
class CachedFileBlocksSampleTest {
  private static final int BLOCKS = 20;
  private static final int LENGTH = BLOCKS * CachedFileBlocks.BLOCK + 5;

  @TempDir Path directory;
  private Path path;

  @BeforeEach
  void writeFile() throws Exception {
    byte[] content = new byte[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      content[i] = valueAt(i);
    }
    path = Files.write(directory.resolve("file"), content);
  }

  @Test
  void mainReadsTheByteThatItHasWritten() throws Exception {
    assertEquals(List.of("read: 42, blocks in memory at most 26"), Running.output(() -> CachedFileBlocks.main(new String[0])));
  }

  @Test
  void readersBesideEvictionsReadTheFile() throws Exception {
    try (CachedFileBlocks blocks = new CachedFileBlocks(path, 2)) {
      List<Running<Boolean>> readers = new ArrayList<>();
      for (int reader = 0; reader < 4; reader++) {
        Random random = new Random(reader);
        readers.add(Running.startAction(() -> {
          for (int i = 0; i < 20_000; i++) {
            int position = random.nextInt(LENGTH);
            assertEquals(valueAt(position), blocks.read(position));
          }
        }));
      }
      for (Running<Boolean> reader : readers) {
        reader.result();
      }
    }
  }

  @Test
  void anEvictedBlockStaysAsItIsUntilItsHandleIsClosed() throws Exception {
    try (CachedFileBlocks blocks = new CachedFileBlocks(path, 2)) {
      try (CacheHandle<CachedFileBlocks.Block> held = blocks.cache.get(3L)) {
        blocks.cache.invalidate(3L);
        for (int position = 0; position < LENGTH; position += 100) {
          blocks.read(position);
        }
        assertEquals(valueAt(3 * CachedFileBlocks.BLOCK + 17), held.resource().bytes.get(17));
      }
    }
  }

  @Test
  void theEndOfTheFileIsReported() throws Exception {
    CachedFileBlocks blocks = new CachedFileBlocks(path, 2);
    assertEquals(valueAt(LENGTH - 1), blocks.read(LENGTH - 1));
    assertThrows(EOFException.class, () -> blocks.read(LENGTH));
    assertThrows(EOFException.class, () -> blocks.read(LENGTH * 2L));
    blocks.close();
    assertEquals(0, blocks.pool.inUse());
  }

  private static byte valueAt(int position) {
    return (byte) (position * 31 + position / CachedFileBlocks.BLOCK);
  }
}
