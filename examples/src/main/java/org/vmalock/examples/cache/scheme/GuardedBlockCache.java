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
import org.vmalock.VmaLock;
import org.vmalock.caffeine.CacheEntry;
import org.vmalock.caffeine.CacheHandle;
import org.vmalock.caffeine.CachedResource;
import org.vmalock.caffeine.GuardedCache;
import org.vmalock.caffeine.ResourcePool;

/** A cache of blocks over the {@link GuardedCache} of vmalock. */
final class GuardedBlockCache implements BlockCache {
  /** Additional buffers for evicted blocks that are not freed yet. */
  static final int SLACK = 64;

  private static final long CLOSE_TIMEOUT_SECONDS = 30;

  private final Queue<Block> all = new ConcurrentLinkedQueue<>();
  private final AtomicInteger discarded = new AtomicInteger();
  private final Integer[] keys;
  private final ResourcePool<Block> pool;
  private final GuardedCache<Integer, Block> cache;

  GuardedBlockCache(Dimensions dimensions, BlockLoader loader) {
    keys = Keys.upTo(dimensions.blocks());
    pool = ResourcePool.<Block>builder(() -> createBlock(dimensions.blockSize()))
        .name("pool of blocks")
        .capacity(Math.toIntExact(Scheme.VMALOCK.mostBuffers(dimensions)))
        .onDiscard(block -> discarded.incrementAndGet())
        .build();
    cache = GuardedCache.builder(pool, (Integer number, Block block) -> {
          block.loads.incrementAndGet();
          loader.load(number, block.bytes);
        })
        .name("cache of blocks")
        .build(Caffeine.newBuilder().maximumSize(dimensions.capacity()).recordStats());
  }

  private Block createBlock(int blockSize) {
    Block block = new Block(blockSize);
    all.add(block);
    return block;
  }

  /** A pooled buffer, which contains one block after another. */
  private static final class Block extends CachedResource {
    final ByteBuffer bytes;
    final AtomicLong loads = new AtomicLong();
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

  /** Reads in the stamp form, which allocates nothing on a hit. */
  private static final class Reader implements BlockCacheReader {
    private final GuardedCache<Integer, Block> cache;
    private final Integer[] keys;
    private @Nullable CacheEntry<Block> held;
    private long stamp;

    Reader(GuardedCache<Integer, Block> cache, Integer[] keys) {
      this.cache = cache;
      this.keys = keys;
    }

    @Override
    public ByteBuffer acquire(int number) {
      CacheEntry<Block> found = cache.lookUp(keys[number]);
      stamp = found == null ? VmaLock.GONE : found.tryStartRead();
      if (stamp <= 0) {
        CacheHandle<Block> loaded = cache.get(keys[number]);
        found = loaded.entry();
        stamp = loaded.takeStamp();
      }
      held = found;
      return found.resource().bytes;
    }

    @Override
    public void release() {
      held.endRead(stamp);
      held = null;
    }
  }

  @Override
  public long evictions() {
    return cache.stats().evictionCount();
  }

  /**
   * {@inheritDoc}
   *
   * <p>A buffer was freed exactly once for each load if it counted as many releases.
   */
  @Override
  public BufferLedger close() throws InterruptedException {
    boolean released = cache.close(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    pool.close();
    long taken = 0;
    long returned = 0;
    long balance = 0;
    for (Block block : all) {
      long loads = block.loads.get();
      long releases = block.releases.get();
      taken += loads;
      returned += releases;
      balance += Math.abs(loads - releases);
    }
    boolean agreed = released && pool.size() == 0 && discarded.get() == all.size() && cache.estimatedSize() == 0
        && cache.lifetimeStats().live() == 0;
    return new BufferLedger(all.size(), taken, returned, balance, agreed);
  }
}
