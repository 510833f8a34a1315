package org.vmalock.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmalock.caffeine.CacheEntry;
import org.vmalock.caffeine.CacheHandle;
import org.vmalock.caffeine.CachedResource;
import org.vmalock.caffeine.GuardedCache;
import org.vmalock.caffeine.ResourcePool;
import org.vmalock.testing.TimeLimit;

/** The example of the guarded cache in README.md. */
@TimeLimit
class ReadmeCacheExampleTest {
  private static final int BLOCK_SIZE = 1 << 16;

  @TempDir Path directory;

  private int bytesUsed;

  private void use(ByteBuffer bytes) {
    assertEquals(7, bytes.get(0));
    bytesUsed += bytes.remaining();
  }

  @Test
  void readme() throws Exception {
    Path path = directory.resolve("blocks");
    byte[] content = new byte[8 * BLOCK_SIZE];
    content[7 * BLOCK_SIZE] = 7;
    Files.write(path, content);
    try (FileChannel file = FileChannel.open(path)) {
      readme(file);
    }
    assertEquals(2 * BLOCK_SIZE, bytesUsed);
  }

  private void readme(FileChannel file) throws InterruptedException {
    final class Block extends CachedResource {
      final ByteBuffer bytes = ByteBuffer.allocateDirect(64 << 10);
    }
    ResourcePool<Block> pool = ResourcePool.<Block>builder(Block::new).capacity(1_100).build();
    GuardedCache<Integer, Block> cache =
        GuardedCache.builder(pool, (Integer number, Block block) -> {
              file.read(block.bytes.clear(), number * 65536L);
              block.bytes.flip();
            })
            .build(Caffeine.newBuilder().maximumSize(1_000).recordStats());

    try (CacheHandle<Block> block = cache.get(7)) {
      use(block.resource().bytes.duplicate());
    }

    CacheEntry<Block> kept = cache.lookUp(7);
    long stamp = kept.tryStartRead();
    if (stamp > 0) {
      try {
        use(kept.resource().bytes.duplicate());
      } finally {
        kept.endRead(stamp);
      }
    }
    cache.close();
    assertEquals(List.of(), pool.close(0, TimeUnit.SECONDS));
  }
}
