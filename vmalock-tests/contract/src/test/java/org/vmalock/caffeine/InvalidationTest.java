package org.vmalock.caffeine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import com.github.benmanes.caffeine.cache.stats.StatsCounter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vmalock.VmaLock;
import org.vmalock.testing.Actor;
import org.vmalock.testing.TimeLimit;

/** When a removal returns, no new reader acquires the old value, whichever thread retires it. */
@TimeLimit
class InvalidationTest {
  private final Blocks blocks = new Blocks(8);
  private GuardedCache<Integer, Block> cache;

  @AfterEach
  void allBlocksAreReturned() throws InterruptedException {
    blocks.assertAllReturned(cache);
  }

  private CacheEntry<Block> load(int key) {
    try (CacheHandle<Block> held = cache.get(key)) {
      return held.entry();
    }
  }

  /** Removals whose javadoc promises it. */
  enum Removal {
    INVALIDATE {
      @Override
      void apply(GuardedCache<Integer, Block> cache, Blocks blocks) {
        cache.invalidate(1);
      }
    },
    INVALIDATE_ALL {
      @Override
      void apply(GuardedCache<Integer, Block> cache, Blocks blocks) {
        cache.invalidateAll();
      }
    },
    INVALIDATE_KEYS {
      @Override
      void apply(GuardedCache<Integer, Block> cache, Blocks blocks) {
        cache.invalidateAll(List.of(1, 2));
      }
    },
    PUT {
      @Override
      void apply(GuardedCache<Integer, Block> cache, Blocks blocks) {
        cache.put(1, blocks::load);
      }
    };

    abstract void apply(GuardedCache<Integer, Block> cache, Blocks blocks);
  }

