package org.vmalock.caffeine;

import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.LongAdder;

/**
 * Retires the handles that were removed from the cache, each exactly once: several threads may detect one removal, and the thread that
 * claims the handle retires it.
 *
 * <p>Caffeine reports its own removals to two listeners. It calls the eviction listener at once, but only for size and expiry, and while
 * it holds its locks; it calls the removal listener for every cause, in the executor, after the entry was removed from the map. Both are
 * needed: the first does not depend on a busy executor, the second covers every cause.
 */
final class Retirer {
  private final String owner;
  private final EvictedStack evicted = new EvictedStack();
  private final LongAdder failures = new LongAdder();

  Retirer(String owner) {
    this.owner = owner;
  }

  /** Retires a handle unless another thread has claimed it. The calling thread holds no lock of the library or of Caffeine. */
  void retire(CacheHandle<?> handle) {
    if (handle.claim()) {
      runLogged(handle::retire);
    }
  }

  /** Claims a handle and defers its retirement to {@link #retireEvicted}; for threads that hold Caffeine's locks. */
  void retireLater(CacheHandle<?> handle) {
    if (handle.claim()) {
      evicted.push(handle);
    }
  }

  /** Retires all handles whose retirement was deferred. */
  void retireEvicted() {
    CacheHandle<?> next = evicted.takeAll();
    while (next != null) {
      CacheHandle<?> handle = next;
      next = handle.below;
      handle.below = null;
      runLogged(handle::retire);
    }
  }

  /** Runs a task that may call a release action; counts and logs what it throws, since no caller is responsible for it. */
  void runLogged(Runnable task) {
    try {
      task.run();
    } catch (Throwable failure) {
      failures.increment();
      System.getLogger(GuardedCache.class.getName())
          .log(Level.WARNING, owner + ": the release of a resource failed; its pool has discarded the resource", failure);
    }
  }

  long failures() {
    return failures.sum();
  }
}
