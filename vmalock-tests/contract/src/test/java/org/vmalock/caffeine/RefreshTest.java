package org.vmalock.caffeine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.Actor;
import org.vmalock.testing.TimeLimit;

/** Refreshed values that Caffeine drops, and refreshes that are cancelled or fail: every resource is given back at once. */
@TimeLimit
class RefreshTest {
  private static final int POOL = 4;

  private final Blocks blocks = new Blocks(POOL);
  private final AtomicBoolean fails = new AtomicBoolean();
  private GuardedCache<Integer, Block> cache;

  @AfterEach
  void allBlocksAreReturned() throws InterruptedException {
    blocks.assertAllReturned(cache);
    for (Block block : blocks.made) {
      assertEquals(block.generations(), block.releases.get(), "one release for each generation");
    }
  }

  private Caffeine<Object, Object> refreshing() {
    return blocks.deferred().refreshAfterWrite(1, TimeUnit.HOURS);
  }

  /** Makes Caffeine start a refresh of key 1, whose task is then pending. */
  private void startAutomaticRefresh() {
    blocks.nanos.addAndGet(TimeUnit.HOURS.toNanos(2));
    cache.get(1).close();
  }

  private void assertOnlyTheOldValueIsLive() {
    assertEquals(1, cache.lifetimeStats().live(), cache::describeLive);
    assertEquals(1, blocks.pool.inUse());
    assertEquals(1, cache.read(1, Block::content));
  }

  @Test
  void valueWhoseWeigherThrowsIsReturned() {
    cache = blocks.builder().build(refreshing().maximumWeight(2).weigher((Integer key, CacheEntry<Block> value) -> {
      if (fails.get()) {
        throw new ArithmeticException("weigher");
      }
      return 1;
    }));
    cache.get(1).close();
    fails.set(true);
    for (int round = 0; round < 3 * POOL; round++) {
      startAutomaticRefresh();
      blocks.runPendingTasks();
      CompletableFuture<Void> refresh = cache.refresh(1);
      blocks.runPendingTasks();
      assertThrows(CompletionException.class, refresh::join);
      assertOnlyTheOldValueIsLive();
    }
    assertTrue(blocks.loads.get() > 3 * POOL);
  }

  @Test
  void valueWhoseExpiryThrowsIsReturned() {
    cache = blocks.builder().build(refreshing().expireAfter(new Expiry<Integer, CacheEntry<Block>>() {
      @Override
      public long expireAfterCreate(Integer key, CacheEntry<Block> value, long now) {
        return Long.MAX_VALUE;
      }

      @Override
      public long expireAfterUpdate(Integer key, CacheEntry<Block> value, long now, long left) {
        if (fails.get()) {
          throw new ArithmeticException("expiry");
        }
        return left;
      }

      @Override
      public long expireAfterRead(Integer key, CacheEntry<Block> value, long now, long left) {
        return left;
      }
    }));
    cache.get(1).close();
    fails.set(true);
    for (int round = 0; round < 3 * POOL; round++) {
      startAutomaticRefresh();
      blocks.runPendingTasks();
      assertOnlyTheOldValueIsLive();
    }
    assertTrue(blocks.loads.get() > POOL);
  }

  @Test
  void cancelledRefreshReturnsItsResource() {
    cache = blocks.builder().build(refreshing());
    cache.get(1).close();
    for (int round = 0; round < 3 * POOL; round++) {
      startAutomaticRefresh();
      assertTrue(cache.policy().refreshes().get(1).cancel(true));
      blocks.runPendingTasks();
      assertOnlyTheOldValueIsLive();
    }
    assertEquals(1, blocks.loads.get(), "cancelled before its task ran");
  }

  /** The refresh is cancelled while its loader runs. */
  @Test
  void refreshThatIsCancelledByItsLoaderReturnsItsResource() {
    cache = GuardedCache.builder(blocks.pool, (Integer key, Block block) -> {
      blocks.load(key, block);
      cache.policy().refreshes().values().forEach(refresh -> refresh.cancel(true));
    }).build(refreshing());
    cache.get(1).close();
    for (int round = 0; round < 3 * POOL; round++) {
      startAutomaticRefresh();
      blocks.runPendingTasks();
      assertOnlyTheOldValueIsLive();
    }
    assertEquals(1 + 3 * POOL, blocks.loads.get());
  }

