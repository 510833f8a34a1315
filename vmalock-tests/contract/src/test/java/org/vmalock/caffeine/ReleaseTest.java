package org.vmalock.caffeine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vmalock.testing.Actor;
import org.vmalock.testing.TimeLimit;

/** Release actions that throw, and the end of the cache. */
@TimeLimit
class ReleaseTest {
  private final Blocks blocks = new Blocks(8);
  private final RuntimeException injected = new ArithmeticException("on purpose");

  private void failOnRelease(GuardedCache<Integer, Block> cache, int key) {
    cache.read(key, block -> block.whenReleased = () -> {
      throw injected;
    });
  }

  // ---- Failing

  @Test
  void theLastHolderGetsWhatTheReleaseThrows() throws InterruptedException {
    GuardedCache<Integer, Block> cache = blocks.cache();
    failOnRelease(cache, 1);
    CacheHandle<Block> held = cache.get(1);
    cache.invalidate(1);
    assertSame(injected, assertThrows(ArithmeticException.class, held::close));
    assertEquals(1, blocks.discards.get(), "a block whose release has failed leaves the pool");
    assertThrows(IllegalMonitorStateException.class, held::close);
    blocks.assertAllBack(cache);
    assertEquals(1, blocks.releases());
  }

  /** Whoever has made the cache drop it, the exception is not his: what he has asked for is done. */
  @ParameterizedTest
  @EnumSource
  void whatFailsForTheCacheIsLoggedAndCounted(Departure departure) throws InterruptedException {
    GuardedCache<Integer, Block> cache = blocks.builder().name("the cache").build(Departure.caffeine(blocks));
    try (Logged logged = new Logged()) {
      failOnRelease(cache, 1);
      departure.happen(blocks, cache, 1);
      blocks.runForgotten();
      assertEquals(1, logged.records.get());
      assertTrue(logged.last.getMessage().startsWith("the cache: "), logged.last.getMessage());
      assertSame(injected, logged.last.getThrown());
    }
    assertEquals(1, cache.lifetimeStats().failedReleases());
    assertEquals(1, blocks.discards.get(), "a block whose release has failed leaves the pool");
    blocks.assertAllBack(cache);
  }

  @Test
  void oneFailureKeepsNobodyFromBeingRetired() throws InterruptedException {
    GuardedCache<Integer, Block> cache = blocks.cache();
    try (Logged logged = new Logged()) {
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
      assertEquals(8, logged.records.get());
    }
    blocks.assertAllBack(cache);
  }

  /** Hears what the cache logs, and keeps it off the console. */
  private static final class Logged extends Handler implements AutoCloseable {
    private final AtomicInteger records = new AtomicInteger();
    private final Logger logger = Logger.getLogger(GuardedCache.class.getName());
    private volatile LogRecord last;

    Logged() {
      logger.addHandler(this);
      logger.setUseParentHandlers(false);
    }

    @Override
    public void publish(LogRecord published) {
      last = published;
      records.incrementAndGet();
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      logger.removeHandler(this);
      logger.setUseParentHandlers(true);
    }
  }

  // ---- Closing

  @Test
  void closeTellsWhatIsStillHeldAndItsHolderReleasesIt() {
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
  void anInterruptedCloseHasRetiredEverything() throws Exception {
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
    blocks.assertAllBack(cache);
    assertEquals(1, blocks.releases());
  }

  /** Caffeine drops a refreshed value without a word if its weigher throws; the ledger still has it. */
  @Test
  void closeFindsWhatCaffeineHasForgotten() throws InterruptedException {
    boolean[] fails = {false};
    GuardedCache<Integer, Block> cache = blocks.builder().build(Caffeine.newBuilder().executor(Runnable::run).maximumWeight(8)
        .weigher((Integer key, CacheHandle<Block> value) -> {
          if (fails[0]) {
            throw injected;
          }
          return 1;
        }));
    cache.get(1).close();
    fails[0] = true;
    assertNotNull(cache.refresh(1));
    assertEquals(2, cache.lifetimeStats().live());
    blocks.assertAllBack(cache);
    assertEquals(2, blocks.releases());
  }

  /** An executor that has been shut down, or drops what it is given. */
  @Test
  void closeNeedsNoExecutor() throws InterruptedException {
    GuardedCache<Integer, Block> cache = blocks.builder().build(blocks.idle().maximumSize(2).expireAfterWrite(1, TimeUnit.HOURS));
    for (int key = 0; key < 100; key++) {
      assertEquals(key, cache.read(key, Block::content));
    }
    blocks.assertAllBack(cache);
  }
}
