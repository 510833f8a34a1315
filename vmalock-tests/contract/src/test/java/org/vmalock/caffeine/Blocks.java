package org.vmalock.caffeine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A pool of blocks with caches over it, and independent counts of the blocks that were made, loaded and released. */
final class Blocks {
  /** How long a test waits at its end for the holders of blocks: in vain only after a fault. */
  private static final int CLOSE_SECONDS = Integer.getInteger("vmalock.close.seconds", 10);

  final List<Block> made = new CopyOnWriteArrayList<>();
  final AtomicInteger loads = new AtomicInteger();
  final AtomicInteger discards = new AtomicInteger();
  final AtomicLong nanos = new AtomicLong();
  final ResourcePool<Block> pool;

  /** Tasks that Caffeine has submitted and that have not run yet. */
  final ConcurrentLinkedQueue<Runnable> pendingTasks = new ConcurrentLinkedQueue<>();

  Blocks(int capacity) {
    pool = ResourcePool.<Block>builder(this::make).capacity(capacity).onDiscard(block -> discards.incrementAndGet()).build();
  }

  private Block make() {
    Block block = new Block();
    made.add(block);
    return block;
  }

  void load(int key, Block block) {
    loads.incrementAndGet();
    block.load(key);
  }

  /** Returns a builder whose loader stores the key in the block. */
  GuardedCacheBuilder<Integer, Block> builder() {
    return GuardedCache.builder(pool, (Integer key, Block block) -> load(key, block));
  }

  /** Returns a cache whose maintenance runs in the calling thread. */
  GuardedCache<Integer, Block> cache() {
    return builder().build(Caffeine.newBuilder().executor(Runnable::run));
  }

  /** Returns a Caffeine builder with a clock that the test advances and an executor that only queues its tasks. */
  Caffeine<Object, Object> deferred() {
    return Caffeine.newBuilder().executor(pendingTasks::add).ticker(nanos::get);
  }

  /** Runs the queued tasks and the tasks that they submit. */
  void runPendingTasks() {
    for (Runnable task = pendingTasks.poll(); task != null; task = pendingTasks.poll()) {
      task.run();
    }
  }

  int releases() {
    return made.stream().mapToInt(block -> block.releases.get()).sum();
  }

  /**
   * Closes the cache and the pool; asserts that the cache's registry, the pool and the counts of the blocks agree that every block
   * was returned.
   */
  void assertAllReturned(GuardedCache<Integer, Block> cache) throws InterruptedException {
    assertTrue(cache.close(CLOSE_SECONDS, TimeUnit.SECONDS), cache::describeLive);
    assertEquals(0, pool.statistics().inUse(), "blocks in use after the close");
    LifetimeStats lifetimes = cache.lifetimeStats();
    assertEquals(0, lifetimes.live());
    assertEquals("", cache.describeLive());
    pool.close();
    assertEquals(0, pool.size(), "blocks that have not returned to the pool");
    assertEquals(made.size(), discards.get(), "blocks discarded, once each");
  }
}
