package org.vmalock.caffeine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vmalock.VmaLock;
import org.vmalock.testing.Actor;
import org.vmalock.testing.Effort;
import org.vmalock.testing.TimeLimit;

/** A handle is one hold, and an entry is none. */
@TimeLimit
class CacheHandleTest {
  private final Blocks blocks = new Blocks(8);
  private final GuardedCache<Integer, Block> cache = blocks.cache();

  @AfterEach
  void allBlocksAreReturned() throws InterruptedException {
    blocks.assertAllReturned(cache);
  }

  @Test
  void secondCloseDoesNotEndTheHoldOfAnother() {
    CacheHandle<Block> first = cache.get(1);
    CacheHandle<Block> second = cache.get(1);
    assertNotSame(first, second);
    assertSame(first.entry(), second.entry());
    first.close();
    first.close();
    cache.invalidate(1);
    assertEquals(1, second.resource().content(), "freed under the second holder");
    assertEquals(0, blocks.releases());
    second.close();
    assertEquals(1, blocks.releases());
  }

  @Test
  void closesByTwoThreadsReleaseOnce() throws Exception {
    CyclicBarrier barrier = new CyclicBarrier(2);
    try (Actor one = new Actor("one"); Actor two = new Actor("two"); CacheHandle<Block> other = cache.get(1)) {
      for (int round = 0; round < Effort.of(2_000, 100_000); round++) {
        CacheHandle<Block> handle = cache.get(1);
        List<Actor.Step<Void>> closes = List.of(closeAt(one, barrier, handle), closeAt(two, barrier, handle));
        for (Actor.Step<Void> close : closes) {
          close.result();
        }
        assertEquals(1, other.resource().readers());
      }
    }
  }

  private static Actor.Step<Void> closeAt(Actor actor, CyclicBarrier barrier, CacheHandle<Block> handle) {
    return actor.begin(() -> {
      barrier.await();
      handle.close();
      return null;
    });
  }

  @Test
  void closedHandleRefusesEveryUseByKeyAndState() {
    CacheHandle<Block> handle = cache.get(4711);
    CacheEntry<Block> entry = handle.entry();
    handle.close();
    for (Runnable use : List.<Runnable>of(handle::resource, handle::entry, handle::takeStamp)) {
      String message = assertThrows(IllegalStateException.class, use::run).getMessage();
      assertTrue(message.contains("handle is closed") && message.contains("key 4711") && message.contains("Block@"), message);
      assertTrue(message.contains("attached"), message);
    }
    assertTrue(handle.toString().startsWith("closed handle of key 4711"), handle::toString);
    assertEquals(0, entry.resource().readers());
  }

  @Test
  void stampThatWasTakenOutlastsItsHandle() {
    CacheHandle<Block> handle = cache.get(1);
    CacheEntry<Block> entry = handle.entry();
    long stamp = handle.takeStamp();
    handle.close();
    cache.invalidate(1);
    assertEquals(1, entry.resource().content());
    entry.endRead(stamp);
    assertEquals(1, blocks.releases());
  }

  @Test
  void keptEntryIsReadInAnyThreadAndRefusedAfterRetirement() throws Exception {
    CacheEntry<Block> kept;
    try (CacheHandle<Block> handle = cache.get(1)) {
      kept = handle.entry();
    }
    try (Actor other = new Actor("other")) {
      long stamp = other.call(kept::tryStartRead);
      assertEquals(1, kept.resource().content());
      kept.endRead(stamp);
      cache.invalidate(1);
      assertEquals(VmaLock.GONE, (long) other.call(kept::tryStartRead));
    }
  }

  @Test
  void resourceClassHasNoLockMethods() {
    Set<String> methods = Arrays.stream(Block.class.getMethods())
        .filter(method -> !Modifier.isStatic(method.getModifiers()))
        .map(Method::getName)
        .collect(Collectors.toSet());
    for (String ofLock : List.of("retire", "startWrite", "endRead", "tryStartRead", "markAttached")) {
      assertFalse(methods.contains(ofLock), ofLock);
    }
    assertFalse(VmaLock.class.isAssignableFrom(CachedResource.class));
  }
}
