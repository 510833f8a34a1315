package org.vmalock.caffeine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.Actor;
import org.vmalock.testing.ActorFixture;
import org.vmalock.testing.TimeLimit;

/** Weak keys are compared by identity, by Caffeine and by the loads in progress. */
@TimeLimit
class WeakKeysTest extends ActorFixture {
  private final CountDownLatch loading = new CountDownLatch(1);
  private final CountDownLatch mayEnd = new CountDownLatch(1);
  private final ResourcePool<Block> pool = ResourcePool.<Block>builder(Block::new).capacity(4).build();
  private final GuardedCache<Key, Block> cache =
      GuardedCache.builder(pool, this::load).build(Caffeine.newBuilder().executor(Runnable::run).weakKeys());
  private final Actor loader = actor("loader");
  private final Actor other = actor("other");

  /** Keys that are equal, and not the same. */
  private record Key(int number) {}

  private void load(Key key, Block block) throws InterruptedException {
    block.load(key.number);
    if (loading.getCount() > 0) {
      loading.countDown();
      assertTrue(mayEnd.await(10, TimeUnit.SECONDS));
    }
  }

  @Test
  void anEqualKeyIsNotTheKeyThatIsLoaded() throws Exception {
    Key first = new Key(1);
    Key equal = new Key(1);
    Actor.Step<CacheHandle<Block>> slow = loader.begin(() -> cache.get(first));
    assertTrue(loading.await(10, TimeUnit.SECONDS));
    CacheHandle<Block> own = other.call(() -> cache.get(equal));
    Actor.Step<CacheHandle<Block>> joined = other.beginAndPark(() -> cache.get(first));
    mayEnd.countDown();
    CacheHandle<Block> loaded = slow.result();
    assertNotSame(loaded.entry(), own.entry());
    assertSame(loaded.entry(), joined.result().entry());
    assertEquals(2, pool.statistics().inUse());
    loaded.close();
    own.close();
    joined.result().close();
    assertTrue(cache.close(1, TimeUnit.SECONDS));
    pool.close();
  }
}
