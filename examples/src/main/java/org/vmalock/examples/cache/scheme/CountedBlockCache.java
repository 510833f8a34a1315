package org.vmalock.examples.cache.scheme;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.cache.scheme.BufferPool.Buffer;

/**
 * A cache with a hand-written reference count in the pooled buffer, which a reader increments first and checks afterwards. Incorrect, for
 * comparison. If a reader is delayed between the look-up and the increment, the buffer may by then be freed and serve another block, whose
 * references make the check succeed. And a reader that increments a count of zero makes it one for a moment, which the check of another
 * reader takes for a reference.
 */
final class CountedBlockCache implements BlockCache {
  private final BufferPool pool;
  private final Integer[] keys;
  private final Cache<Integer, Buffer> cache;
  private final Function<Integer, Buffer> load;

  CountedBlockCache(Dimensions dimensions, BlockLoader loader) {
    pool = new BufferPool(dimensions.blockSize());
    keys = Keys.upTo(dimensions.blocks());
    load = number -> load(number, loader);
    cache = Caffeine.newBuilder()
        .maximumSize(dimensions.capacity())
        .recordStats()
        .evictionListener((Integer number, Buffer buffer, RemovalCause cause) -> release(buffer))
        .build();
  }

  private Buffer load(int number, BlockLoader loader) {
    Buffer buffer = pool.acquire();
    try {
      loader.load(number, buffer.bytes);
    } catch (IOException unreadable) {
      pool.release(buffer);
      throw new UncheckedIOException(unreadable);
    }
    buffer.references.set(1);
    return buffer;
  }

  private static boolean tryRetain(Buffer buffer) {
    if (buffer.references.incrementAndGet() > 1) {
      return true;
    }
    buffer.references.decrementAndGet();
    return false;
  }

  private void release(@Nullable Buffer buffer) {
    if (buffer != null && buffer.references.decrementAndGet() == 0) {
      pool.release(buffer);
    }
  }

  @Override
  public BlockCacheReader newReader() {
    return new Reader();
  }

  private final class Reader implements BlockCacheReader {
    private @Nullable Buffer held;

    @Override
    public ByteBuffer acquire(int number) {
      Buffer found = cache.get(keys[number], load);
      while (!tryRetain(found)) {
        Thread.onSpinWait();
        found = cache.get(keys[number], load);
      }
      held = found;
      return found.bytes;
    }

    @Override
    public void release() {
      CountedBlockCache.this.release(held);
      held = null;
    }
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
