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
 * The rival that is right: every read copies the whole block, inside Caffeine's computation for its key. Evictions run in such a
 * computation, too, and so never beside the copy.
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
        .evictionListener((Integer number, Buffer buffer, RemovalCause cause) -> giveBack(buffer))
        .build();
  }

  private void giveBack(@Nullable Buffer buffer) {
    if (buffer != null) {
      pool.giveBack(buffer);
    }
  }

  @Override
  public BlockCacheReader newReader() {
    return new Reader();
  }

  private final class Reader implements BlockCacheReader {
    private final ByteBuffer copy = ByteBuffer.allocateDirect(blockSize).order(ByteOrder.nativeOrder());

    @Override
    public ByteBuffer enter(int number) {
      cache.asMap().compute(keys[number], this::copy);
      return copy;
    }

    private Buffer copy(int number, @Nullable Buffer found) {
      Buffer buffer = found == null ? load(number) : found;
      copy.put(0, buffer.bytes, 0, blockSize);
      return buffer;
    }

    private Buffer load(int number) {
      Buffer buffer = pool.take();
      try {
        loader.load(number, buffer.bytes);
      } catch (IOException unreadable) {
        pool.giveBack(buffer);
        throw new UncheckedIOException(unreadable);
      }
      return buffer;
    }

    @Override
    public void leave() {}
  }

  @Override
  public long evictions() {
    return cache.stats().evictionCount();
  }

  @Override
  public BufferLedger close() {
    cache.cleanUp();
    cache.asMap().keySet().forEach(number -> giveBack(cache.asMap().remove(number)));
    return pool.ledger(cache.estimatedSize());
  }
}
