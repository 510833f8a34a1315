package org.vmalock.caffeine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.io.FileNotFoundException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmalock.PoolExhaustedException;
import org.vmalock.testing.Actor;
import org.vmalock.testing.TimeLimit;

/** Loads that fail, wait, race or turn out to be unnecessary: no resource is lost or freed twice. */
@TimeLimit
class LoadingTest {
  private static final int POOL = 3;

  /** Each use as a key is an object of its own. */
  private static final int LARGE_KEY = 1 << 20;

  private final Blocks blocks = new Blocks(POOL);
  private final List<GuardedCache<Integer, Block>> caches = new ArrayList<>();

  @AfterEach
  void allBlocksAreReturned() throws InterruptedException {
    for (GuardedCache<Integer, Block> cache : caches) {
      blocks.assertAllReturned(cache);
      assertEquals(0, cache.lifetimeStats().failedReleases());
    }
    for (Block block : blocks.made) {
      assertEquals(block.generations(), block.releases.get(), "one release for each generation");
    }
  }

  private GuardedCache<Integer, Block> cache(
      GuardedCacheBuilder<Integer, Block> builder, Caffeine<? super Integer, ? super CacheEntry<Block>> caffeine) {
    GuardedCache<Integer, Block> cache = builder.build(caffeine);
    caches.add(cache);
    return cache;
  }

  private static Caffeine<Object, Object> sameThread() {
    return Caffeine.newBuilder().executor(Runnable::run);
  }

  // ---- Failures

  /** Returns a cache whose loader fills the block and then throws the exception in the reference, if there is one. */
  private GuardedCache<Integer, Block> failing(AtomicReference<Exception> failure) {
    return cache(GuardedCache.builder(blocks.pool, (Integer key, Block block) -> {
      blocks.load(key, block);
      if (failure.get() != null) {
        throw failure.get();
      }
    }), sameThread().recordStats());
  }

  @Test
  void failingLoaderReturnsItsBlock() {
    AtomicReference<Exception> failure = new AtomicReference<>(new ArithmeticException("unchecked"));
    GuardedCache<Integer, Block> cache = failing(failure);
    for (int round = 0; round < 3 * POOL; round++) {
      assertSame(failure.get(), assertThrows(ArithmeticException.class, () -> cache.get(1)));
      assertNull(cache.lookUp(1));
    }
    failure.set(new FileNotFoundException("checked"));
    assertSame(failure.get(), assertThrows(CompletionException.class, () -> cache.get(1)).getCause());
    assertSame(failure.get(), assertThrows(CompletionException.class, () -> cache.put(1, (key, block) -> {
      throw failure.get();
    })).getCause());
    assertEquals(1, blocks.pool.size(), "every load reuses the block that the previous load returned");
    failure.set(null);
    cache.get(1).close();
    assertEquals(3 * POOL + 1, cache.stats().loadFailureCount());
    assertEquals(1, cache.lifetimeStats().begun());
  }

  /** Returns a cache whose loader signals its start, waits for the latch, and then throws. */
  private GuardedCache<Integer, Block> failingBesideWaiters(CountDownLatch loading, CountDownLatch finish, Throwable failure) {
    return cache(GuardedCache.builder(blocks.pool, (Integer key, Block block) -> {
      blocks.load(key, block);
      loading.countDown();
      finish.await();
      if (failure instanceof Error error) {
        throw error;
      }
      throw (Exception) failure;
    }), sameThread().recordStats());
  }

  @ParameterizedTest
  @ValueSource(classes = {ArithmeticException.class, FileNotFoundException.class})
  void threadsThatWaitForALoadGetItsException(Class<? extends Exception> type) throws Exception {
    Exception failure = type.getDeclaredConstructor(String.class).newInstance("on purpose");
    CountDownLatch loading = new CountDownLatch(1);
    CountDownLatch finish = new CountDownLatch(1);
    GuardedCache<Integer, Block> cache = failingBesideWaiters(loading, finish, failure);
    try (Actor loader = new Actor("loader"); Actor waiter = new Actor("waiter")) {
      Actor.Step<RuntimeException> load = loader.begin(() -> assertThrows(RuntimeException.class, () -> cache.get(LARGE_KEY)));
      loading.await();
      Actor.Step<RuntimeException> wait = waiter.beginAndPark(() -> assertThrows(RuntimeException.class, () -> cache.get(LARGE_KEY)));
      finish.countDown();
      RuntimeException thrown = load.result();
      assertSame(failure, failure instanceof RuntimeException ? thrown : thrown.getCause());
      assertSame(thrown, wait.result());
    }
    assertEquals(1, blocks.loads.get(), "one load for both threads");
    assertEquals(1, cache.stats().loadFailureCount());
  }

