package org.vmalock.caffeine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vmalock.testing.Actor;
import org.vmalock.testing.CapturedLog;
import org.vmalock.testing.TimeLimit;

/** Release actions that throw, and closing the cache. */
@TimeLimit
class ReleaseTest {
  private final Blocks blocks = new Blocks(8);
  private final RuntimeException injected = new ArithmeticException("on purpose");

  private void failOnRelease(GuardedCache<Integer, Block> cache, int key) {
    cache.read(key, block -> block.whenReleased = () -> {
      throw injected;
    });
  }

  // ---- Failures

  @Test
  void exceptionOfTheReleaseReachesTheLastHolder() throws InterruptedException {
    GuardedCache<Integer, Block> cache = blocks.cache();
    failOnRelease(cache, 1);
    CacheHandle<Block> held = cache.get(1);
    cache.invalidate(1);
    assertSame(injected, assertThrows(ArithmeticException.class, held::close));
    assertEquals(1, blocks.discards.get(), "a block whose release has failed is discarded");
    held.close();
    assertEquals(1, blocks.discards.get(), "a second close does nothing");
    blocks.assertAllReturned(cache);
    assertEquals(1, blocks.releases());
  }

  @Test
  void exceptionOfTheReleaseReachesTheThreadThatClosesSeveralHandles() throws InterruptedException {
    GuardedCache<Integer, Block> cache = blocks.cache();
    failOnRelease(cache, 1);
    CacheHandles<Integer, Block> held = cache.getAll(List.of(1, 2));
    cache.invalidate(1);
    assertSame(injected, assertThrows(ArithmeticException.class, held::close));
    blocks.assertAllReturned(cache);
  }

  /** The thread that caused the removal does not receive the exception: its own operation has succeeded. */
  @ParameterizedTest
  @EnumSource
  void releaseFailuresOfTheCacheAreLoggedAndCounted(RemovalKind removal) throws InterruptedException {
    GuardedCache<Integer, Block> cache = blocks.builder().name("the cache").build(RemovalKind.caffeine(blocks));
    try (CapturedLog logged = new CapturedLog(GuardedCache.class)) {
      failOnRelease(cache, 1);
      removal.apply(blocks, cache, 1);
      blocks.runPendingTasks();
      assertEquals(1, logged.number());
      assertTrue(logged.last().getMessage().startsWith("the cache: "), logged.last().getMessage());
      assertSame(injected, logged.last().getThrown());
    }
    assertEquals(1, cache.lifetimeStats().failedReleases());
    assertEquals(1, blocks.discards.get(), "a block whose release has failed is discarded");
    blocks.assertAllReturned(cache);
  }

  @Test
  void releaseFailureDoesNotStopOtherRetirements() throws InterruptedException {
    GuardedCache<Integer, Block> cache = blocks.cache();
    try (CapturedLog logged = new CapturedLog(GuardedCache.class)) {
      for (int key = 0; key < 4; key++) {
        failOnRelease(cache, key);
      }
      cache.invalidateAll();
      assertEquals(4, blocks.discards.get());
      for (int key = 0; key < 4; key++) {
        failOnRelease(cache, key);
      }
      assertTrue(cache.close(1, TimeUnit.SECONDS));
      assertEquals(8, blocks.discards.get());
      assertEquals(8, logged.number());
    }
    blocks.assertAllReturned(cache);
  }

  // ---- Closing

  @Test
  void closeReportsHeldValuesAndTheirHoldersReleaseThem() {
    GuardedCache<Integer, Block> cache = blocks.builder().name("the cache").closeTimeout(20, TimeUnit.MILLISECONDS)
        .build(Caffeine.newBuilder().executor(Runnable::run));
    cache.get(2).close();
    CacheHandle<Block> held = cache.get(1);
    String message = assertThrows(IllegalStateException.class, cache::close).getMessage();
    assertTrue(message.startsWith("the cache is closed, but after 20 ms values are still held"), message);
    assertTrue(message.contains("1 reader"), message);
    assertEquals(1, cache.lifetimeStats().live());
    assertEquals(1, held.resource().content());
    held.close();
    assertEquals(2, blocks.releases());
    cache.close();
    assertEquals("", cache.describeLive());
    blocks.pool.close();
  }

  @Test
  void interruptedCloseRetiresEverything() throws Exception {
    GuardedCache<Integer, Block> cache = blocks.cache();
    CacheHandle<Block> held = cache.get(1);
    try (Actor closer = new Actor("closer")) {
      Actor.Step<Boolean> timed = closer.beginAndPark(() -> cache.close(1, TimeUnit.HOURS));
      closer.interrupt();
      assertThrows(InterruptedException.class, timed::result);
      Actor.Step<Boolean> untimed = closer.beginAndPark(() -> {
        assertThrows(IllegalStateException.class, cache::close);
        return Thread.currentThread().isInterrupted();
      });
      closer.interrupt();
      assertTrue(untimed.result());
    }
    assertFalse(held.resource().isAttached());
    held.close();
    blocks.assertAllReturned(cache);
    assertEquals(1, blocks.releases());
  }

  /** The weigher throws when the refreshed value is stored. */
  @Test
  void refreshedValueThatCannotBeStoredIsReturned() throws InterruptedException {
    boolean[] fails = {false};
    GuardedCache<Integer, Block> cache = blocks.builder().build(Caffeine.newBuilder().executor(Runnable::run).maximumWeight(8)
        .weigher((Integer key, CacheEntry<Block> value) -> {
          if (fails[0]) {
            throw injected;
          }
          return 1;
        }));
    cache.get(1).close();
    fails[0] = true;
    assertNotNull(cache.refresh(1));
    assertEquals(1, cache.lifetimeStats().live());
    assertEquals(1, blocks.releases());
    blocks.assertAllReturned(cache);
    assertEquals(2, blocks.releases());
  }

  /** The executor was shut down or drops its tasks. */
  @Test
  void closeNeedsNoExecutor() throws InterruptedException {
    GuardedCache<Integer, Block> cache = blocks.builder().build(blocks.deferred().maximumSize(2).expireAfterWrite(1, TimeUnit.HOURS));
    for (int key = 0; key < 100; key++) {
      assertEquals(key, cache.read(key, Block::content));
    }
    blocks.assertAllReturned(cache);
  }
}
