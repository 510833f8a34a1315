package org.vmalock.caffeine;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.vmalock.testing.Reachability.assertCollected;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.TimeLimit;

/** A cache keeps no key whose value is gone or was never loaded, and a pool keeps no cache that is closed. */
@TimeLimit
class CacheReachabilityTest {
  private final ResourcePool<Block> pool = ResourcePool.<Block>builder(Block::new).capacity(4).build();

  /** A key that is equal to itself only. */
  private static final class Key {
    private final boolean fails;

    Key(boolean fails) {
      this.fails = fails;
    }
  }

  private GuardedCache<Key, Block> cache() {
    return GuardedCache.builder(pool, (Key key, Block block) -> {
      block.load(1);
      if (key.fails) {
        throw new IllegalStateException("on purpose");
      }
    }).build(Caffeine.newBuilder().executor(Runnable::run));
  }

  @Test
  void theKeyOfAReleasedValueIsNotKept() throws InterruptedException {
    GuardedCache<Key, Block> cache = cache();
    assertCollected("the key of an invalidated value", invalidated(cache));
    assertCollected("the key of a refreshed and invalidated value", refreshed(cache));
    cache.close();
  }

  private static WeakReference<Key> invalidated(GuardedCache<Key, Block> cache) {
    Key key = new Key(false);
    cache.get(key).close();
    cache.invalidate(key);
    return new WeakReference<>(key);
  }

  private static WeakReference<Key> refreshed(GuardedCache<Key, Block> cache) {
    Key key = new Key(false);
    cache.get(key).close();
    assertTrue(cache.refresh(key).isDone());
    cache.invalidate(key);
    return new WeakReference<>(key);
  }

  @Test
  void theKeyOfALoadThatFailedIsNotKept() throws InterruptedException {
    GuardedCache<Key, Block> cache = cache();
    assertCollected("the key of a failed look-up", failed(cache));
    assertCollected("the key of a failed refresh", failedRefresh(cache));
    cache.close();
  }

  private static WeakReference<Key> failed(GuardedCache<Key, Block> cache) {
    Key key = new Key(true);
    assertThrows(IllegalStateException.class, () -> cache.get(key));
    assertThrows(IllegalStateException.class, () -> cache.put(key, (same, block) -> {
      block.load(1);
      throw new IllegalStateException("on purpose");
    }));
    return new WeakReference<>(key);
  }

  private static WeakReference<Key> failedRefresh(GuardedCache<Key, Block> cache) {
    Key key = new Key(true);
    assertTrue(cache.refresh(key).isCompletedExceptionally());
    return new WeakReference<>(key);
  }

  @Test
  void aPoolDoesNotKeepAClosedCache() throws InterruptedException {
    for (WeakReference<?> part : closed()) {
      assertCollected("a closed cache, or its loader", part);
    }
    assertTrue(pool.close(0, TimeUnit.SECONDS).isEmpty());
  }

  /** Returns a closed cache and its loader, which the tables of the cache refer to even if the cache itself is not kept. */
  private List<WeakReference<?>> closed() {
    ResourceLoader<Key, Block> loader = new ResourceLoader<>() {
      @Override
      public void load(Key key, Block block) {
        block.load(1);
      }
    };
    GuardedCache<Key, Block> cache = GuardedCache.builder(pool, loader).build(Caffeine.newBuilder().executor(Runnable::run));
    cache.get(new Key(false)).close();
    cache.close();
    return List.of(new WeakReference<>(cache), new WeakReference<>(loader));
  }
}
