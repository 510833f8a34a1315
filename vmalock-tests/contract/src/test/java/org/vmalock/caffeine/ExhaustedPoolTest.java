package org.vmalock.caffeine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vmalock.PoolExhaustedException;
import org.vmalock.testing.Actor;
import org.vmalock.testing.Effort;
import org.vmalock.testing.TimeLimit;

/** Loads that find the pool exhausted: values that no thread holds give way, and waiting loads are served in turn. */
@TimeLimit
class ExhaustedPoolTest {
  private static final int POOL = 8;

  private final Blocks blocks = new Blocks(POOL);
  private final List<GuardedCache<Integer, Block>> caches = new ArrayList<>();

  @AfterEach
  void allBlocksAreReturned() throws InterruptedException {
    for (GuardedCache<Integer, Block> cache : caches) {
      assertTrue(cache.close(10, TimeUnit.SECONDS), cache::describeLive);
      assertEquals(0, cache.lifetimeStats().live());
    }
    assertEquals(0, blocks.pool.inUse());
  }

  private GuardedCache<Integer, Block> cache(Caffeine<? super Integer, ? super CacheEntry<Block>> caffeine) {
    return cache(blocks.builder().name("the cache").loadTimeout(10, TimeUnit.SECONDS), caffeine);
  }

  private GuardedCache<Integer, Block> cache(
      GuardedCacheBuilder<Integer, Block> builder, Caffeine<? super Integer, ? super CacheEntry<Block>> caffeine) {
    GuardedCache<Integer, Block> cache = builder.build(caffeine);
    caches.add(cache);
    return cache;
  }

  /** Configurations of Caffeine that never evict before the pool is exhausted. */
  enum Unlimited {
    NOTHING {
      @Override
      Caffeine<? super Integer, ? super CacheEntry<Block>> configure(Blocks blocks) {
        return blocks.deferred();
      }
    },
    WEIGHT {
      @Override
      Caffeine<? super Integer, ? super CacheEntry<Block>> configure(Blocks blocks) {
        return blocks.deferred().maximumWeight(1_000_000).weigher((Integer key, CacheEntry<Block> entry) -> 1);
      }
    },
    EXPIRY_AFTER_ACCESS {
      @Override
      Caffeine<? super Integer, ? super CacheEntry<Block>> configure(Blocks blocks) {
        return blocks.deferred().expireAfterAccess(1, TimeUnit.HOURS);
      }
    },
    EXPIRY_AFTER_WRITE {
      @Override
      Caffeine<? super Integer, ? super CacheEntry<Block>> configure(Blocks blocks) {
        return blocks.deferred().expireAfterWrite(1, TimeUnit.HOURS);
      }
    },
    WEAK_KEYS {
      @Override
      Caffeine<? super Integer, ? super CacheEntry<Block>> configure(Blocks blocks) {
        return blocks.deferred().weakKeys();
      }
    },
    MAXIMUM_RAISED_LATER {
      @Override
      Caffeine<? super Integer, ? super CacheEntry<Block>> configure(Blocks blocks) {
        return blocks.deferred().maximumSize(1);
      }
    };

    abstract Caffeine<? super Integer, ? super CacheEntry<Block>> configure(Blocks blocks);
  }

  @ParameterizedTest
  @EnumSource
  @SuppressWarnings("deprecation")
  void cacheThatFillsItsPoolByItselfGoesOnLoading(Unlimited unlimited) {
    GuardedCache<Integer, Block> cache = cache(blocks.builder().loadTimeout(0, TimeUnit.SECONDS), unlimited.configure(blocks));
    cache.policy().eviction().ifPresent(eviction -> eviction.setMaximum(1_000_000));
    List<Integer> keys = new ArrayList<>(); // weak keys are compared by identity
    for (int key = 0; key < 10 * POOL; key++) {
      keys.add(key);
      assertEquals(key, cache.read(keys.get(key), Block::content));
      assertTrue(cache.estimatedSize() <= POOL, "entries of values that were retired stay in the map");
    }
    assertEquals(9 * POOL, blocks.releases());
  }

  @Test
  void valueThatWasWrittenFirstGivesWay() {
    firstTwoValuesGiveWay(blocks.deferred().expireAfterWrite(1, TimeUnit.HOURS));
  }

