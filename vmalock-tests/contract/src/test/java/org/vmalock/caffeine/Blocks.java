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
import org.vmalock.testing.Actor;
import org.vmalock.VmaPool;

/** A pool of blocks, caches over it, and a second book of what was made, loaded and released. */
final class Blocks {
  final List<Block> made = new CopyOnWriteArrayList<>();
  final AtomicInteger loads = new AtomicInteger();
  final AtomicInteger discards = new AtomicInteger();
  final AtomicLong nanos = new AtomicLong();
  final VmaPool<Block> pool;

  /** What Caffeine was told to execute and nobody has executed. */
  final ConcurrentLinkedQueue<Runnable> forgotten = new ConcurrentLinkedQueue<>();

  Blocks(int capacity) {
    pool = VmaPool.<Block>builder(this::make).capacity(capacity).onDiscard(block -> discards.incrementAndGet()).build();
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

  /** A builder that loads each key with its own number. */
  GuardedCacheBuilder<Integer, Block> builder() {
    return GuardedCache.builder(pool, (Integer key, Block block) -> load(key, block));
  }

  /** A cache whose every step runs in the thread that causes it. */
  GuardedCache<Integer, Block> cache() {
    return builder().build(Caffeine.newBuilder().executor(Runnable::run));
  }

  /** Caffeine with a clock that the test moves and an executor that executes nothing. */
  Caffeine<Object, Object> idle() {
    return Caffeine.newBuilder().executor(forgotten::add).ticker(nanos::get);
  }

  /** Executes what Caffeine has asked for so far, and what comes of that. */
  void runForgotten() {
    for (Runnable task = forgotten.poll(); task != null; task = forgotten.poll()) {
      task.run();
    }
  }

  int releases() {
    return made.stream().mapToInt(block -> block.releases.get()).sum();
  }

  /** All is given back: the cache's ledger, the pool, and the blocks' own book agree. */
  void assertAllBack(GuardedCache<Integer, Block> cache) throws InterruptedException {
    assertTrue(cache.close(10, TimeUnit.SECONDS), cache::describeLive);
    LifetimeStats lives = cache.lifetimeStats();
    assertEquals(0, lives.live());
    assertEquals("", cache.describeLive());
    pool.close();
    Actor.awaitCondition("the last block to enter the pool", () -> pool.size() == 0);
    assertEquals(made.size(), discards.get(), "blocks that came back, once each");
  }
}