  /** An Error belongs to the thread in which it was thrown, for example to its stack. */
  @Test
  void threadsThatWaitForALoadWhichThrowsAnErrorLoadForThemselves() throws Exception {
    CountDownLatch loading = new CountDownLatch(1);
    CountDownLatch finish = new CountDownLatch(1);
    GuardedCache<Integer, Block> cache = failingBesideWaiters(loading, finish, new StackOverflowError("on purpose"));
    try (Actor loader = new Actor("loader"); Actor waiter = new Actor("waiter")) {
      Actor.Step<?> load = loader.begin(() -> assertThrows(StackOverflowError.class, () -> cache.get(1)));
      loading.await();
      Actor.Step<?> wait = waiter.beginAndPark(() -> assertThrows(StackOverflowError.class, () -> cache.get(1)));
      finish.countDown();
      load.result();
      wait.result();
    }
    assertEquals(2, blocks.loads.get());
    assertEquals(2, cache.stats().loadFailureCount());
    assertEquals(1, blocks.pool.size(), "the second load has used the block that the first one returned");
  }

  @Test
  void aLoaderThatLooksItsOwnKeyUpIsRefused() throws Exception {
    AtomicReference<GuardedCache<Integer, Block>> cache = new AtomicReference<>();
    cache.set(cache(GuardedCache.builder(blocks.pool, (Integer key, Block block) -> {
      blocks.load(key, block);
      cache.get().get(key).close();
    }).name("the cache"), sameThread()));
    try (Actor loader = new Actor("loader")) {
      String message = loader.call(() -> assertThrows(IllegalStateException.class, () -> cache.get().get(7)).getMessage());
      assertTrue(message.contains("the loader of key 7 in the cache looks this key up"), message);
    }
    assertEquals(1, blocks.loads.get());
  }

  @Test
  void failingRefreshKeepsTheOldValue() {
    AtomicReference<Exception> failure = new AtomicReference<>();
    GuardedCache<Integer, Block> cache = failing(failure);
    Block block = cache.read(1, held -> held);
    failure.set(new ArithmeticException("on purpose"));
    assertTrue(cache.refresh(1).isCompletedExceptionally());
    assertSame(block, cache.read(1, held -> held));
    assertEquals(1, block.content());
    assertEquals(1, blocks.releases());
  }

  @Test
  void interruptedLoaderKeepsTheInterruptStatus() {
    AtomicReference<Exception> failure = new AtomicReference<>(new InterruptedException("on purpose"));
    GuardedCache<Integer, Block> cache = failing(failure);
    assertSame(failure.get(), assertThrows(CompletionException.class, () -> cache.get(1)).getCause());
    assertTrue(Thread.interrupted());
  }

  /** The loader has returned, and the user's weigher throws inside Caffeine: no thread holds the new value. */
  @Test
  void failingWeigherReturnsTheBlock() {
    boolean[] fails = {true};
    GuardedCache<Integer, Block> cache = cache(
        blocks.builder(), sameThread().maximumWeight(2).weigher((Integer key, CacheEntry<Block> value) -> {
          if (fails[0]) {
            throw new ArithmeticException("weigher of " + value.resource().content());
          }
          return 1;
        }));
    for (int round = 0; round < 3 * POOL; round++) {
      assertThrows(ArithmeticException.class, () -> cache.get(1));
      assertThrows(ArithmeticException.class, () -> cache.put(1, blocks::load));
      assertNull(cache.lookUp(1));
      assertEquals(0, cache.lifetimeStats().live());
    }
    fails[0] = false;
    cache.get(1).close();
    fails[0] = true;
    assertThrows(ArithmeticException.class, () -> cache.put(1, blocks::load));
    assertEquals(1, cache.read(1, Block::content));
  }

  @Test
  void failingExpiryReturnsTheBlock() {
    boolean[] fails = {true};
    GuardedCache<Integer, Block> cache = cache(
        blocks.builder(), sameThread().expireAfter(Expiry.creating((Integer key, CacheEntry<Block> value) -> {
          if (fails[0]) {
            throw new ArithmeticException("expiry");
          }
          return java.time.Duration.ofHours(1);
        })));
    for (int round = 0; round < 3 * POOL; round++) {
      assertThrows(ArithmeticException.class, () -> cache.get(1));
      assertEquals(0, cache.lifetimeStats().live());
    }
    fails[0] = false;
    assertEquals(1, cache.read(1, Block::content));
  }

  // ---- Races