  /**
   * <pre>
   *   T1 a thread of Caffeine's executor          T2
   *   ---------------------------------------     ------------------------------
   *   takes the evicted values 2 and 1
   *   retires 2: its release action hangs
   *                                               removes 1
   *                                               a kept entry of 1 is refused
   *   retires 1
   * </pre>
   */
  @ParameterizedTest
  @EnumSource
  void removalReturnsAfterTheLastNewReaderOfAnEvictedValue(Removal removal) throws Exception {
    CountDownLatch releasing = new CountDownLatch(1);
    CountDownLatch finish = new CountDownLatch(1);
    cache = blocks.builder().build(blocks.deferred().maximumSize(4));
    CacheEntry<Block> old = load(1);
    CacheEntry<Block> other = load(2);
    other.resource().whenReleased = () -> {
      releasing.countDown();
      await(finish);
    };
    cache.policy().eviction().orElseThrow().setMaximum(0);
    cache.policy().eviction().orElseThrow().setMaximum(4);
    try (Actor executor = new Actor("executor")) {
      Actor.Step<Void> eviction = executor.begin(() -> {
        blocks.runPendingTasks();
        return null;
      });
      releasing.await();
      removal.apply(cache, blocks);
      assertEquals(VmaLock.GONE, old.tryStartRead());
      finish.countDown();
      eviction.result();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** A statistics counter that runs a task when a refreshed value has replaced the old one, which is not retired yet. */
  private static final class AfterReplacement implements StatsCounter {
    private Runnable task = () -> {};

    @Override
    public void recordLoadSuccess(long nanos) {
      Runnable once = task;
      task = () -> {};
      once.run();
    }

    @Override
    public void recordHits(int count) {}

    @Override
    public void recordMisses(int count) {}

    @Override
    public void recordLoadFailure(long nanos) {}

    @Override
    public void recordEviction(int weight, RemovalCause cause) {}

    @Override
    public CacheStats snapshot() {
      return CacheStats.empty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void removalRetiresAValueThatARefreshHasJustReplaced(Removal removal) {
    AfterReplacement counter = new AfterReplacement();
    cache = blocks.builder().build(blocks.deferred().refreshAfterWrite(1, TimeUnit.HOURS).recordStats(() -> counter));
    CacheEntry<Block> old = load(1);
    blocks.nanos.addAndGet(TimeUnit.HOURS.toNanos(2));
    assertEquals(old, load(1));
    List<Long> outcomes = new ArrayList<>();
    counter.task = () -> {
      CacheEntry<Block> replacement = cache.lookUp(1);
      long stamp = old.tryStartRead();
      assertTrue(replacement != old && stamp > 0, "replaced and not retired");
      old.endRead(stamp);
      removal.apply(cache, blocks);
      outcomes.add(old.tryStartRead());
      outcomes.add(replacement.tryStartRead());
    };
    while (outcomes.isEmpty()) {
      blocks.pendingTasks.remove().run();
    }
    assertEquals(List.of(VmaLock.GONE, VmaLock.GONE), outcomes);
  }

  /** A load that started before the invalidation may have read old data: its value is returned, but does not stay. */
  @Test
  void loadInProgressIsNotPublishedAfterAnInvalidation() throws Exception {
    CountDownLatch loading = new CountDownLatch(1);
    CountDownLatch finish = new CountDownLatch(1);
    cache = GuardedCache.builder(blocks.pool, (Integer key, Block block) -> {
      blocks.load(key, block);
      if (blocks.loads.get() == 1) {
        loading.countDown();
        finish.await();
      }
    }).build(Caffeine.newBuilder().executor(Runnable::run));
    try (Actor loader = new Actor("loader")) {
      Actor.Step<CacheHandle<Block>> load = loader.begin(() -> cache.get(1));
      loading.await();
      cache.invalidate(1);
      CacheHandle<Block> fresh = cache.get(1); // does not wait for the load that was overtaken
      finish.countDown();
      CacheHandle<Block> stale = load.result();
      assertEquals(1, stale.resource().content());
      assertTrue(stale.entry() != fresh.entry());
      assertEquals(fresh.entry(), cache.lookUp(1));
      assertEquals(VmaLock.GONE, stale.entry().tryStartRead());
      stale.close();
      fresh.close();
    }
    assertEquals(2, blocks.loads.get());
  }

  /** The same if the key is not looked up in between. */
  @Test
  void loadInProgressLeavesAnInvalidatedKeyAbsent() throws Exception {
    CountDownLatch loading = new CountDownLatch(1);
    CountDownLatch finish = new CountDownLatch(1);
    cache = GuardedCache.builder(blocks.pool, (Integer key, Block block) -> {
      blocks.load(key, block);
      loading.countDown();
      finish.await();
    }).build(Caffeine.newBuilder().executor(Runnable::run));
    try (Actor loader = new Actor("loader")) {
      Actor.Step<CacheHandle<Block>> load = loader.begin(() -> cache.get(1));
      loading.await();
      cache.invalidateAll();
      finish.countDown();
      try (CacheHandle<Block> stale = load.result()) {
        assertEquals(1, stale.resource().content());
      }
    }
    assertNull(cache.lookUp(1));
    assertEquals(1, blocks.releases());
  }

  /** A thread that has claimed an entry to retire it is suspended before it does. */
  @ParameterizedTest
  @EnumSource
  void removalRefusesReadersOnBehalfOfAThreadThatHasClaimedTheEntry(Removal removal) {
    cache = blocks.cache();
    CacheEntry<Block> old = load(1);
    assertTrue(old.claim());
    removal.apply(cache, blocks);
    assertEquals(VmaLock.GONE, old.tryStartRead());
    old.dropOwner();
    LifetimeRegistry.endReturns();
  }

  @Test
  void putBesideALoadWins() throws Exception {
    CountDownLatch loading = new CountDownLatch(1);
    CountDownLatch finish = new CountDownLatch(1);
    cache = GuardedCache.builder(blocks.pool, (Integer key, Block block) -> {
      loading.countDown();
      finish.await();
      blocks.load(key, block);
    }).build(Caffeine.newBuilder().executor(Runnable::run));
    try (Actor loader = new Actor("loader")) {
      Actor.Step<Integer> load = loader.begin(() -> cache.read(1, Block::content));
      loading.await();
      cache.put(1, (key, block) -> block.load(100));
      finish.countDown();
      assertEquals(1, load.result());
    }
    assertEquals(100, cache.read(1, Block::content));
  }

  @Test
  void invalidateIfRemovesTheKeysOfThePredicate() {
    cache = blocks.cache();
    for (int key = 0; key < 8; key++) {
      cache.get(key).close();
    }
    cache.invalidateIf(key -> key % 2 == 0);
    assertEquals(4, blocks.releases());
    for (int key = 0; key < 8; key++) {
      if (key % 2 == 0) {
        assertNull(cache.lookUp(key));
      } else {
        assertNotNull(cache.lookUp(key));
      }
    }
    cache.invalidateAll(List.of(1, 3, 100));
    assertEquals(6, blocks.releases());
  }

  @Test
  void expiredValueIsRetiredByInvalidateAll() {
    cache = blocks.builder().build(blocks.deferred().expireAfterWrite(1, TimeUnit.HOURS));
    CacheEntry<Block> old = load(1);
    blocks.nanos.addAndGet(TimeUnit.HOURS.toNanos(2));
    cache.invalidateAll();
    assertEquals(VmaLock.GONE, old.tryStartRead());
    assertEquals(1, blocks.releases());
  }
}
