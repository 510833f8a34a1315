package org.vmalock.caffeine;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Loads at every depth of a stack that overflows, from the deepest frame up, and then counts the blocks. Runs interpreted, in a JVM of its
 * own.
 */
final class CacheAtFullStack {
  private static final int KEYS = 5;
  private static final int LOADS = 100;
  private static final long STACK_BYTES = 1 << 19;

  private final Blocks blocks = new Blocks(8);
  private final GuardedCache<Integer, Block> cache = blocks.builder()
      .loadTimeout(0, TimeUnit.SECONDS)
      .build(Caffeine.newBuilder().executor(Runnable::run).maximumSize(2));
  private int overflows;
  private int loads;

  private CacheAtFullStack() {}

  public static void main(String[] arguments) throws InterruptedException {
    new CacheAtFullStack().run();
  }

  private void run() throws InterruptedException {
    for (int key = 0; key <= KEYS; key++) {
      put(key); // initializes the classes that a load needs
    }
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread thread = new Thread(null, () -> descend(0), "overflows", STACK_BYTES);
    thread.setUncaughtExceptionHandler((same, thrown) -> failure.set(thrown));
    thread.start();
    thread.join();
    if (failure.get() != null || overflows == 0 || loads < LOADS) {
      throw new AssertionError(overflows + " overflows and " + loads + " loads", failure.get());
    }
    blocks.assertAllReturned(cache);
  }

  private void put(int key) {
    cache.put(key % KEYS, (same, block) -> {});
  }

  private void descend(int depth) {
    try {
      if (depth >= 0) {
        descend(depth + 1);
      }
    } catch (VirtualMachineError deepest) {
      overflows++;
    }
    if (loads < LOADS) {
      try {
        put(depth);
        loads++;
      } catch (VirtualMachineError overflow) { // an InternalError if a call site was being linked
        overflows++;
      }
    }
  }
}
