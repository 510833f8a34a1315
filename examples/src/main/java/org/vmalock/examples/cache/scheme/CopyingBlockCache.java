package org.vmalock.examples.cache.scheme;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.cache.scheme.BufferPool.Buffer;

/**
 * A cache whose readers copy the whole block inside Caffeine's atomic computation for its key. Correct, for comparison: an eviction runs
 * inside such a computation, too, and therefore never during the copy.
 */
final class CopyingBlockCache implements BlockCache {
  private final int blockSize;
  private final BlockLoader loader;
  private final BufferPool pool;
  private final Integer[] keys;
  private final Cache<Integer, Buffer> cache;

  CopyingBlockCache(Dimensions dimensions, BlockLoader loader) {
    this.loader = loader;
    blockSize = dimensions.blockSize();
    pool = new BufferPool(blockSize);
    keys = Keys.upTo(dimensions.blocks());
    cache = Caffeine.newBuilder()
        .maximumSize(dimensions.capacity())
        .recordStats()
        .evictionListener((Integer number, Buffer buffer, RemovalCause cause) -> release(buffer))
        .build();
  }

  private void release(@Nullable Buffer buffer) {
    if (buffer != null) {
      pool.release(buffer);
    }
  }

  @Override
  public BlockCacheReader newReader() {
    return new Reader();
  }

  private final class Reader implements BlockCacheReader {
    private final ByteBuffer copy = ByteBuffer.allocateDirect(blockSize).order(ByteOrder.nativeOrder());

    @Override
    public ByteBuffer acquire(int number) {
      cache.asMap().compute(keys[number], this::copy);
      return copy;
    }

    private Buffer copy(int number, @Nullable Buffer found) {
      Buffer buffer = found == null ? load(number) : found;
      copy.put(0, buffer.bytes, 0, blockSize);
      return buffer;
    }

    private Buffer load(int number) {
      Buffer buffer = pool.acquire();
      try {
        loader.load(number, buffer.bytes);
      } catch (IOException unreadable) {
        pool.release(buffer);
        throw new UncheckedIOException(unreadable);
      }
      return buffer;
    }

    @Override
    public void release() {}
  }

  @Override
  public long evictions() {
    return cache.stats().evictionCount();
  }

  @Override
  public BufferLedger close() {
    cache.cleanUp();
    cache.asMap().keySet().forEach(number -> release(cache.asMap().remove(number)));
    return pool.ledger(cache.estimatedSize());
  }
}
