package org.vmalock.examples.samples;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.vmalock.caffeine.CacheHandle;
import org.vmalock.caffeine.CachedResource;
import org.vmalock.caffeine.GuardedCache;
import org.vmalock.caffeine.ResourcePool;

/**
 * A file behind a cache of off-heap blocks. Caffeine may evict a block while it is read; the last reader returns it to the pool. So the
 * memory is bounded by the pool, and no reader sees a block that is being loaded for another key.
 */
public final class CachedFileBlocks implements AutoCloseable {
  static final int BLOCK = 1 << 12;

  static final class Block extends CachedResource {
    final ByteBuffer bytes = ByteBuffer.allocateDirect(BLOCK);
  }

  private final FileChannel file;
  final ResourcePool<Block> pool;
  final GuardedCache<Long, Block> cache;

  CachedFileBlocks(Path path, int blocks) throws IOException {
    file = FileChannel.open(path);
    pool = ResourcePool.<Block>builder(Block::new).capacity(blocks + 16).build(); // and those held after an eviction, or being loaded
    cache = GuardedCache.builder(pool, this::load).build(Caffeine.newBuilder().maximumSize(blocks));
  }

  private void load(Long number, Block block) throws IOException { // runs once for concurrent readers of one block
    ByteBuffer bytes = block.bytes.clear();
    int read = 0;
    while (bytes.hasRemaining() && read >= 0) {
      read = file.read(bytes, number * BLOCK + bytes.position());
    }
    bytes.flip();
  }

  byte read(long position) throws IOException {
    int offset = (int) (position % BLOCK);
    try (CacheHandle<Block> block = cache.get(position / BLOCK)) {
      ByteBuffer bytes = block.resource().bytes;
      if (offset >= bytes.limit()) {
        throw new EOFException("position " + position + " is behind the end of the file");
      }
      return bytes.get(offset); // by index: the holders share one position
    }
  }

  @Override
  public void close() throws IOException {
    cache.close(); // waits for loads and holders
    pool.close();
    file.close();
  }

  public static void main(String[] arguments) throws IOException {
    Path path = Files.createTempFile("blocks", ".bin");
    byte[] content = new byte[100 * BLOCK];
    content[99 * BLOCK + 5] = 42;
    Files.write(path, content);
    try (CachedFileBlocks blocks = new CachedFileBlocks(path, 10)) {
      for (long position = 0; position < content.length; position += BLOCK) {
        blocks.read(position);
      }
      System.out.println("read: " + blocks.read(99 * BLOCK + 5) + ", blocks in memory at most " + blocks.pool.capacity());
    } finally {
      Files.delete(path);
    }
  }
}