  /**
   * <pre>
   *   T1 get                    T2
   *   ----------------------    ----------------------
   *   in the loader
   *                             invalidates the key (and may wait for the loader in Caffeine)
   *   loader returns
   *   returns a held value, whether it is in the cache or not
   * </pre>
   */
  @Test
  void loadThatRacesWithAnInvalidationReturnsAHeldValue() throws Exception {
    CountDownLatch loading = new CountDownLatch(1);
    GuardedCache<Integer, Block> cache = cache(GuardedCache.builder(blocks.pool, (Integer key, Block block) -> {
      loading.await();
      blocks.load(key, block);
    }), sameThread());
    try (Actor loader = new Actor("loader"); Actor invalidator = new Actor("invalidator")) {
      Actor.Step<CacheHandle<Block>> load = loader.beginAndPark(() -> cache.get(1));
      Actor.Step<Void> invalidation = invalidator.begin(() -> {
        cache.invalidate(1);
        return null;
      });
      loading.countDown();
      invalidation.result();
      CacheHandle<Block> held = load.result();
      assertEquals(1, held.resource().content());
      cache.invalidate(1);
      assertEquals(0, blocks.releases());
      held.close();
      assertEquals(1, blocks.releases());
    }
  }

  /** The value is evicted before the load returns; the loading thread holds it from the start. */
  @Test
  void cacheOfSizeZeroReturnsHeldValues() {
    GuardedCache<Integer, Block> cache = cache(blocks.builder(), sameThread().maximumSize(0));
    for (int key = 0; key < 100; key++) {
      assertEquals(key, cache.read(key, Block::content));
      assertEquals(key + 1, blocks.releases());
    }
    assertNull(cache.getIfPresent(1));
  }

  /**
   * Two refreshes, the first overtaken by a put, the second by an invalidation: the values of overtaken refreshes are retired as
   * well.
   */
  @Test
  void overtakenRefreshIsRetired() {
    GuardedCache<Integer, Block> cache = cache(blocks.builder(), blocks.deferred());
    cache.get(1).close();
    assertNotNull(cache.refresh(1));
    cache.put(1, blocks::load);
    assertEquals(1, blocks.releases());
    blocks.runPendingTasks();
    assertEquals(3, blocks.loads.get());
    assertEquals(2, blocks.releases());
    assertEquals(1, cache.lifetimeStats().live());
    assertNotNull(cache.refresh(1));
    cache.invalidate(1);
    blocks.runPendingTasks();
    assertEquals(blocks.loads.get() - (cache.lookUp(1) == null ? 0 : 1), blocks.releases());
  }

  @Test
  void refreshAfterWriteRetiresTheReplacedValue() {
    GuardedCache<Integer, Block> cache = cache(blocks.builder(), blocks.deferred().refreshAfterWrite(1, TimeUnit.HOURS));
    Block first = cache.read(1, block -> block);
    blocks.nanos.addAndGet(TimeUnit.HOURS.toNanos(2));
    try (CacheHandle<Block> held = cache.get(1)) {
      assertSame(first, held.resource());
      blocks.runPendingTasks();
      assertEquals(2, blocks.loads.get());
      assertEquals(1, held.resource().content());
    }
    assertEquals(1, first.releases.get());
  }

  // ---- Waiting for the pool

  @Test
  void loadWaitsForAHolderToRelease() throws Exception {
    GuardedCache<Integer, Block> cache = cache(blocks.builder(), sameThread().maximumSize(0));
    List<CacheHandle<Block>> held = new ArrayList<>();
    for (int key = 0; key < POOL; key++) {
      held.add(cache.get(key));
    }
    try (Actor loader = new Actor("loader")) {
      Actor.Step<CacheHandle<Block>> load = loader.beginAndPark(() -> cache.get(100));
      held.remove(0).close();
      try (CacheHandle<Block> loaded = load.result()) {
        assertEquals(100, loaded.resource().content());
      }
    }
    held.forEach(CacheHandle::close);
  }

  @Test
  void loadTimeoutNamesTheCacheAndThePool() {
    GuardedCache<Integer, Block> cache = cache(
        blocks.builder().name("the cache").loadTimeout(30, TimeUnit.MILLISECONDS), sameThread().maximumSize(0).recordStats());
    List<CacheHandle<Block>> held = new ArrayList<>();
    for (int key = 0; key < POOL; key++) {
      held.add(cache.get(key));
    }
    String message = assertThrows(PoolExhaustedException.class, () -> cache.get(100)).getMessage();
    assertTrue(message.contains("the cache") && message.contains("30 ms") && message.contains("3 of 3 objects"), message);
    assertThrows(PoolExhaustedException.class, () -> cache.put(100, blocks::load));
    assertTrue(cache.refresh(100).isCompletedExceptionally());
    held.forEach(CacheHandle::close);
    assertEquals(100, cache.read(100, Block::content));
  }

