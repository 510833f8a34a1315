package org.vmalock.caffeine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.TimeLimit;

/** What a cache hit allocates: nothing in the lambda and the stamp form (I12), one handle a hold otherwise. */
@TimeLimit
class HitAllocationTest {
  private static final int ROUNDS = 20_000;
  private static final int TRIES = 50;

  /** An object with a reference and a long, on a JVM with or without compressed references. */
  private static final int HANDLE_BYTES = 32;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final Blocks blocks = new Blocks(8);
  private final GuardedCache<Integer, Block> cache = blocks.builder().build(Caffeine.newBuilder().maximumSize(4).recordStats());
  private final Integer key = 1_000_000;

  /** Repeats the rounds until they allocate no more than that: the first rounds link call sites and compile. */
  private void assertAllocates(long bytesPerRound, Runnable body) {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < TRIES && least > bytesPerRound * ROUNDS; i++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int round = 0; round < ROUNDS; round++) {
        body.run();
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertTrue(least <= bytesPerRound * ROUNDS, least + " bytes allocated by " + ROUNDS + " hits");
  }

  @Test
  void hitAllocatesNothingInTheLambdaAndTheStampForm() {
    Function<Block, Integer> reader = Block::readers;
    cache.get(key).close();
    assertAllocates(0, () -> cache.read(key, reader));
    assertAllocates(0, () -> cache.readIfPresent(key, reader));
    assertAllocates(0, () -> {
      CacheEntry<Block> found = cache.lookUp(key);
      found.endRead(found.tryStartRead());
    });
    CacheEntry<Block> kept = cache.lookUp(key);
    assertAllocates(0, () -> kept.endRead(kept.tryStartRead()));
    assertTrue(cache.stats().hitCount() > ROUNDS);
    assertEquals(1, blocks.loads.get());
  }

  @Test
  void hitAllocatesOneHandleInTheHandleForm() {
    cache.get(key).close();
    assertAllocates(HANDLE_BYTES, () -> cache.get(key).close());
    assertAllocates(HANDLE_BYTES, () -> cache.tryGet(key).close());
    assertAllocates(HANDLE_BYTES, () -> cache.getIfPresent(key).close());
    assertEquals(1, blocks.loads.get());
  }
}
