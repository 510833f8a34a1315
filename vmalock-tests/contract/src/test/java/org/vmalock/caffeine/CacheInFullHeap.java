package org.vmalock.caffeine;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.vmalock.testing.FullHeap;

/** Uses a cache while the heap is full, and then closes it. Runs in a JVM of its own, with a small heap and without TLABs. */
final class CacheInFullHeap {
  private static final int ROUNDS = 2;
  private static final int STEPS = 40;
  private static final Logger ROOT = LogManager.getLogManager().getLogger("");

  private final SplittableRandom random;
  private final ResourcePool<Plain> pool = ResourcePool.<Plain>builder(Plain::new).capacity(8).build();
  private final GuardedCache<Integer, Plain> cache = GuardedCache.builder(pool, (Integer key, Plain block) -> block.key = key)
      .loadTimeout(0, TimeUnit.SECONDS)
      .build(Caffeine.newBuilder().executor(Runnable::run).maximumSize(6));

  private final Integer[] keys = new Integer[12];
  private int errors;

  private static final class Plain extends CachedResource {
    private int key = -1;

    @Override
    protected void onRelease() {
      key = -1;
    }
  }

  private CacheInFullHeap(long seed) {
    random = new SplittableRandom(seed);
    for (int key = 0; key < keys.length; key++) {
      keys[key] = key;
    }
  }

  public static void main(String[] arguments) throws InterruptedException {
    ROOT.setLevel(Level.OFF);
    CacheInFullHeap warm = new CacheInFullHeap(0);
    warm.use(); // loads the classes
    warm.check(0);
    int errors = 0;
    for (int round = 1; round <= ROUNDS; round++) {
      CacheInFullHeap user = new CacheInFullHeap(round);
      Object[] filling = FullHeap.fill();
      user.use();
      filling[0] = null;
      errors += user.errors;
      user.check(round);
    }
    if (errors < ROUNDS) {
      throw new AssertionError("the heap was not full: " + errors + " errors");
    }
  }

  private void use() {
    for (int step = 0; step < STEPS; step++) {
      Integer key = keys[random.nextInt(keys.length)];
      try {
        switch (random.nextInt(5)) {
          case 0 -> cache.invalidate(key);
          case 1 -> cache.put(key, (number, block) -> block.key = number);
          case 2 -> {
            CacheHandle<Plain> held = cache.tryGet(key);
            if (held != null) {
              held.close();
            }
          }
          default -> cache.get(key).close();
        }
      } catch (OutOfMemoryError e) {
        errors++;
      }
    }
  }

  private void check(int round) throws InterruptedException {
    for (Integer key : keys) {
      if (cache.read(key, block -> block.key) != (int) key) {
        throw new AssertionError("round " + round + ": another block");
      }
    }
    if (!cache.close(10, TimeUnit.SECONDS) || pool.inUse() != 0) {
      throw new AssertionError("round " + round + " lost " + pool.inUse() + ": " + cache.describeLive());
    }
    if (!pool.close(0, TimeUnit.SECONDS).isEmpty()) {
      throw new AssertionError("round " + round + ": " + pool);
    }
  }
}
