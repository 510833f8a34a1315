package org.vmalock.debug.mistakes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.vmalock.debug.mistakes.Report.inThread;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.vmalock.PoolExhaustedException;
import org.vmalock.caffeine.CacheHandle;
import org.vmalock.caffeine.CachedResource;
import org.vmalock.caffeine.GuardedCache;
import org.vmalock.caffeine.ResourcePool;
import org.vmalock.debug.HoldTracker;
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
  void handleOfThreadThatHasEnded() throws Exception {
    CacheHandle<Block> kept = inThread("importer", () -> hold(cache, "kept.db"));
    Report.ofLeak("kept.db")
        .says("Leak: Block@", " of key kept.db[attached, 1 reader", "is read-locked by a handle of importer, which has ended without closing it")
        .names("hold");
    kept.close();
  }

  @Test
  void handleThatWasHandedOffIsNoLeak() throws Exception {
    CacheHandle<Block> given = inThread("producer", () -> {
      CacheHandle<Block> handle = hold(cache, "given.db");
      HoldTracker.handOff(handle);
      return handle;
    });
    assertEquals(List.of(), HoldTracker.findLeaks().stream().filter(leak -> leak.contains("given.db")).toList());
    given.close();
    assertEquals("", HoldTracker.describeHolds(pool));
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

  @Test
  void getBesideHoldsOfAllResources() throws Exception {
    List<CacheHandle<Block>> handles = List.of(hold(cache, "1.db"), hold(cache, "2.db"), hold(cache, "3.db"), hold(cache, "4.db"));
    Report.of(IllegalStateException.class, () -> cache.get("5.db"))
        .says("is about to wait for an object of ResourcePool[4 of 4 objects] while it holds all of them", " of key 1.db[", "wait for itself")
        .names("hold");
    handles.forEach(CacheHandle::close);
    cache.get("5.db").close();
  }

  @Test
  void poolThatOthersExhaust() throws Exception {
    GuardedCache<String, Block> small = GuardedCache.builder(
            ResourcePool.builder(Block::new).capacity(1).build(), (String key, Block block) -> {})
        .loadTimeout(20, TimeUnit.MILLISECONDS)
        .build(Caffeine.newBuilder());
    CacheHandle<Block> held = inThread("reporting", () -> hold(small, "held.db"));
    Report report = Report.of(PoolExhaustedException.class, () -> small.get("other.db"))
        .says("could not load key other.db within 20 ms: ", "1 of the 1 values that this cache has not released are held", "The oldest holds:");
    assertTrue(report.toString().contains("  by reporting for "), report::toString);
    assertTrue(report.toString().contains("    at " + CacheMistakesTest.class.getName() + ".hold("), report::toString);
    held.close();
  }

  @Test
  void loaderThatLooksItsOwnKeyUp() {
    GuardedCache<String, Block> own = GuardedCache.builder(pool, this::lookUpAgain).build(Caffeine.newBuilder());
    caches.add(own);
    Report.of(IllegalStateException.class, () -> own.get("own.db")).says("the loader of key own.db", " looks this key up, and would wait for itself");
  }

  private final List<GuardedCache<String, Block>> caches = new ArrayList<>();

  private void lookUpAgain(String key, Block block) {
    caches.get(0).get(key).close();
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
