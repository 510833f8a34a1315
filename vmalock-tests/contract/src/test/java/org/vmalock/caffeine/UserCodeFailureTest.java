package org.vmalock.caffeine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Weigher;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vmalock.debug.ForkedJvm;
import org.vmalock.testing.TimeLimit;

/** User code throws at each point where the cache or Caffeine calls it: no generation is lost, and nothing stays held. */
@TimeLimit
class UserCodeFailureTest {
  private static final int KEYS = 6;

  private final Blocks blocks = new Blocks(4);

  /** The call-back that throws. */
  enum Point {
    FACTORY,
    LOADER,
    LOADER_OF_PUT,
    READER,
    KEYS,
    CONDITION,
    WEIGHER,
    EXPIRY_AFTER_CREATE,
    EXPIRY_AFTER_UPDATE,
    EXPIRY_AFTER_READ,
    LISTENER,
    EXECUTOR,
    RELEASE,
    DISCARD
  }

  /** What is thrown. */
  enum Thrown {
    EXCEPTION,
    ERROR,
    STACK_OVERFLOW;

    void raise() {
      switch (this) {
        case EXCEPTION -> throw new RejectedExecutionException("on purpose");
        case ERROR -> throw new OutOfMemoryError("on purpose");
        case STACK_OVERFLOW -> recurse(0);
      }
    }

    private static int recurse(int depth) {
      return depth < 0 ? 0 : recurse(depth + 1) + 1;
    }
  }

  /** Throws at the point in one of three calls, once it is armed. */
  private static final class Injector {
    private final Point point;
    private final Thrown thrown;
    private boolean armed;
    private final SplittableRandom random = new SplittableRandom(1);
    private int failures;

    Injector(Point point, Thrown thrown) {
      this.point = point;
      this.thrown = thrown;
    }