  @Test
  void valueThatExpiresFirstGivesWay() {
    firstTwoValuesGiveWay(blocks.deferred().expireAfter(Expiry.creating((Integer key, CacheEntry<Block> entry) -> switch (key) {
      case 0 -> Duration.ofMinutes(1);
      case 1 -> Duration.ofHours(3);
      default -> Duration.ofDays(30);
    })));
  }

  private void firstTwoValuesGiveWay(Caffeine<? super Integer, ? super CacheEntry<Block>> caffeine) {
    GuardedCache<Integer, Block> cache = cache(blocks.builder(), caffeine);
    for (int key = 0; key < POOL; key++) {
      cache.get(key).close();
      blocks.nanos.addAndGet(TimeUnit.SECONDS.toNanos(2));
    }
    cache.cleanUp();
    cache.get(100).close();
    assertNull(cache.lookUp(0), "the first one");
    cache.get(101).close();
    assertNull(cache.lookUp(1), "the next one");
    for (int key = 2; key < POOL; key++) {
      assertNotNull(cache.lookUp(key));
    }
  }

  @Test
  void coldestValueGivesWay() {
    GuardedCache<Integer, Block> cache = cache(blocks.deferred().expireAfterAccess(1, TimeUnit.HOURS));
    for (int key = 0; key < POOL; key++) {
      cache.get(key).close();
      blocks.nanos.addAndGet(TimeUnit.SECONDS.toNanos(2)); // Caffeine does not reorder for less
    }
    cache.cleanUp(); // Caffeine ignores the reads of entries that it has not ordered yet
    for (int key : new int[] {0, 2, 3, 5, 6, 7}) {
      cache.get(key).close();
      blocks.nanos.addAndGet(TimeUnit.SECONDS.toNanos(2)); // Caffeine does not reorder for less
    }
    cache.cleanUp();
    try (CacheHandle<Block> held = cache.get(1)) {
      cache.cleanUp();
      cache.get(100).close();
      assertNull(cache.lookUp(4), "the oldest");
      assertEquals(1, held.resource().content());
      cache.get(101).close();
      assertNull(cache.lookUp(0), "the next one");
      assertNotNull(cache.lookUp(2));
    }
  }

  /**
   * <pre>
   *   T1 load                           T2
   *   ------------------------------    ------------------------------
   *                                     holds all values
   *   no value is idle: waits
   *                                     releases one, which stays in the cache
   *   gets its resource
   * </pre>
   */
  @ParameterizedTest
  @EnumSource
  void releaseOfAHoldServesAWaitingLoad(Form form) throws Exception {
    GuardedCache<Integer, Block> cache = cache(blocks.deferred());
    List<CacheHandle<Block>> held = new ArrayList<>();
    for (int key = 0; key < POOL; key++) {
      held.add(cache.get(key));
    }
    try (Actor loader = new Actor("loader")) {
      Actor.Step<Integer> load = loader.beginAndPark(() -> cache.read(100, Block::content));
      form.releaseLast(cache, 3, held.remove(3));
      assertEquals(100, load.result());
    }
    held.forEach(CacheHandle::close);
    assertEquals(1, blocks.releases(), "one value gives way for one load");
    assertNull(cache.lookUp(3));
  }

  /** Forms in which the last hold of a value is released. */
  enum Form {
    HANDLE,
    STAMP,
    LAMBDA;

    void releaseLast(GuardedCache<Integer, Block> cache, Integer key, CacheHandle<Block> held) {
      switch (this) {
        case HANDLE -> held.close();
        case STAMP -> {
          CacheEntry<Block> entry = held.entry();
          entry.endRead(held.takeStamp());
        }
        case LAMBDA -> cache.read(key, block -> {
          held.close();
          return null;
        });
      }
    }
  }

