package org.vmalock.caffeine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vmalock.VmaLock;
import org.vmalock.testing.Actor;
import org.vmalock.testing.TimeLimit;

/** Contract of every form of reading. */
@TimeLimit
abstract class ReadContract {
  private static final int POOL = 8;

  private final Blocks blocks = new Blocks(POOL);
  private final GuardedCache<Integer, Block> cache = blocks.builder().build(RemovalKind.caffeine(blocks));

  /** Holds the value of a key, loaded if it is absent, while the body runs; returns the result of the body. */
  abstract <R> R read(GuardedCache<Integer, Block> cache, Integer key, Function<Block, R> body);

  /** Holds the value of a key while the body runs; returns the result of the body, or null if the key is absent. */
  abstract <R> R readIfPresent(GuardedCache<Integer, Block> cache, Integer key, Function<Block, R> body);

  @AfterEach
  void allBlocksAreReturned() throws InterruptedException {
    blocks.assertAllReturned(cache);
    assertEquals(0, cache.lifetimeStats().failedReleases());
  }

  private Block load(int key) {
    return read(cache, key, block -> block);
  }

  @Test
  void missLoadsAndHitDoesNot() {
    assertEquals(7, read(cache, 7, Block::content));
    assertEquals(7, read(cache, 7, Block::content));
    assertEquals(7, readIfPresent(cache, 7, Block::content));
    assertEquals(1, blocks.loads.get());
    assertEquals(0, blocks.releases());
  }

  @Test
  void readIfPresentDoesNotLoad() {
    assertNull(readIfPresent(cache, 7, Block::content));
    assertEquals(0, blocks.loads.get());
  }

  @Test
  void holdsNest() {
    int sum = read(cache, 1, outer -> read(cache, 1, inner -> {
      assertSame(outer, inner);
      assertEquals(2, inner.readers());
      return outer.content() + inner.content();
    }));
    assertEquals(2, sum);
    assertEquals(0, load(1).readers());
  }

  @Test
  void bodyThatThrowsReleasesItsHold() {
    Block block = load(1);
    assertThrows(ArithmeticException.class, () -> read(cache, 1, held -> 1 / (held.content() - 1)));
    assertThrows(ArithmeticException.class, () -> readIfPresent(cache, 1, held -> 1 / (held.content() - 1)));
    assertEquals(0, block.readers());
    assertThrows(ArithmeticException.class, () -> read(cache, 2, held -> 1 / (held.content() - 2)), "of a value that was absent");
    assertEquals(0, load(2).readers());
  }

  @Test
  void bodyThatThrowsAnErrorReleasesItsHold() {
    Block block = load(1);
    InternalError failure = new InternalError("on purpose");
    Function<Block, Integer> body = held -> {
      throw failure;
    };
    assertSame(failure, assertThrows(InternalError.class, () -> read(cache, 1, body)));
    assertSame(failure, assertThrows(InternalError.class, () -> readIfPresent(cache, 1, body)));
    assertEquals(0, block.readers());
    assertSame(failure, assertThrows(InternalError.class, () -> read(cache, 2, body)));
    assertEquals(0, load(2).readers());
  }

  /**
   * <pre>
   *   T1 reader                 T2
   *   ----------------------    ----------------------
   *   holds the value
   *                             removes it from the cache: does not wait, frees nothing
   *   still reads the held value
   *   releases: frees the value in this call
   * </pre>
   */
  @ParameterizedTest
  @EnumSource
  void lastHolderFreesARemovedValue(RemovalKind removal) throws Exception {
    Block block = load(1);
    try (Actor other = new Actor("other")) {
      read(cache, 1, held -> {
        assertSame(block, held);
        runOn(other, () -> removal.apply(blocks, cache, 1));
        assertEquals(0, block.releases.get(), "freed under its reader");
        assertEquals(1, held.content());
        assertFalse(block.isAttached());
        return readIfPresent(cache, 1, again -> {
          assertNotSame(block, again, "returned after it was retired");
          return null;
        });
      });
    }
    assertEquals(1, block.releases.get());
    assertSame(Thread.currentThread(), block.releasedBy);
  }

  @ParameterizedTest
  @EnumSource
  void removalFreesAnUnheldValueImmediately(RemovalKind removal) {
    Block block = load(1);
    removal.apply(blocks, cache, 1);
    assertEquals(1, block.releases.get());
    assertTrue(cache.lifetimeStats().live() <= 1);
  }

  /** Caffeine reports an eviction twice and other removals late; the second report has no effect. */
  @ParameterizedTest
  @EnumSource
  void valueIsRetiredOnceDespiteRepeatedReports(RemovalKind removal) {
    Block block = load(1);
    removal.apply(blocks, cache, 1);
    blocks.runPendingTasks();
    cache.cleanUp();
    cache.invalidate(1);
    blocks.runPendingTasks();
    assertEquals(block.generations(), block.releases.get(), "one release for each generation");
    assertEquals(0, cache.lifetimeStats().live());
  }

  @ParameterizedTest
  @EnumSource
  void heldBlockIsNotReusedForAnotherKey(RemovalKind removal) {
    read(cache, 1, held -> {
      removal.apply(blocks, cache, 1);
      for (int key = 100; key < 100 + 3 * POOL; key++) {
        assertNotSame(held, load(key));
        assertEquals(1, held.content());
      }
      return null;
    });
  }

  /** T1 looks up the value, T2 removes it and its block is reused for another key, T1 attempts to acquire the value. */
  @ParameterizedTest
  @EnumSource
  void handleOfAnEarlierGenerationIsRefused(RemovalKind removal) {
    Block block = load(1);
    CacheEntry<Block> late = cache.lookUp(1);
    long stamp = late.tryStartRead();
    late.endRead(stamp);
    removal.apply(blocks, cache, 1);
    assertEquals(VmaLock.GONE, late.tryStartRead());
    for (int key = 100; key < 100 + 3 * POOL; key++) {
      load(key);
      assertEquals(VmaLock.GONE, late.tryStartRead());
    }
    assertTrue(block.generations() > 1, "the block was not reused for another key");
    assertThrows(IllegalMonitorStateException.class, () -> late.endRead(stamp));
  }

  @Test
  void closeWaitsForHolders() throws Exception {
    AtomicReference<Actor.Step<Boolean>> closing = new AtomicReference<>();
    try (Actor closer = new Actor("closer")) {
      read(cache, 1, held -> {
        closing.set(closer.beginAndPark(() -> cache.close(10, TimeUnit.SECONDS)));
        assertTrue(cache.describeLive().contains(held.toString()), cache::describeLive);
        return held.content();
      });
      assertTrue(closing.get().result());
    }
    assertEquals(1, blocks.releases());
  }

  @Test
  void closedCacheRefusesReads() throws Exception {
    load(1);
    assertTrue(cache.close(0, TimeUnit.SECONDS));
    assertThrows(IllegalStateException.class, () -> read(cache, 1, Block::content));
    assertNull(readIfPresent(cache, 1, Block::content));
    assertEquals(1, blocks.loads.get());
  }

  private static void runOn(Actor actor, Runnable body) {
    try {
      actor.run(body::run);
    } catch (Exception failure) {
      throw new AssertionError(failure);
    }
  }
}
