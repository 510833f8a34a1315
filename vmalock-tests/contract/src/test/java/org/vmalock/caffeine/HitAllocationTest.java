package org.vmalock.caffeine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.TimeLimit;

/** A cache hit allocates nothing in any form of reading (I12). */
@TimeLimit
class HitAllocationTest {
  private static final int ROUNDS = 20_000;
  private static final int TRIES = 50;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final Blocks blocks = new Blocks(8);
  private final GuardedCache<Integer, Block> cache = blocks.builder().build(Caffeine.newBuilder().maximumSize(4).recordStats());
  private final Integer key = 1_000_000;

  /** Repeats the rounds until they allocate nothing: the first rounds link call sites and compile. */
  private void assertAllocatesNothing(Runnable body) {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < TRIES && least > 0; i++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int round = 0; round < ROUNDS; round++) {
        body.run();
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertEquals(0, least, "bytes allocated by " + ROUNDS + " hits");
  }

  @Test
  void hitAllocatesNothingInEveryForm() {
    Function<Block, Integer> reader = Block::readers;
    cache.get(key).close();
    assertAllocatesNothing(() -> cache.get(key).close());
    assertAllocatesNothing(() -> cache.getIfPresent(key).close());
    assertAllocatesNothing(() -> cache.read(key, reader));
    assertAllocatesNothing(() -> cache.readIfPresent(key, reader));
    assertAllocatesNothing(() -> {
      CacheHandle<Block> found = cache.lookUp(key);
      found.endRead(found.tryStartRead());
    });
    assertTrue(cache.stats().hitCount() > ROUNDS);
    assertEquals(1, blocks.loads.get());
  }
}
