package org.vmalock.caffeine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.TimeLimit;

/** The maintenance and the queries of a pool. */
@TimeLimit
class ResourcePoolTest {
  private final ResourcePool<Block> pool = ResourcePool.<Block>builder(Block::new).capacity(4).build();

  @Test
  void freeObjectsAreCreatedAndDiscarded() {
    assertEquals(3, pool.prefill(3));
    assertEquals(3, pool.size());
    assertEquals(3, pool.trim());
    assertEquals(3, pool.discarded());
    assertEquals(0, pool.size());
  }

  @Test
  void aCloseDescribesTheObjectsInUse() throws Exception {
    GuardedCache<Integer, Block> cache =
        GuardedCache.builder(pool, (Integer key, Block block) -> block.load(key)).build(Caffeine.newBuilder().executor(Runnable::run));
    CacheHandle<Block> held = cache.get(1);
    assertEquals(1, pool.describeInUse(10).size());
    assertFalse(pool.isClosed());
    assertEquals(pool.describeInUse(10), pool.close(0, TimeUnit.SECONDS));
    assertTrue(pool.isClosed());
    held.close();
    cache.close();
    assertEquals(List.of(), pool.close(0, TimeUnit.SECONDS));
  }
}