    void at(Point reached) {
      if (armed && reached == point && random.nextInt(3) == 0) {
        failures++;
        thrown.raise();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsLostIfUserCodeThrows(Point point) throws InterruptedException {
    Logger caffeine = Logger.getLogger("com.github.benmanes.caffeine");
    Logger guarded = Logger.getLogger(GuardedCache.class.getName());
    caffeine.setLevel(Level.OFF);
    guarded.setLevel(Level.OFF);
    try {
      for (Thrown thrown : Thrown.values()) {
        runWithFailures(new Injector(point, thrown));
      }
    } finally {
      caffeine.setLevel(null);
      guarded.setLevel(null);
    }
  }

  private void runWithFailures(Injector injector) throws InterruptedException {
    ResourcePool<Block> pool = ResourcePool.<Block>builder(() -> {
      injector.at(Point.FACTORY);
      return new Block();
    }).capacity(4).onDiscard(block -> injector.at(Point.DISCARD)).build();
    GuardedCache<Integer, Block> cache = GuardedCache.builder(pool, (Integer key, Block block) -> load(injector, Point.LOADER, key, block))
        .loadTimeout(0, TimeUnit.SECONDS)
        .onRemoval((key, cause) -> injector.at(Point.LISTENER))
        .build(caffeine(injector));
    injector.armed = true;
    for (int i = 0; i < 200; i++) {
      int round = i;
      int key = round % KEYS;
      List<Runnable> operations = List.of(
          () -> cache.get(key).close(),
          () -> cache.read(key, block -> read(injector, block)),
          () -> readTwice(injector, cache, key),
          () -> cache.put(key, (number, block) -> load(injector, Point.LOADER_OF_PUT, number, block)),
          () -> assertNotNull(cache.refresh(key)),
          () -> cache.prefetch(key + 1),
          () -> cache.getAll(keys(injector, key)).close(),
          () -> cache.getAllPresent(keys(injector, key)).close(),
          () -> cache.invalidateAll(keys(injector, key)),
          () -> cache.invalidateIf(each -> isNext(injector, each, key)),
          () -> cache.invalidate(key),
          () -> closeResult(cache.getAsync(key)),
          () -> trim(pool, round),
          cache::cleanUp,
          () -> blocks.nanos.addAndGet(TimeUnit.MINUTES.toNanos(7)));
      perform(operations.get(round * 7 % operations.size()));
    }
    injector.armed = false;
    assertTrue(injector.failures > 0, injector.point + " was not reached");
    assertTrue(cache.close(10, TimeUnit.SECONDS), () -> injector.point + " " + injector.thrown + ": " + cache.describeLive());
    assertEquals(0, cache.lifetimeStats().live());
    assertEquals(0, pool.inUse());
    assertEquals(List.of(), pool.close(0, TimeUnit.SECONDS));
  }

  private static void closeResult(CompletableFuture<CacheHandle<Block>> future) {
    CacheHandle<Block> held = future.getNow(null);
    if (held != null) {
      held.close();
    }
  }

  private static void trim(ResourcePool<Block> pool, int round) {
    if (round % 2 == 0) {
      assertTrue(pool.trim() >= 0);
    }
  }

  /** Reads a value that is present, by both forms. */
  private static void readTwice(Injector injector, GuardedCache<Integer, Block> cache, int key) {
    try (CacheHandle<Block> held = cache.get(key)) {
      assertNotNull(held);
      cache.readIfPresent(key, block -> read(injector, block));
      cache.read(key, block -> read(injector, block));
    }
  }

  private static int read(Injector injector, Block block) {
    injector.at(Point.READER);
    return block.content();
  }

  /** Returns keys whose iterator may throw after the first ones. */
  private static Iterable<Integer> keys(Injector injector, int first) {
    return () -> IntStream.range(first, first + 3).peek(key -> injector.at(Point.KEYS)).iterator();
  }

  private static boolean isNext(Injector injector, int key, int before) {
    injector.at(Point.CONDITION);
    return key == before + 1;
  }

  private static void load(Injector injector, Point point, int key, Block block) {
    block.load(key);
    injector.at(point);
    block.whenReleased = () -> injector.at(Point.RELEASE);
  }

  private static void perform(Runnable operation) {
    try {
      operation.run();
    } catch (RuntimeException | OutOfMemoryError | StackOverflowError injected) {
      return;
    }
  }

  private Caffeine<Integer, CacheEntry<Block>> caffeine(Injector injector) {
    Weigher<Integer, CacheEntry<Block>> weigher = (key, entry) -> {
      injector.at(Point.WEIGHER);
      return 1;
    };
    Caffeine<Object, Object> plain = Caffeine.newBuilder().ticker(blocks.nanos::get).refreshAfterWrite(10, TimeUnit.MINUTES).executor(task -> {
      injector.at(Point.EXECUTOR);
      task.run();
    });
    return plain.maximumWeight(3).weigher(weigher).expireAfter(new Expiry<Integer, CacheEntry<Block>>() {
      @Override
      public long expireAfterCreate(Integer key, CacheEntry<Block> entry, long now) {
        injector.at(Point.EXPIRY_AFTER_CREATE);
        return TimeUnit.HOURS.toNanos(1);
      }

      @Override
      public long expireAfterUpdate(Integer key, CacheEntry<Block> entry, long now, long left) {
        injector.at(Point.EXPIRY_AFTER_UPDATE);
        return left;
      }

      @Override
      public long expireAfterRead(Integer key, CacheEntry<Block> entry, long now, long left) {
        injector.at(Point.EXPIRY_AFTER_READ);
        return left;
      }
    });
  }

  @Test
  @Tag("forked")
  void loadThatOverflowsTheStackLosesNoGeneration() throws Exception {
    ForkedJvm.run(List.of("-Xint"), CacheAtFullStack.class);
  }

  @Test
  @Tag("forked")
  void aFullHeapLosesNoGeneration() throws Exception {
    ForkedJvm.run(List.of("-Xmx16m", "-XX:+UseSerialGC", "-XX:-UseTLAB"), CacheInFullHeap.class);
  }
}
