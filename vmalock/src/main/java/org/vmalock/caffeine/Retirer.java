package org.vmalock.caffeine;

import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.LongAdder;

/**
 * Retires what has left the cache, each life once: several may notice that it has left, and the one that claims it does it.
 *
 * <p>Two listeners tell of what Caffeine removes by itself. The eviction listener is called at once, for size and expiry only, under
 * Caffeine's locks; the removal listener for every cause, in the executor, when the entry is out of the map. The first is prompt and
 * the second complete.
 */
final class Retirer {
  private final String owner;
  private final EvictedStack evicted = new EvictedStack();
  private final LongAdder failures = new LongAdder();

  Retirer(String owner) {
    this.owner = owner;
  }

  /** Ends the cache's part in a life, unless somebody else does. For callers who hold no lock of ours. */
  void retire(CacheHandle<?> life) {
    if (life.claim()) {
      quietly(life::retire);
    }
  }

  /** The same, under locks of Caffeine: leaves the work to {@link #retireEvicted}. */
  void retireLater(CacheHandle<?> life) {
    if (life.claim()) {
      evicted.push(life);
    }
  }

  /** Retires what was evicted so far. */
  void retireEvicted() {
    CacheHandle<?> next = evicted.takeAll();
    while (next != null) {
      CacheHandle<?> life = next;
      next = life.below;
      life.below = null;
      quietly(life::retire);
    }
  }

  /** Does what may fail in a release action that nobody has asked for, and logs that. */
  void quietly(Runnable work) {
    try {
      work.run();
    } catch (Throwable failure) {
      failures.increment();
      System.getLogger(GuardedCache.class.getName())
          .log(Level.WARNING, owner + ": the release of a resource has failed; the resource has left its pool", failure);
    }
  }

  long failures() {
    return failures.sum();
  }
}
