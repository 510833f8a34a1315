package org.vmalock.examples.cache.scheme;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A cache whose buffers are neither pooled nor freed: each load allocates a new buffer, and the garbage collector frees it when neither the
 * cache nor a reader refers to it. Correct; the price is the allocation, and for direct buffers memory that stays allocated until the next
 * collection.
 */
final class CollectedBlockCache implements BlockCache {
  private final Integer[] keys;
  private final Cache<Integer, ByteBuffer> cache;
  private final Function<Integer, ByteBuffer> load;

  /**
   * Creates an empty cache.
   *
   * @param allocation creates a buffer of a size in bytes, on the heap or outside it
   */
  CollectedBlockCache(Dimensions dimensions, BlockLoader loader, IntFunction<ByteBuffer> allocation) {
    keys = Keys.upTo(dimensions.blocks());
    load = number -> load(number, allocation.apply(dimensions.blockSize()).order(ByteOrder.nativeOrder()), loader);
    cache = Caffeine.newBuilder().maximumSize(dimensions.capacity()).recordStats().build();
  }

  private static ByteBuffer load(int number, ByteBuffer buffer, BlockLoader loader) {
    try {
      loader.load(number, buffer);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return buffer;
  }

  @Override
  public BlockCacheReader newReader() {
    return new Reader();
  }

  private final class Reader implements BlockCacheReader {
    @Override
    public ByteBuffer acquire(int number) {
      return cache.get(keys[number], load);
    }

    @Override
    public void release() {}
  }

  @Override
  public long evictions() {
    return cache.stats().evictionCount();
  }

  /** {@inheritDoc} There is no pool, and so nothing to count. */
  @Override
  public @Nullable BufferLedger close() {
    cache.invalidateAll();
    return null;
  }
}
