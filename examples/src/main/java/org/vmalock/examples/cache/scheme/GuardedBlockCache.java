package org.vmalock.examples.cache.scheme;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.vmalock.VmaPool;
import org.vmalock.caffeine.CachedResource;
import org.vmalock.caffeine.CacheHandle;
import org.vmalock.caffeine.GuardedCache;

/** The guarded cache of vmalock. */
final class GuardedBlockCache implements BlockCache {
  /** Evicted blocks whose turn to be freed has not come yet. */
  private static final int SLACK = 64;

  private static final long PATIENCE_SECONDS = 30;

  private final Queue<Block> made = new ConcurrentLinkedQueue<>();
  private final AtomicInteger discarded = new AtomicInteger();
  private final Integer[] keys;
  private final VmaPool<Block> pool;
  private final GuardedCache<Integer, Block> cache;

  GuardedBlockCache(Dimensions dimensions, BlockLoader loader) {
    keys = Keys.upTo(dimensions.blocks());
    pool = VmaPool.<Block>builder(() -> make(dimensions.blockSize()))
        .name("pool of blocks")
        .capacity(dimensions.capacity() + 2 * dimensions.readers() + SLACK)
        .onDiscard(block -> discarded.incrementAndGet())
        .build();
    cache = GuardedCache.builder(pool, (Integer number, Block block) -> loader.load(number, block.bytes))
        .name("cache of blocks")
        .build(Caffeine.newBuilder().maximumSize(dimensions.capacity()).recordStats());
  }

  private Block make(int blockSize) {
    Block block = new Block(blockSize);
    made.add(block);
    return block;
  }

  /** One buffer, which serves one block after another. */
  private static final class Block extends CachedResource {
    final ByteBuffer bytes;
    final AtomicLong releases = new AtomicLong();

    Block(int size) {
      bytes = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }

    @Override
    protected void onRelease() {
      releases.incrementAndGet();
      Poison.fill(bytes);
    }
  }

  @Override
  public BlockCacheReader newReader() {
    return new Reader(cache, keys);
  }

  private static final class Reader implements BlockCacheReader {
    private final GuardedCache<Integer, Block> cache;
    private final Integer[] keys;
    private @Nullable CacheHandle<Block> held;

    Reader(GuardedCache<Integer, Block> cache, Integer[] keys) {
      this.cache = cache;
      this.keys = keys;
    }

    @Override
    public ByteBuffer enter(int number) {
      CacheHandle<Block> block = cache.get(keys[number]);
      held = block;
      return block.resource().bytes;
    }

    @Override
    public void leave() {
      held.close();
      held = null;
    }
  }

  @Override
  public long evictions() {
    return cache.stats().evictionCount();
  }

  /** Every life of a block has the next number, so it was freed exactly once each time if that is the number of its releases. */
  @Override
  public BufferLedger close() throws InterruptedException {
    boolean released = cache.close(PATIENCE_SECONDS, TimeUnit.SECONDS);
    pool.close();
    long begin = System.nanoTime();
    while (pool.size() > 0 && System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
      Thread.sleep(1); // a block enters the pool just after it was released
    }
    long taken = 0;
    long returned = 0;
    long balance = 0;
    for (Block block : made) {
      long lives = block.generation();
      long releases = block.releases.get();
      taken += lives;
      returned += releases;
      balance += Math.abs(lives - releases);
    }
    boolean agreed = released && pool.size() == 0 && discarded.get() == made.size() && cache.estimatedSize() == 0
        && cache.lifetimeStats().live() == 0;
    return new BufferLedger(made.size(), taken, returned, balance, agreed);
  }
}
