package org.vmalock.caffeine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.vmalock.PoolExhaustedException;
import org.vmalock.testing.Actor;
import org.vmalock.testing.TimeLimit;

/** Closing keeps its time limit and means what it returns, whatever loaders, holders and release actions do. */
@TimeLimit
class CloseTest {
  private final Blocks blocks = new Blocks(8);

  /** A close takes no lock that a loader holds, and counts the load, which still writes into its resource. */
  @Test
  void closeBesideALoaderThatHangsKeepsItsLimitAndCountsTheLoad() throws Exception {
    CountDownLatch loading = new CountDownLatch(1);
    CountDownLatch finish = new CountDownLatch(1);
    GuardedCache<Integer, Block> cache = GuardedCache.builder(blocks.pool, (Integer key, Block block) -> {
      loading.countDown();
      finish.await();
      blocks.load(key, block);
    }).closeTimeout(1, TimeUnit.MILLISECONDS).build(Caffeine.newBuilder().executor(Runnable::run));
    try (Actor loader = new Actor("the loader"); Actor closer = new Actor("closer")) {
      Actor.Step<CacheHandle<Block>> load = loader.begin(() -> cache.get(4711));
      loading.await();
      assertFalse(closer.call(() -> cache.close(1, TimeUnit.MILLISECONDS)), "the load is in progress");
      String message = closer.call(() -> assertThrows(IllegalStateException.class, cache::close).getMessage());
      assertTrue(message.contains("key 4711: a load in progress in thread the loader"), message);
      Actor.Step<Boolean> close = closer.beginAndPark(() -> cache.close(1, TimeUnit.HOURS));
      finish.countDown();
      assertThrows(CacheClosedException.class, load::result);
      assertTrue(close.result());
      assertEquals(0, blocks.pool.inUse());
    }
    blocks.assertAllReturned(cache);
  }

  @Test
  void closeNamesTheHeldKeys() throws Exception {
    GuardedCache<Integer, Block> cache = blocks.builder().closeTimeout(0, TimeUnit.SECONDS).build(Caffeine.newBuilder());
    cache.get(1).close();
    CacheHandle<Block> held = cache.get(4711);
    String message = assertThrows(IllegalStateException.class, cache::close).getMessage();
    assertTrue(message.contains("key 4711") && !message.contains("key 1:"), message);
    held.close();
    blocks.assertAllReturned(cache);
  }

  @Test
  void everyTimedEntryPointAcceptsEveryTimeout() throws Exception {
    for (long timeout : new long[] {Long.MIN_VALUE, Long.MIN_VALUE + 1, -1, 0, Long.MAX_VALUE - 1, Long.MAX_VALUE}) {
      for (TimeUnit unit : TimeUnit.values()) {
        Blocks few = new Blocks(1);
        GuardedCache<Integer, Block> cache =
            few.builder().loadTimeout(timeout, unit).closeTimeout(timeout, unit).build(Caffeine.newBuilder().executor(Runnable::run));
        CacheHandle<Block> held = cache.get(1);
        if (timeout <= 0) {
          assertThrows(PoolExhaustedException.class, () -> cache.get(2));
          assertFalse(cache.close(timeout, unit));
          assertThrows(IllegalStateException.class, cache::close);
        }
        held.close();
        assertTrue(cache.close(timeout, unit));
        cache.close();
      }
    }
  }

  /** The closing thread runs the release action itself, or is the one that a close waits for. */
  @Test
  void closeByAReleaseActionDoesNotWaitForItself() throws InterruptedException {
    GuardedCache<Integer, Block> cache =
        blocks.builder().closeTimeout(1, TimeUnit.HOURS).build(Caffeine.newBuilder().executor(Runnable::run));
    AtomicReference<Boolean> closed = new AtomicReference<>();
    AtomicReference<String> message = new AtomicReference<>();
    cache.read(1, block -> block.whenReleased = () -> {
      try {
        closed.set(cache.close(1, TimeUnit.HOURS));
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      message.set(assertThrows(IllegalStateException.class, cache::close).getMessage());
    });
    cache.invalidate(1);
    assertEquals(false, closed.get());
    assertTrue(message.get().contains("a loader or a release action") && message.get().contains("key 1"), message.get());
    assertTrue(cache.isClosed());
    blocks.assertAllReturned(cache);
    assertEquals(0, cache.lifetimeStats().failedReleases());
  }

  @Test
  void closeByALoaderDoesNotWaitForItself() throws InterruptedException {
    AtomicReference<GuardedCache<Integer, Block>> cache = new AtomicReference<>();
    cache.set(GuardedCache.builder(blocks.pool, (Integer key, Block block) -> {
      assertFalse(cache.get().close(1, TimeUnit.HOURS));
      blocks.load(key, block);
    }).build(Caffeine.newBuilder().executor(Runnable::run)));
    assertThrows(CacheClosedException.class, () -> cache.get().get(1));
    blocks.assertAllReturned(cache.get());
  }

  /** A release action retires another value, which is freed after the first one, by the same call. */
  @Test
  void valuesThatReleaseActionsRetireAreBackWhenTheCloseReturns() throws InterruptedException {
    GuardedCache<Integer, Block> cache = blocks.cache();
    for (int key = 0; key < 7; key++) {
      int next = key + 1;
      cache.read(key, block -> block.whenReleased = () -> cache.invalidate(next));
    }
    cache.get(7).close();
    cache.invalidate(0);
    assertEquals(0, cache.lifetimeStats().live());
    assertEquals(0, blocks.pool.inUse());
    blocks.assertAllReturned(cache);
  }

  @Test
  void closedCacheThrowsItsOwnException() throws InterruptedException {
    GuardedCache<Integer, Block> cache = blocks.builder().name("the cache").build(Caffeine.newBuilder().executor(Runnable::run));
    assertFalse(cache.isClosed());
    cache.close();
    assertTrue(cache.isClosed());
    for (Runnable use : List.<Runnable>of(
        () -> cache.get(1), () -> cache.tryGet(1), () -> cache.put(1, blocks::load), () -> cache.read(1, Block::content),
        () -> cache.getAll(List.of(1)), () -> assertNotNull(cache.refresh(1)))) {
      String message = assertThrows(CacheClosedException.class, use::run).getMessage();
      assertTrue(message.startsWith("the cache is closed"), message);
    }
    cache.prefetch(1);
    assertTrue(cache.getAsync(1).isCompletedExceptionally());
    blocks.assertAllReturned(cache);
  }
}
