package org.vmalock.caffeine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.TimeLimit;

/** Reads by kept entries count for Caffeine's recency. */
@TimeLimit
class KeptEntryRecencyTest {
  private static final int HOT = 4;

  private final Blocks blocks = new Blocks(64);

  /** Four hot blocks are read by kept entries while a thousand other keys, each used a few times, pass through the cache. */
  @Test
  void hotBlocksReadByKeptEntriesStay() throws InterruptedException {
    AtomicInteger hotLoads = new AtomicInteger();
    GuardedCache<Integer, Block> cache = GuardedCache.builder(blocks.pool, (Integer key, Block block) -> {
      blocks.load(key, block);
      hotLoads.addAndGet(key < HOT ? 1 : 0);
    }).build(Caffeine.newBuilder().executor(Runnable::run).maximumSize(16));
    CacheEntry<?>[] kept = new CacheEntry<?>[HOT];
    for (int round = 0; round < 1_000; round++) {
      for (int key = 0; key < HOT; key++) {
        long stamp = kept[key] == null ? -1 : kept[key].tryStartRead();
        if (stamp > 0) {
          kept[key].endRead(stamp);
        } else {
          try (CacheHandle<Block> loaded = cache.get(key)) {
            kept[key] = loaded.entry();
          }
        }
      }
      for (int use = 0; use < 6; use++) {
        cache.get(HOT + round).close();
      }
    }
    assertTrue(hotLoads.get() < 4 * HOT, hotLoads + " loads of " + HOT + " hot keys");
    blocks.assertAllReturned(cache);
  }

  @Test
  void valueReadByAKeptEntryDoesNotExpire() throws InterruptedException {
    GuardedCache<Integer, Block> cache = blocks.builder().build(blocks.deferred().expireAfterAccess(1, TimeUnit.HOURS));
    CacheEntry<Block> kept;
    try (CacheHandle<Block> held = cache.get(1)) {
      kept = held.entry();
    }
    for (int minute = 0; minute < 600; minute++) {
      blocks.nanos.addAndGet(TimeUnit.MINUTES.toNanos(1));
      kept.endRead(kept.tryStartRead());
    }
    cache.cleanUp();
    assertNotNull(cache.lookUp(1));
    assertEquals(1, blocks.loads.get());
    blocks.assertAllReturned(cache);
  }

  /** The look-up that reports a read runs code of the user; an exception of it leaves no hold. */
  @Test
  void exceptionOfTheReportHoldsNothing() throws InterruptedException {
    AtomicBoolean fails = new AtomicBoolean();
    GuardedCache<Integer, Block> cache = blocks.builder().build(blocks.deferred().expireAfter(new Expiry<Integer, CacheEntry<Block>>() {
      @Override
      public long expireAfterCreate(Integer key, CacheEntry<Block> value, long now) {
        return Long.MAX_VALUE;
      }

      @Override
      public long expireAfterUpdate(Integer key, CacheEntry<Block> value, long now, long left) {
        return left;
      }

      @Override
      public long expireAfterRead(Integer key, CacheEntry<Block> value, long now, long left) {
        if (fails.get()) {
          throw new ArithmeticException("expiry");
        }
        return left;
      }
    }));
    CacheEntry<Block> kept;
    try (CacheHandle<Block> held = cache.get(1)) {
      kept = held.entry();
    }
    fails.set(true);
    assertThrows(ArithmeticException.class, () -> {
      for (int read = 0; read < 100; read++) {
        kept.endRead(kept.tryStartRead());
      }
    });
    assertThrows(ArithmeticException.class, () -> cache.get(1));
    assertThrows(ArithmeticException.class, () -> cache.read(1, Block::content));
    assertEquals(0, kept.resource().readers());
    fails.set(false);
    blocks.assertAllReturned(cache);
  }
}
