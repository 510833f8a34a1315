package org.vmalock.caffeine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.TimeLimit;

/** Look-ups by a removal listener that runs in the thread, and inside the call, of another operation of the cache. */
@TimeLimit
class NestedLookUpTest {
  private static final int POOL = 4;
  private static final int KEYS = 100;

  private final Blocks blocks = new Blocks(POOL);

  /** The hold that the listener has acquired last and keeps. */
  private final AtomicReference<CacheHandle<Block>> kept = new AtomicReference<>();

  private final AtomicReference<Integer> wanted = new AtomicReference<>();
  private GuardedCache<Integer, Block> cache;

  private void build(Caffeine<Object, Object> caffeine) {
    cache = blocks.builder().onRemoval((key, cause) -> lookUpInside()).build(caffeine.executor(Runnable::run));
  }

  private void lookUpInside() {
    Integer key = wanted.getAndSet(null);
    if (key != null) {
      kept.set(cache.get(key));
    }
  }

  @AfterEach
  void allBlocksAreReturned() throws InterruptedException {
    blocks.assertAllReturned(cache);
  }

  @Test
  void listenerInsidePutAcquiresItsOwnHold() {
    build(Caffeine.newBuilder());
    cache.put(1, blocks::load);
    wanted.set(1);
    cache.put(1, blocks::load);
    CacheHandle<Block> held = takeKept();
    cache.invalidate(1);
    assertEquals(1, held.resource().content(), "the hold of the listener keeps the block");
    held.close();
  }

  @Test
  void listenerInsideGetAcquiresItsOwnHold() {
    build(Caffeine.newBuilder().maximumSize(1));
    int shared = 0;
    for (int key = 1; key <= KEYS; key++) {
      cache.get(KEYS + key).close(); // the full cache evicts one of the two keys inside of the next call
      wanted.set(key);
      CacheHandle<Block> outer = cache.get(key);
      CacheEntry<Block> value = outer.entry();
      CacheHandle<Block> inner = kept.getAndSet(null);
      outer.close();
      wanted.set(null);
      cache.invalidate(key);
      if (inner != null) {
        shared += inner.entry() == value ? 1 : 0;
        assertEquals(key, inner.resource().content(), "the hold of the listener keeps the block");
        inner.close();
      }
    }
    assertTrue(shared > 0, "no listener ran inside a load");
  }

  @Test
  void loadByListenerDoesNotSettleTheLoadAroundIt() {
    build(Caffeine.newBuilder());
    cache.put(1, blocks::load);
    wanted.set(2);
    cache.put(1, blocks::load);
    CacheHandle<Block> inner = takeKept();
    try (CacheHandle<Block> outer = cache.get(1)) {
      assertNotSame(outer, inner);
      assertEquals(1, outer.resource().content());
      assertEquals(2, inner.resource().content());
      assertSame(inner.resource(), cache.lookUp(2).resource());
    }
    inner.close();
  }

  private CacheHandle<Block> takeKept() {
    CacheHandle<Block> held = kept.getAndSet(null);
    assertTrue(held != null, "the listener did not run inside the call");
    return held;
  }
}