  @Test
  void waitingLoadsOfDifferentKeysAreAllServed() throws Exception {
    GuardedCache<Integer, Block> cache = cache(blocks.deferred());
    List<CacheHandle<Block>> held = new ArrayList<>();
    for (int key = 0; key < POOL; key++) {
      held.add(cache.get(key));
    }
    List<Actor> actors = new ArrayList<>();
    List<Actor.Step<Integer>> loads = new ArrayList<>();
    for (int i = 0; i < POOL; i++) {
      int key = 100 + i;
      Actor actor = new Actor("loader " + i);
      actors.add(actor);
      loads.add(actor.beginAndPark(() -> cache.read(key, Block::content)));
    }
    held.get(0).close(); // each load releases its value for the next one
    for (int i = 0; i < POOL; i++) {
      assertEquals(100 + i, loads.get(i).result());
    }
    actors.forEach(Actor::close);
    held.forEach(CacheHandle::close);
  }

  @Test
  void twoCausesHaveTwoMessagesWithTheKey() throws Exception {
    CountDownLatch loading = new CountDownLatch(1);
    CountDownLatch finish = new CountDownLatch(1);
    GuardedCache<Integer, Block> cache = cache(blocks.builder().name("the cache").loadTimeout(1, TimeUnit.MILLISECONDS), blocks.deferred());
    GuardedCache<Integer, Block> slow = cache(GuardedCache.builder(blocks.pool, (Integer key, Block block) -> {
      loading.countDown();
      finish.await();
      block.load(key);
    }), blocks.deferred());
    try (Actor loader = new Actor("loader")) {
      Actor.Step<Integer> load = loader.begin(() -> slow.read(1, Block::content));
      loading.await();
      List<CacheHandle<Block>> held = new ArrayList<>();
      for (int key = 0; key < POOL - 1; key++) {
        held.add(cache.get(key));
      }
      String message = assertThrows(PoolExhaustedException.class, () -> cache.get(4711)).getMessage();
      assertTrue(message.contains("the cache could not load key 4711"), message);
      assertTrue(message.contains("7 of the 7 values") && message.contains("Close holds earlier"), message);
      held.forEach(CacheHandle::close);
      GuardedCache<Integer, Block> other = cache(blocks.builder().name("other").loadTimeout(1, TimeUnit.MILLISECONDS), blocks.deferred());
      for (int key = 0; key < POOL - 1; key++) {
        held.set(key, other.get(key)); // the values of the first cache give way
      }
      message = assertThrows(PoolExhaustedException.class, () -> cache.get(4712)).getMessage();
      assertTrue(message.contains("key 4712") && message.contains("no value of this cache is held"), message);
      held.forEach(CacheHandle::close);
      finish.countDown();
      assertEquals(1, load.result());
    }
  }

  @Test
  void abandonedWaitLeavesNoDemand() throws Exception {
    GuardedCache<Integer, Block> cache = cache(blocks.builder().loadTimeout(1, TimeUnit.MILLISECONDS), blocks.deferred());
    List<CacheHandle<Block>> held = new ArrayList<>();
    for (int key = 0; key < POOL; key++) {
      held.add(cache.get(key));
    }
    assertThrows(PoolExhaustedException.class, () -> cache.get(100));
    assertNull(cache.tryGet(100));
    held.forEach(CacheHandle::close);
    assertEquals(0, blocks.releases(), "no load waits for the values that are released");
  }

  /** More threads than objects: no load fails, and none waits for an eviction that no thread performs. */
  @Test
  @Tag("race")
  void crowdIsServedWithoutFailures() throws Exception {
    GuardedCache<Integer, Block> cache = cache(Caffeine.newBuilder().maximumSize(POOL / 2));
    AtomicInteger next = new AtomicInteger();
    List<Actor> actors = new ArrayList<>();
    List<Actor.Step<Void>> steps = new ArrayList<>();
    int total = Effort.of(2_000, 100_000);
    for (int i = 0; i < 4 * POOL; i++) {
      Actor actor = new Actor("reader " + i);
      actors.add(actor);
      steps.add(actor.begin(() -> {
        for (int number = next.getAndIncrement(); number < total; number = next.getAndIncrement()) {
          int key = number % (3 * POOL);
          assertEquals(key, cache.read(key, Block::content));
        }
        return null;
      }));
    }
    for (Actor.Step<Void> step : steps) {
      step.get(50, TimeUnit.SECONDS);
    }
    actors.forEach(Actor::close);
    assertEquals(0, blocks.pool.statistics().waits().abandoned());
  }
}
