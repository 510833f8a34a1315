package org.vmalock.caffeine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vmalock.Spreading;
import org.vmalock.VmaLock;
import org.vmalock.testing.TimeLimit;

/** The pool of a cache says how its values are read. */
@TimeLimit
class CacheSpreadingTest {
  private static GuardedCache<Integer, Block> cache(ResourcePool<Block> pool) {
    return GuardedCache.builder(pool, (Integer key, Block block) -> block.load(key)).build(Caffeine.newBuilder().executor(Runnable::run));
  }

  @ParameterizedTest
  @EnumSource(value = Spreading.class, names = {"ALWAYS", "NEVER"})
  void choiceOfThePoolHolds(Spreading spreading) throws InterruptedException {
    ResourcePool<Block> pool = ResourcePool.<Block>builder(Block::new).capacity(2).spreading(spreading).build();
    GuardedCache<Integer, Block> cache = cache(pool);
    int before = VmaLock.hazardStatistics().occupied();
    try (CacheHandle<Block> held = cache.get(1); CacheHandle<Block> again = cache.get(1)) {
      assertEquals(before + (spreading == Spreading.ALWAYS ? 2 : 0), VmaLock.hazardStatistics().occupied());
      assertEquals(held.entry(), again.entry());
    }
    assertEquals(before, VmaLock.hazardStatistics().occupied());
    cache.close(1, TimeUnit.SECONDS);
    pool.close();
  }

  @Test
  void aSpreadValueIsReleasedByItsLastHolder() throws InterruptedException {
    ResourcePool<Block> pool = ResourcePool.<Block>builder(Block::new).capacity(2).spreading(Spreading.ALWAYS).build();
    GuardedCache<Integer, Block> cache = cache(pool);
    CacheHandle<Block> held = cache.get(1);
    Block block = held.resource();
    cache.invalidate(1);
    assertEquals(0, block.releases.get());
    held.close();
    assertEquals(1, block.releases.get());
    cache.close(1, TimeUnit.SECONDS);
    pool.close();
  }
}