  @Test
  void timedOutRefreshReturnsItsResource() {
    cache = blocks.builder().build(refreshing());
    cache.get(1).close();
    startAutomaticRefresh();
    CompletableFuture<CacheEntry<Block>> refresh = cache.policy().refreshes().get(1).orTimeout(1, TimeUnit.MILLISECONDS);
    Actor.awaitCondition("the timeout", refresh::isCompletedExceptionally);
    blocks.runPendingTasks();
    assertOnlyTheOldValueIsLive();
  }

  @Test
  void cancelOfTheReturnedFutureStopsTheRefresh() {
    cache = blocks.builder().build(blocks.deferred());
    Block block = cache.read(1, held -> held);
    CompletableFuture<Void> refresh = cache.refresh(1);
    assertSame(refresh, cache.refresh(1), "refreshes that overlap share a load");
    assertTrue(refresh.cancel(true));
    blocks.runPendingTasks();
    assertEquals(1, blocks.loads.get());
    assertSame(block, cache.read(1, held -> held));
  }

  @Test
  void replacedValueOfAnAutomaticRefreshIsRetiredBeforeTheListenerRuns() {
    cache = blocks.builder().build(refreshing());
    CacheEntry<Block> old;
    try (CacheHandle<Block> held = cache.get(1)) {
      old = held.entry();
    }
    startAutomaticRefresh();
    while (blocks.loads.get() < 2) {
      blocks.pendingTasks.remove().run(); // up to the load, and not the listener
    }
    assertFalse(old.tryStartRead() > 0, "the replaced value admits a reader");
  }

  @Test
  void rejectedRefreshIsReported() {
    AtomicBoolean rejects = new AtomicBoolean();
    cache = blocks.builder().build(Caffeine.newBuilder().executor(task -> {
      if (rejects.get()) {
        throw new RejectedExecutionException("on purpose");
      }
      task.run();
    }).ticker(blocks.nanos::get).refreshAfterWrite(1, TimeUnit.HOURS));
    cache.get(1).close();
    cache.refresh(1).join();
    rejects.set(true);
    assertTrue(cache.refresh(1).isCompletedExceptionally());
    blocks.nanos.addAndGet(TimeUnit.HOURS.toNanos(2));
    assertEquals(1, cache.read(1, Block::content));
    assertOnlyTheOldValueIsLive();
    rejects.set(false);
  }

  /** Evictions do not queue behind the loads: a refresh performs them before it gives up. */
  @Test
  void refreshesOfASmallCacheDoNotExhaustTheirPool() {
    Blocks many = new Blocks(28);
    try (GuardedCache<Integer, Block> small = many.builder().build(Caffeine.newBuilder().maximumSize(4))) {
      CompletableFuture<?>[] refreshes = new CompletableFuture<?>[1_000];
      for (int key = 0; key < refreshes.length; key++) {
        refreshes[key] = small.refresh(key);
      }
      CompletableFuture.allOf(refreshes).join();
    }
    cache = blocks.cache();
  }

  @Test
  void failureOfARefreshThatTheCallerHoldsIsNotLogged() {
    cache = GuardedCache.builder(blocks.pool, (Integer key, Block block) -> {
      throw new ArithmeticException("loader");
    }).build(Caffeine.newBuilder().executor(Runnable::run));
    Logger logger = Logger.getLogger("com.github.benmanes.caffeine");
    LogRecord[] logged = new LogRecord[1];
    Handler handler = new Handler() {
      @Override
      public void publish(LogRecord published) {
        logged[0] = published;
      }

      @Override
      public void flush() {}

      @Override
      public void close() {}
    };
    logger.addHandler(handler);
    try {
      assertTrue(cache.refresh(1).isCompletedExceptionally());
    } finally {
      logger.removeHandler(handler);
    }
    assertNull(logged[0]);
    assertEquals(0, cache.lifetimeStats().begun());
  }

  @Test
  void refreshOfAClosedPoolSaysSo() {
    cache = blocks.builder().build(Caffeine.newBuilder().executor(Runnable::run));
    blocks.pool.close();
    Throwable failure = assertThrows(CompletionException.class, cache.refresh(1)::join).getCause();
    assertTrue(failure.getMessage().contains("closed") && !failure.getMessage().contains("exhausted"), failure::getMessage);
  }
}
