package org.vmalock.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmalock.caffeine.CacheEntry;
import org.vmalock.caffeine.CacheHandle;
import org.vmalock.caffeine.CacheLoadException;
import org.vmalock.caffeine.CachedResource;
import org.vmalock.caffeine.GuardedCache;
import org.vmalock.caffeine.ResourcePool;
import org.vmalock.testing.TimeLimit;

/** The examples of the guarded cache, in the javadoc. */
@TimeLimit
class CacheExamplesTest {
  private static final int BLOCK_SIZE = 1 << 16;

  @TempDir Path directory;

  private Path path;
  private int bytesUsed;

  @BeforeEach
  void writeBlocks() throws IOException {
    path = directory.resolve("blocks");
    byte[] content = new byte[8 * BLOCK_SIZE];
    content[7 * BLOCK_SIZE] = 7;
    Files.write(path, content);
  }

  private void use(ByteBuffer bytes) {
    assertEquals(7, bytes.get(0));
    bytesUsed += bytes.remaining();
  }

  private static final class Block extends CachedResource {
    private final ByteBuffer content = ByteBuffer.allocateDirect(BLOCK_SIZE);

    /** A view of the whole block. */
    ByteBuffer bytes() {
      return content.duplicate();
    }
  }

  @Test
  void aCacheOfBlocks() throws IOException {
    ResourcePool<Block> pool = ResourcePool.<Block>builder(Block::new).capacity(1_100).build();
    try (FileChannel file = FileChannel.open(path)) {
      GuardedCache<Integer, Block> cache =
          GuardedCache.builder(pool, (Integer number, Block block) -> file.read(block.bytes(), number * BLOCK_SIZE))
              .build(Caffeine.newBuilder().maximumSize(1_000).recordStats());

      try (CacheHandle<Block> block = cache.get(7)) {
        use(block.resource().bytes());
      }
      assertEquals(BLOCK_SIZE, bytesUsed);
      cache.close();
    }
  }

  private void readAgain(GuardedCache<Integer, Block> cache) throws IOException {
    try (CacheHandle<Block> block = cache.get(7)) {
      use(block.resource().bytes());
    } catch (CacheLoadException e) {
      throw e.unwrap(IOException.class);
    }
  }

  @Test
  void theExceptionOfALoader() {
    IOException failure = new IOException("bad sector");
    ResourcePool<Block> pool = ResourcePool.<Block>builder(Block::new).capacity(2).build();
    GuardedCache<Integer, Block> cache = GuardedCache.builder(pool, (Integer number, Block block) -> {
      throw failure;
    }).build(Caffeine.newBuilder());
    assertSame(failure, assertThrows(IOException.class, () -> readAgain(cache)));
    cache.close();
  }

  private void use(CacheEntry<Block> kept) {
    CacheEntry<Block> entry = kept;
    long stamp = entry.tryStartRead();
    if (stamp > 0) {
      try {
        use(entry.resource());
      } finally {
        entry.endRead(stamp);
      }
    } else {
      // the key would be looked up again
    }
  }

  private void use(Block block) {
    use(block.bytes());
  }

  @Test
  void aKeptEntry() throws IOException {
    ResourcePool<Block> pool = ResourcePool.<Block>builder(Block::new).capacity(2).build();
    GuardedCache<Integer, Block> cache = GuardedCache.builder(pool, (Integer number, Block block) -> {
      block.bytes().put((byte) 7);
    }).build(Caffeine.newBuilder());
    cache.get(7).close();
    CacheEntry<Block> kept = cache.lookUp(7);
    use(kept);
    assertEquals(BLOCK_SIZE, bytesUsed);
    cache.invalidate(7);
    use(kept);
    assertEquals(BLOCK_SIZE, bytesUsed, "retired");
    cache.close();
  }
}