  @Test
  void interruptedWaitForThePoolKeepsTheInterruptStatus() throws Exception {
    GuardedCache<Integer, Block> cache = cache(blocks.builder(), sameThread().maximumSize(0));
    List<CacheHandle<Block>> held = new ArrayList<>();
    for (int key = 0; key < POOL; key++) {
      held.add(cache.get(key));
    }
    try (Actor loader = new Actor("loader")) {
      Actor.Step<Boolean> load = loader.beginAndPark(() -> {
        Throwable cause = assertThrows(CompletionException.class, () -> cache.get(100)).getCause();
        assertTrue(cause instanceof InterruptedException, () -> "cause is " + cause);
        return Thread.currentThread().isInterrupted();
      });
      loader.interrupt();
      assertTrue(load.result());
    }
    held.forEach(CacheHandle::close);
    assertEquals(100, cache.read(100, Block::content));
  }

  /**
   * The executor never runs; values that Caffeine has not evicted yet, or has evicted without notifying the listener, occupy the
   * pool.
   */
  @Test
  void loadObtainsAResourceWithoutTheExecutor() {
    GuardedCache<Integer, Block> cache = cache(blocks.builder().loadTimeout(0, TimeUnit.SECONDS), blocks.deferred().maximumSize(1));
    for (int key = 0; key < 100; key++) {
      assertEquals(key, cache.read(key, Block::content));
    }
  }

  /** While one thread waits for a resource, another thread loads the same key. */
  @Test
  void unneededResourceIsReturnedToThePool() throws Exception {
    GuardedCache<Integer, Block> cache = cache(blocks.builder(), sameThread().maximumSize(1));
    cache.get(0).close();
    CacheHandle<Block> one = cache.get(0);
    cache.invalidate(0);
    CacheHandle<Block> two = cache.get(0);
    cache.invalidate(0);
    CacheHandle<Block> three = cache.get(0);
    cache.invalidate(0);
    try (Actor first = new Actor("first"); Actor second = new Actor("second")) {
      Actor.Step<CacheHandle<Block>> load = first.beginAndPark(() -> cache.get(100));
      Actor.Step<CacheHandle<Block>> same = second.beginAndPark(() -> cache.get(100));
      one.close();
      two.close();
      assertSame(load.result().resource(), same.result().resource());
      load.result().close();
      same.result().close();
    }
    three.close();
    assertEquals(1, cache.lifetimeStats().live());
    assertEquals(4, cache.lifetimeStats().begun());
  }

  /** The release of one block queues that of another, and waits for a load that needs a block. */
  @Test
  void aWaitForALoadInAReleaseReturnsTheBlocksQueuedBehindIt() throws Exception {
    GuardedCache<Integer, Block> cache = cache(blocks.builder(), sameThread());
    CacheHandle<Block> one = cache.get(1);
    CacheHandle<Block> two = cache.get(2);
    CacheHandle<Block> three = cache.get(3);
    Block first = one.resource();
    cache.invalidateAll();
    try (Actor loader = new Actor("loader"); Actor releaser = new Actor("releaser")) {
      Actor.Step<CacheHandle<Block>> load = loader.beginAndPark(() -> cache.get(100));
      first.whenReleased = () -> {
        first.whenReleased = () -> {};
        two.close();
        cache.get(100).close();
      };
      releaser.run(one::close);
      load.result().close();
    }
    three.close();
  }

  // ---- Closing

  @Test
  void loadThatRacesWithCloseIsRefusedAndReturnsItsResource() throws Exception {
    CountDownLatch loading = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    GuardedCache<Integer, Block> cache = cache(GuardedCache.builder(blocks.pool, (Integer key, Block block) -> {
      loading.countDown();
      closed.await();
      blocks.load(key, block);
    }), sameThread());
    try (Actor loader = new Actor("loader"); Actor closer = new Actor("closer")) {
      Actor.Step<CacheHandle<Block>> load = loader.begin(() -> cache.get(1));
      loading.await();
      Actor.Step<Boolean> close = closer.begin(() -> cache.close(10, TimeUnit.SECONDS));
      Actor.awaitCondition("the cache to be closed", () -> cache.toString().contains("closed"));
      closed.countDown();
      assertThrows(IllegalStateException.class, load::result);
      assertTrue(close.result());
    }
    assertEquals(1, blocks.releases());
  }

  @Test
  void refreshThatRacesWithCloseReturnsItsResource() throws Exception {
    GuardedCache<Integer, Block> cache = cache(blocks.builder(), blocks.deferred());
    cache.get(1).close();
    assertNotNull(cache.refresh(1));
    assertTrue(cache.close(0, TimeUnit.SECONDS));
    blocks.runPendingTasks();
    assertEquals(0, cache.lifetimeStats().live());
    assertEquals(1, blocks.loads.get());
    assertFalse(blocks.made.isEmpty());
  }
}
