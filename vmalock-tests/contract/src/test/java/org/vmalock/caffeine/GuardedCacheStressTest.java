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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vmalock.testing.Actor;
import org.vmalock.testing.Effort;
import org.vmalock.testing.TimeLimit;

/** Many threads, few places, a block that changes hands at nearly every read: nobody sees a block that was freed or used again. */
@TimeLimit
class GuardedCacheStressTest {
  private static final int THREADS = 4;
  private static final int ROUNDS = Effort.of(20_000, 500_000);
  private static final int KEYS = 8;

  /** Room for refreshes, each of which is a load on the way, beside those of the readers. */
  private static final int POOL = 64;

  private final Blocks blocks = new Blocks(POOL);
  private final List<Actor> actors = new ArrayList<>();

  /** Where Caffeine works. */
  enum Executor {
    /** In the thread that causes it. */
    CALLER,
    /** In threads of its own. */
    POOL;

    Caffeine<Object, Object> caffeine() {
      return Caffeine.newBuilder().executor(this == CALLER ? Runnable::run : ForkJoinPool.commonPool());
    }
  }

  private interface Body {
    void run(SplittableRandom random) throws Exception;
  }

  private void together(Body body) throws Exception {
    List<Actor.Step<Void>> steps = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      long seed = i;
      Actor actor = new Actor("reader " + i);
      actors.add(actor);
      steps.add(actor.begin(() -> {
        body.run(new SplittableRandom(seed));
        return null;
      }));
    }
    for (Actor.Step<Void> step : steps) {
      step.get(50, TimeUnit.SECONDS);
    }
  }

  @AfterEach
  void endThreads() {
    actors.forEach(Actor::close);
  }

  private void assertAllBack(GuardedCache<Integer, Block> cache) throws InterruptedException {
    blocks.assertAllBack(cache);
    assertEquals(0, cache.lifetimeStats().failedReleases());
    for (Block block : blocks.made) {
      assertEquals(block.generation(), block.releases.get(), "one release for each life");
    }
  }

  private static void check(int key, CacheHandle<Block> held) {
    if (held != null) {
      assertEquals(key, held.resource().content());
      held.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  @SuppressWarnings("ThreadPriorityCheck") // a hint is all it is to be
  void evictionAtEveryRead(Executor executor) throws Exception {
    GuardedCache<Integer, Block> cache = blocks.builder().build(executor.caffeine().maximumSize(1));
    together(random -> {
      for (int round = 0; round < ROUNDS; round++) {
        int key = random.nextInt(KEYS);
        CacheHandle<Block> held = cache.get(key);
        assertEquals(key, held.resource().content());
        if (random.nextInt(64) == 0) {
          Thread.yield();
        }
        check(key, held);
      }
    });
    assertAllBack(cache);
  }

  @ParameterizedTest
  @EnumSource
  void everythingAtOnce(Executor executor) throws Exception {
    GuardedCache<Integer, Block> cache =
        blocks.builder().build(executor.caffeine().maximumSize(4).expireAfterWrite(1, TimeUnit.MILLISECONDS));
    together(random -> {
      for (int round = 0; round < ROUNDS; round++) {
        int key = random.nextInt(KEYS);
        switch (random.nextInt(16)) {
          case 0 -> cache.invalidate(key);
          case 1 -> cache.put(key, blocks::load);
          case 2 -> {
            if (random.nextInt(16) == 0) { // what it replaces waits for the executor
              assertFalse(cache.refresh(key).isCancelled());
            }
          }
          case 3 -> check(key, cache.getIfPresent(key));
          case 4 -> {
            CacheHandle<Block> found = cache.lookUp(key);
            if (found != null && found.tryStartRead() > 0) {
              check(key, found);
            }
          }
          case 5 -> {
            if (random.nextInt(64) == 0) {
              cache.invalidateAll();
            }
          }
          default -> check(key, cache.get(key));
        }
      }
    });
    ForkJoinPool.commonPool().awaitQuiescence(10, TimeUnit.SECONDS);
    assertAllBack(cache);
  }

  /** The control: reads by a plain look-up, as though a value in the cache could not be freed. */
  @Test
  void aReaderWithoutAHoldIsCaught() {
    GuardedCache<Integer, Block> cache = blocks.builder().build(Executor.CALLER.caffeine().maximumSize(1));
    AtomicBoolean caught = new AtomicBoolean();
    assertThrows(ExecutionException.class, () -> together(random -> {
      long begin = System.nanoTime();
      while (!caught.get() && System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(30)) {
        int key = random.nextInt(KEYS);
        cache.get(key).close();
        CacheHandle<Block> found = cache.lookUp(key);
        if (found != null) {
          readWithoutAHold(key, found, caught);
        }
      }
    }));
  }

  private static void readWithoutAHold(int key, CacheHandle<Block> found, AtomicBoolean caught) {
    try {
      assertEquals(key, found.resource().content());
    } catch (AssertionError wrong) {
      caught.set(true);
      throw wrong;
    }
  }
}
