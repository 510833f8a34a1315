package org.vmalock.caffeine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vmalock.PoolExhaustedException;
import org.vmalock.testing.Actor;
import org.vmalock.testing.TimeLimit;

/** Look-ups that do not wait, of several keys, in advance, or in another thread; and what a failed load throws. */
@TimeLimit
class ClientOperationsTest {
  private static final int POOL = 4;

  private final Blocks blocks = new Blocks(POOL);
  private GuardedCache<Integer, Block> cache = blocks.builder().build(blocks.deferred());

  @AfterEach
  void allBlocksAreReturned() throws InterruptedException {
    blocks.assertAllReturned(cache);
    assertEquals(0, cache.lifetimeStats().failedReleases());
  }

  private List<CacheHandle<Block>> holdAll() {
    List<CacheHandle<Block>> held = new ArrayList<>();
    for (int key = 0; key < POOL; key++) {
      held.add(cache.get(key));
    }
    return held;
  }

  @Test
  void tryGetReturnsNullIfNoResourceIsFree() {
    List<CacheHandle<Block>> held = holdAll();
    assertNull(cache.tryGet(100));
    try (CacheHandle<Block> present = cache.tryGet(0)) {
      assertEquals(0, present.resource().content());
    }
    held.remove(2).close();
    try (CacheHandle<Block> loaded = cache.tryGet(100)) { // in place of key 2, which no thread holds
      assertEquals(100, loaded.resource().content());
    }
    held.forEach(CacheHandle::close);
  }

  @Test
  void lookUpThatWaitsLoadsAfterATryGetThatFoundNone() {
    List<CacheHandle<Block>> held = holdAll();
    assertNull(cache.tryGet(100));
    held.forEach(CacheHandle::close);
    assertEquals(100, cache.read(100, Block::content));
  }

  @Test
  void prefetchLoadsInTheExecutor() {
    cache.prefetch(1);
    cache.prefetch(1);
    assertEquals(0, blocks.loads.get());
    blocks.runPendingTasks();
    assertEquals(1, blocks.loads.get());
    assertEquals(0, cache.lookUp(1).resource().readers());
    cache.prefetch(1);
    blocks.runPendingTasks();
    assertEquals(1, blocks.loads.get());
  }

  @Test
  void prefetchByALoaderLoadsTheNextKeys() {
    List<GuardedCache<Integer, Block>> self = new ArrayList<>();
    cache = GuardedCache.builder(blocks.pool, (Integer key, Block block) -> {
      self.get(0).prefetch(key); // itself: in progress
      if (key < 3) {
        self.get(0).prefetch(key + 1);
      }
      blocks.load(key, block);
    }).build(Caffeine.newBuilder().executor(Runnable::run));
    self.add(cache);
    assertEquals(1, cache.read(1, Block::content));
    assertEquals(3, blocks.loads.get());
    assertNotNull(cache.lookUp(2));
    assertNotNull(cache.lookUp(3));
  }

  @Test
  void prefetchIsQuiet() {
    List<CacheHandle<Block>> held = holdAll();
    cache.prefetch(100);
    blocks.runPendingTasks();
    assertNull(cache.lookUp(100));
    held.forEach(CacheHandle::close);
    cache.put(200, blocks::load);
    cache.close();
    cache = GuardedCache.builder(blocks.pool, (Integer key, Block block) -> {
      throw new IOException("on purpose");
    }).build(Caffeine.newBuilder().executor(Runnable::run).recordStats());
    cache.prefetch(1);
    assertEquals(1, cache.stats().loadFailureCount());
  }

  @Test
  void getAllHoldsAllKeysOrNone() {
    try (CacheHandles<Integer, Block> held = cache.getAll(List.of(1, 2, 1, 3))) {
      assertEquals(List.of(1, 2, 3), List.copyOf(held.asMap().keySet()));
      assertEquals(2, held.get(2).resource().content());
      String absent = assertThrows(NoSuchElementException.class, () -> held.get(4)).getMessage();
      assertEquals("key 4 is not held; the keys are [1, 2, 3]", absent);
      assertThrows(UnsupportedOperationException.class, () -> held.asMap().clear());
      String message = assertThrows(PoolExhaustedException.class, () -> cache.getAll(List.of(3, 4, 5, 6))).getMessage();
      assertTrue(message.startsWith("2 of 4 keys found no resource"), message);
      assertEquals(1, held.get(3).resource().readers());
      assertEquals(0, cache.lookUp(4).resource().readers());
    }
    assertEquals(0, cache.lookUp(1).resource().readers());
  }

  @Test
  void getAllReleasesWhatItHoldsIfALoaderThrows() {
    cache = GuardedCache.builder(blocks.pool, (Integer key, Block block) -> {
      if (key == 3) {
        throw new IOException("on purpose");
      }
      blocks.load(key, block);
    }).build(blocks.deferred());
    assertThrows(CacheLoadException.class, () -> cache.getAll(List.of(1, 2, 3)));
    assertEquals(0, cache.lookUp(1).resource().readers());
    assertEquals(0, cache.lookUp(2).resource().readers());
  }

