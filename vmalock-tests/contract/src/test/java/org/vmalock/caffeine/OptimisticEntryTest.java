package org.vmalock.caffeine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vmalock.VmaLock;
import org.vmalock.testing.TimeLimit;

/** A remembered entry is read without a store; the read is valid if and only if the resource still serves the key. */
@TimeLimit
class OptimisticEntryTest {
  private final Blocks blocks = new Blocks(1);
  private final GuardedCache<Integer, Block> cache = blocks.cache();

  @AfterEach
  void allBlocksAreReturned() throws InterruptedException {
    blocks.assertAllReturned(cache);
  }

  private CacheEntry<Block> entry(int key) {
    try (CacheHandle<Block> held = cache.get(key)) {
      return held.entry();
    }
  }

  @Test
  void aReadOfAValueThatStaysIsValid() {
    CacheEntry<Block> entry = entry(1);
    long stamp = entry.tryOptimisticRead();
    assertTrue(stamp > 0);
    assertEquals(1, entry.resource().content());
    assertTrue(entry.validate(stamp));
    cache.get(1).close();
    assertTrue(entry.validate(stamp), "another hold changes nothing");
  }

  @Test
  void theEndOfTheValueIsNoticed() {
    CacheEntry<Block> entry = entry(1);
    long stamp = entry.tryOptimisticRead();
    cache.invalidate(1);
    assertFalse(entry.validate(stamp));
    assertFalse(entry.validate(entry.tryOptimisticRead()));
  }

  /** The pool has one block: it serves the next key. */
  @Test
  void theNextKeyOfTheBlockIsNoticed() {
    CacheEntry<Block> entry = entry(1);
    long stamp = entry.tryOptimisticRead();
    cache.invalidate(1);
    CacheEntry<Block> next = entry(2);
    assertEquals(entry.resource(), next.resource());
    assertFalse(entry.validate(stamp));
    assertFalse(entry.validate(entry.tryOptimisticRead()));
    assertEquals(VmaLock.GONE, entry.tryConvertToRead(stamp));
    assertTrue(next.validate(next.tryOptimisticRead()));
  }

  @Test
  void aValidReadConvertsIntoAHold() {
    CacheEntry<Block> entry = entry(1);
    long held = entry.tryConvertToRead(entry.tryOptimisticRead());
    assertTrue(held > 0);
    cache.invalidate(1);
    assertEquals(1, entry.resource().content(), "freed under the hold");
    assertEquals(0, blocks.releases());
    entry.endRead(held);
    assertEquals(1, blocks.releases());
  }
}
