package org.vmalock.caffeine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vmalock.testing.Actor;
import org.vmalock.testing.ActorFixture;
import org.vmalock.testing.Effort;
import org.vmalock.testing.TimeLimit;

/**
 * Many threads read through a small cache, so that nearly every read recycles a block: no reader sees a block that was freed or
 * reused.
 */
@TimeLimit
class GuardedCacheStressTest extends ActorFixture {
  private static final int THREADS = 4;
  private static final int ROUNDS = Effort.of(20_000, 500_000);
  private static final int KEYS = 8;

  /** Capacity of the pool, sufficient for the loads of the readers and for refreshes, each of which is a pending load. */
  private static final int POOL = 64;

  private final Blocks blocks = new Blocks(POOL);

  /** Executor of Caffeine. */
  enum Executor {
    /** Runs a task in the thread that submits it. */
    CALLER,
    /** Runs a task in the common pool. */
    POOL;

    Caffeine<Object, Object> caffeine() {
      return Caffeine.newBuilder().executor(this == CALLER ? Runnable::run : ForkJoinPool.commonPool());
    }
  }

  private interface Body {
    void run(SplittableRandom random) throws Exception;
  }

  private void runConcurrently(Body body) throws Exception {
    List<Actor.Step<Void>> steps = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      long seed = i;
      steps.add(actor("reader " + i).begin(() -> {
        body.run(new SplittableRandom(seed));
        return null;
      }));
    }
    for (Actor.Step<Void> step : steps) {
      step.get(50, TimeUnit.SECONDS);
    }
  }

  private void assertAllReturned(GuardedCache<Integer, Block> cache) throws InterruptedException {
    blocks.assertAllReturned(cache);
    assertEquals(0, cache.lifetimeStats().failedReleases());
    for (Block block : blocks.made) {
      assertEquals(block.generations(), block.releases.get(), "one release for each generation");
    }
  }

  private static void assertContentAndClose(int key, CacheHandle<Block> held) {
    if (held != null) {
      assertEquals(key, held.resource().content());
      held.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  @SuppressWarnings("ThreadPriorityCheck") // Thread.yield serves as a hint only
  void evictionAtEveryRead(Executor executor) throws Exception {
    GuardedCache<Integer, Block> cache = blocks.builder().build(executor.caffeine().maximumSize(1));
    runConcurrently(random -> {
      for (int round = 0; round < ROUNDS; round++) {
        int key = random.nextInt(KEYS);
        CacheHandle<Block> held = cache.get(key);
        assertEquals(key, held.resource().content());
        if (random.nextInt(64) == 0) {
          Thread.yield();
        }
        assertContentAndClose(key, held);
      }
    });
    assertAllReturned(cache);
  }

  @ParameterizedTest
  @EnumSource
  void allOperationsConcurrently(Executor executor) throws Exception {
    GuardedCache<Integer, Block> cache =
        blocks.builder().build(executor.caffeine().maximumSize(4).expireAfterWrite(1, TimeUnit.MILLISECONDS));
    runConcurrently(random -> {
      for (int round = 0; round < ROUNDS; round++) {
        int key = random.nextInt(KEYS);
        switch (random.nextInt(16)) {
          case 0 -> cache.invalidate(key);
          case 1 -> cache.put(key, blocks::load);
          case 2 -> {
            if (random.nextInt(16) == 0) { // the replaced value is retired by the executor
              assertFalse(cache.refresh(key).isCancelled());
            }
          }
          case 3 -> assertContentAndClose(key, cache.getIfPresent(key));
          case 4 -> {
            CacheEntry<Block> found = cache.lookUp(key);
            long stamp = found == null ? 0 : found.tryStartRead();
            if (stamp > 0) {
              assertEquals(key, found.resource().content());
              found.endRead(stamp);
            }
          }
          case 5 -> {
            if (random.nextInt(64) == 0) {
              cache.invalidateAll();
            }
          }
          default -> assertContentAndClose(key, cache.get(key));
        }
      }
    });
    ForkJoinPool.commonPool().awaitQuiescence(10, TimeUnit.SECONDS);
    assertAllReturned(cache);
  }

  /** Mutant: reads a value found by a plain look-up without acquiring it. */
  @Test
  void mutantThatReadsWithoutAHoldIsCaught() {
    GuardedCache<Integer, Block> cache = blocks.builder().build(Executor.CALLER.caffeine().maximumSize(1));
    AtomicBoolean caught = new AtomicBoolean();
    assertThrows(ExecutionException.class, () -> runConcurrently(random -> {
      for (int round = 0; !caught.get() && round < ROUNDS; round++) {
        int key = random.nextInt(KEYS);
        cache.get(key).close();
        CacheEntry<Block> found = cache.lookUp(key);
        if (found != null) {
          readWithoutAHold(key, found, caught);
        }
      }
    }));
  }

  private static void readWithoutAHold(int key, CacheEntry<Block> found, AtomicBoolean caught) {
    try {
      assertEquals(key, found.resource().content());
    } catch (AssertionError expected) {
      caught.set(true);
      throw expected;
    }
  }
}
