package org.vmalock.debug.mistakes;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.vmalock.debug.mistakes.Report.inThread;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.vmalock.caffeine.CacheHandle;
import org.vmalock.caffeine.CachedResource;
import org.vmalock.caffeine.GuardedCache;
import org.vmalock.caffeine.ResourcePool;
import org.vmalock.testing.TimeLimit;

/** Mistakes with the guarded cache: the reports have the key. */
@TimeLimit
@EnabledIfSystemProperty(named = "vmalock.debug", matches = "all")
class CacheMistakesTest {
  /** A resource without content. */
  static final class Block extends CachedResource {}

  private final ResourcePool<Block> pool = ResourcePool.builder(Block::new).capacity(4).build();
  private final GuardedCache<String, Block> cache =
      GuardedCache.builder(pool, (String key, Block block) -> {}).build(Caffeine.newBuilder().executor(Runnable::run));

  private static CacheHandle<Block> hold(GuardedCache<String, Block> cache, String key) throws Exception {
    return cache.get(key);
  }

  @Test
  void handleThatWasDropped() throws Exception {
    hold(cache, "orders.db");
    Report.ofLeak("orders.db")
        .says("Leak: Block@", " of key orders.db[attached, 1 reader", "] is read-locked by a handle that was dropped without close")
        .names("hold");
  }

  @Test
  void stampOfThreadThatHasEnded() throws Exception {
    inThread("importer", () -> hold(cache, "users.db").takeStamp());
    Report.ofLeak("users.db").says("Leak: Block@", " of key users.db[attached, 1 reader", "by importer, which has ended").names("hold");
  }

  @Test
  void closeByHolder() throws Exception {
    CacheHandle<Block> handle = hold(cache, "stock.db");
    Report.of(IllegalStateException.class, () -> cache.close(1, TimeUnit.SECONDS))
        .says("is about to close ", "and to wait for its holders, and holds the read lock of the node Block@", " of key stock.db[")
        .names("hold");
    assertFalse(cache.isClosed());
    handle.close();
    assertTrue(cache.close(1, TimeUnit.SECONDS));
  }

  private static void close(CacheHandle<Block> handle) {
    handle.close();
  }

  @Test
  void handleUsedAfterClose() throws Exception {
    CacheHandle<Block> handle = hold(cache, "log.db");
    close(handle);
    close(handle);
    Report.of(IllegalStateException.class, handle::resource)
        .says("this handle is closed: it held key log.db: ")
        .names("close", "hold");
  }

  @Test
  void handleClosedByAnotherThreadIsNoMistake() throws Exception {
    CacheHandle<Block> handle = hold(cache, "shared.db");
    inThread("closing", () -> {
      handle.close();
      return true;
    });
    assertTrue(cache.close(1, TimeUnit.SECONDS));
  }
}
