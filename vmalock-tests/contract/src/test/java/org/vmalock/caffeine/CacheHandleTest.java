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
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.vmalock.VmaLock;
import org.vmalock.testing.Actor;
import org.vmalock.testing.Effort;
import org.vmalock.testing.SpinBarrier;
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
  @Tag("race")
  void closesByTwoThreadsReleaseOnce() throws Exception {
    int rounds = Effort.of(20_000, 1_000_000);
    SpinBarrier barrier = new SpinBarrier(2);
    AtomicReference<CacheHandle<Block>> shared = new AtomicReference<>();
    try (Actor closer = new Actor("closer"); CacheHandle<Block> other = cache.get(1)) {
      Actor.Step<Void> closes = closer.begin(() -> {
        for (int round = 0; round < rounds; round++) {
          barrier.await();
          shared.get().close();
          barrier.await();
        }
        return null;
      });
      int wrong = 0;
      for (int round = 0; round < rounds; round++) {
        CacheHandle<Block> third = cache.get(1); // a second release would end this hold
        shared.set(cache.get(1));
        barrier.await();
        shared.get().close();
        barrier.await();
        wrong += other.resource().readers() == 2 ? 0 : 1;
        third.close();
      }
      closes.result();
      assertEquals(0, wrong, "rounds in which two closes of one handle released two holds");
    }
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
