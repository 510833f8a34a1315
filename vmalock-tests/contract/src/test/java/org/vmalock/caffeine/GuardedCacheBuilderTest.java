package org.vmalock.caffeine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.Actor;
import org.vmalock.testing.TimeLimit;

/** Construction of a guarded cache from the user's Caffeine builder. */
@TimeLimit
class GuardedCacheBuilderTest {
  private final Blocks blocks = new Blocks(8);

  private static Caffeine<Object, Object> sameThread() {
    return Caffeine.newBuilder().executor(Runnable::run);
  }

  @Test
  void builderWithAListenerIsRefusedByName() {
    for (Caffeine<Object, Object> used : List.of(
        sameThread().removalListener((key, value, cause) -> {}), sameThread().evictionListener((key, value, cause) -> {}))) {
      String message = assertThrows(IllegalStateException.class, () -> blocks.builder().name("the cache").build(used)).getMessage();
      assertTrue(message.contains("the cache") && message.contains("listener already") && message.contains("onRemoval"), message);
    }
  }

  @Test
  void builderCannotBeUsedTwice() {
    Caffeine<Object, Object> caffeine = sameThread();
    blocks.builder().build(caffeine);
    assertThrows(IllegalStateException.class, () -> blocks.builder().build(caffeine));
  }

  @Test
  void poolThatAFullCacheWouldExhaustIsRefused() {
    String message = assertThrows(
        IllegalArgumentException.class, () -> blocks.builder().build(sameThread().maximumSize(8))).getMessage();
    assertTrue(message.contains("8 entries") && message.contains("of 8 objects"), message);
    blocks.builder().build(sameThread().maximumSize(7));
  }

  @Test
  void onRemovalReceivesKeyAndCause() throws InterruptedException {
    List<String> removals = new ArrayList<>();
    GuardedCache<Integer, Block> cache = blocks.builder().onRemoval((key, cause) -> removals.add(key + " " + cause))
        .build(sameThread().ticker(blocks.nanos::get).maximumSize(1).expireAfterWrite(1, TimeUnit.HOURS));
    cache.get(1).close();
    cache.invalidate(1);
    cache.get(2).close();
    cache.put(2, blocks::load);
    blocks.nanos.addAndGet(TimeUnit.HOURS.toNanos(2));
    cache.cleanUp();
    cache.get(3).close();
    cache.policy().eviction().orElseThrow().setMaximum(0);
    cache.cleanUp();
    assertEquals(
        List.of("1 " + RemovalCause.EXPLICIT, "2 " + RemovalCause.REPLACED, "2 " + RemovalCause.EXPIRED, "3 " + RemovalCause.SIZE),
        removals);
    blocks.assertAllReturned(cache);
  }

  /** Caffeine logs the exception of the listener; the cache has retired the value before. */
  @Test
  void failingListenerDoesNotPreventTheRelease() throws InterruptedException {
    GuardedCache<Integer, Block> cache = blocks.builder().onRemoval((key, cause) -> {
      throw new ArithmeticException("on purpose");
    }).build(sameThread());
    cache.get(1).close();
    cache.invalidate(1);
    assertEquals(1, blocks.releases());
    blocks.assertAllReturned(cache);
  }

  @Test
  void statisticsAreThoseOfCaffeine() {
    GuardedCache<Integer, Block> cache = blocks.builder().build(sameThread().recordStats());
    for (int round = 0; round < 10; round++) {
      cache.get(round / 5).close();
    }
    assertNull(cache.getIfPresent(100));
    assertEquals(8, cache.stats().hitCount());
    assertEquals(3, cache.stats().missCount());
    assertEquals(2, cache.stats().loadSuccessCount());
    assertEquals(0, cache.stats().loadFailureCount());
    assertEquals(2, cache.estimatedSize());
  }

  @Test
  void loadsAndTheirTimeAreCounted() {
    long[] inLoader = new long[1];
    GuardedCache<Integer, Block> cache = GuardedCache.builder(blocks.pool, (Integer key, Block block) -> {
      long begin = System.nanoTime();
      while (System.nanoTime() - begin < 1_000) {
        Thread.onSpinWait();
      }
      inLoader[0] += System.nanoTime() - begin;
      if (key < 0) {
        throw new IllegalStateException("no negative keys");
      }
    }).build(sameThread().recordStats());
    long begin = System.nanoTime();
    cache.get(1).close();
    cache.get(2).close();
    long elapsed = System.nanoTime() - begin;
    long loading = inLoader[0];
    assertThrows(IllegalStateException.class, () -> cache.get(-1));
    assertEquals(2, cache.stats().loadSuccessCount());
    assertEquals(1, cache.stats().loadFailureCount());
    long counted = cache.stats().totalLoadTime();
    assertTrue(loading <= counted && counted <= elapsed, () -> loading + " ns, counted " + counted + ", in all " + elapsed);
  }

  @Test
  void weigherSeesTheLoadedValue() throws InterruptedException {
    GuardedCache<Integer, Block> cache = blocks.builder().build(
        sameThread().maximumWeight(10).weigher((Integer key, CacheEntry<Block> value) -> value.resource().content()));
    cache.get(4).close();
    cache.get(3).close();
    assertEquals(7, cache.policy().eviction().orElseThrow().weightedSize().orElseThrow());
    cache.get(5).close();
    cache.cleanUp();
    assertTrue(cache.policy().eviction().orElseThrow().weightedSize().orElseThrow() <= 10);
    assertEquals(1, blocks.releases());
    blocks.assertAllReturned(cache);
  }

  @Test
  @SuppressWarnings({"UnnecessaryBoxedVariable", "deprecation", "removal"})
  void collectedKeyRetiresItsValue() throws InterruptedException {
    GuardedCache<Object, Block> cache = GuardedCache.builder(blocks.pool, (Object key, Block block) -> block.load(1)).build(
        sameThread().weakKeys());
    Object key = new Object();
    cache.get(key).close();
    WeakReference<Object> weak = new WeakReference<>(key);
    key = null;
    Actor.awaitCondition("the key to be collected", () -> {
      System.gc();
      cache.cleanUp();
      return weak.get() == null && cache.estimatedSize() == 0;
    });
    assertEquals(1, blocks.releases());
    assertEquals(0, cache.lifetimeStats().live());
  }

  /** A value that has to be released is never collected before its release. */
  @Test
  void weakValuesAreNotCollected() throws InterruptedException {
    GuardedCache<Integer, Block> cache = blocks.builder().build(sameThread().weakValues());
    Block block = cache.read(1, held -> held);
    for (int round = 0; round < 3; round++) {
      System.gc();
      cache.cleanUp();
    }
    assertEquals(block, cache.readIfPresent(1, held -> held));
    assertEquals(0, blocks.releases());
    blocks.assertAllReturned(cache);
  }
}