  @Test
  void getAllPresentDoesNotLoad() {
    cache.get(1).close();
    cache.get(3).close();
    try (CacheHandles<Integer, Block> held = cache.getAllPresent(List.of(1, 2, 3, 3))) {
      assertEquals(List.of(1, 3), List.copyOf(held.asMap().keySet()));
      cache.invalidateAll();
      assertEquals(3, held.get(3).resource().content());
    }
    assertEquals(2, blocks.loads.get());
    assertEquals(2, blocks.releases());
  }

  @Test
  void getAsyncCompletesWithAHold() {
    CompletableFuture<CacheHandle<Block>> future = cache.getAsync(1);
    assertFalse(future.isDone());
    blocks.runPendingTasks();
    try (CacheHandle<Block> held = future.join()) {
      assertEquals(1, held.resource().readers());
    }
    try (CacheHandle<Block> hit = cache.getAsync(1).getNow(null)) {
      assertEquals(1, hit.resource().content());
    }
    assertEquals(0, cache.lookUp(1).resource().readers());
  }

  @Test
  void cancelledGetAsyncHoldsNothing() throws Exception {
    CompletableFuture<CacheHandle<Block>> future = cache.getAsync(1);
    assertTrue(future.cancel(true));
    blocks.runPendingTasks();
    assertEquals(0, blocks.loads.get(), "cancelled before its task ran");
    CountDownLatch loading = new CountDownLatch(1);
    CountDownLatch finish = new CountDownLatch(1);
    GuardedCache<Integer, Block> slow = GuardedCache.builder(blocks.pool, (Integer key, Block block) -> {
      loading.countDown();
      finish.await();
      blocks.load(key, block);
    }).build(Caffeine.newBuilder());
    CompletableFuture<CacheHandle<Block>> late = slow.getAsync(1);
    loading.await();
    assertTrue(late.cancel(true));
    finish.countDown();
    Actor.awaitCondition("the value", () -> slow.lookUp(1) != null && slow.lookUp(1).resource().readers() == 0);
    slow.close();
    assertEquals(0, blocks.pool.inUse());
  }

  @Test
  void getAsyncReportsTheExceptionOfGet() {
    IOException failure = new FileNotFoundException("on purpose");
    cache = GuardedCache.builder(blocks.pool, (Integer key, Block block) -> {
      throw failure;
    }).build(Caffeine.newBuilder().executor(Runnable::run));
    CompletionException thrown = assertThrows(CompletionException.class, cache.getAsync(1)::join);
    assertSame(failure, thrown.getCause());
  }

  @Test
  void checkedExceptionOfTheLoaderIsUnwrapped() {
    IOException failure = new FileNotFoundException("on purpose");
    cache = GuardedCache.builder(blocks.pool, (Integer key, Block block) -> {
      throw failure;
    }).name("the cache").build(Caffeine.newBuilder());
    CacheLoadException thrown = assertThrows(CacheLoadException.class, () -> cache.get(4711));
    assertTrue(thrown.getMessage().contains("key 4711 in the cache"), thrown::getMessage);
    assertSame(failure, assertThrows(IOException.class, () -> {
      throw thrown.unwrap(IOException.class);
    }));
    assertSame(thrown, thrown.unwrap(IllegalArgumentException.class));
  }

  /** Several threads that miss a key share its load, and its exception. */
  @Test
  void threadsThatWaitForALoadGetItsException() throws Exception {
    CountDownLatch loading = new CountDownLatch(1);
    CountDownLatch finish = new CountDownLatch(1);
    cache = GuardedCache.builder(blocks.pool, (Integer key, Block block) -> {
      blocks.loads.incrementAndGet();
      loading.countDown();
      finish.await();
      throw new IOException("on purpose");
    }).build(Caffeine.newBuilder().executor(Runnable::run));
    try (Actor first = new Actor("first"); Actor second = new Actor("second"); Actor third = new Actor("third")) {
      Actor.Step<CacheHandle<Block>> load = first.begin(() -> cache.get(1));
      loading.await();
      Actor.Step<CacheHandle<Block>> joined = second.beginAndPark(() -> cache.get(1));
      Actor.Step<CacheHandle<Block>> interrupted = third.beginAndPark(() -> cache.get(1));
      third.interrupt();
      assertTrue(assertThrows(CacheLoadException.class, interrupted::result).getCause() instanceof InterruptedException);
      finish.countDown();
      Throwable failure = assertThrows(CacheLoadException.class, load::result);
      assertSame(failure, assertThrows(CacheLoadException.class, joined::result));
    }
    assertEquals(1, blocks.loads.get());
  }

  @Test
  void loaderThatLooksItsOwnKeyUpIsRefused() {
    List<GuardedCache<Integer, Block>> self = new ArrayList<>();
    cache = GuardedCache.builder(blocks.pool, (Integer key, Block block) -> {
      if (key == 1) {
        self.get(0).get(2).close();
        self.get(0).get(1).close();
      }
      blocks.load(key, block);
    }).name("the cache").build(Caffeine.newBuilder());
    self.add(cache);
    String message = assertThrows(IllegalStateException.class, () -> cache.get(1)).getMessage();
    assertTrue(message.contains("the loader of key 1 in the cache"), message);
    assertNotNull(cache.lookUp(2), "another key may be looked up");
  }
}
