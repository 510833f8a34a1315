package org.vmalock.caffeine;

import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Retires the entries that were removed from the cache, each exactly once: several threads may detect one removal, and the thread that
 * claims the entry retires it. A thread that finds it claimed refuses new readers on behalf of that thread, so that the entry admits no
 * reader when {@link #retire} returns, whichever thread retires it.
 *
 * <p>Caffeine reports its own removals to two listeners. It calls the eviction listener at once, but only for size and expiry, and while
 * it holds its locks; it calls the removal listener for every cause, in the executor, after the entry was removed from the map. Both are
 * needed: the first does not depend on a busy executor, the second covers every cause.
 *
 * <p>No method throws what a release action throws: no caller is responsible for it.
 */
final class Retirer<T extends CachedResource> {
  private final String owner;
  private final ResourcePool<T> pool;
  private final LifetimeRegistry<T> lifetimes;

  /** Claimed and detached; not retired, since Caffeine has reported them under its locks. */
  private final EntryStack<T> evicted = new EntryStack<>(CacheEntry.NEXT_EVICTED);

  /** Claimed for a waiting load, by a thread that may have held Caffeine's locks; not removed from Caffeine's map. */
  private final EntryStack<T> stale = new EntryStack<>(CacheEntry.NEXT_STALE);

  private final AtomicLong failures = new AtomicLong();

  Retirer(String owner, ResourcePool<T> pool, LifetimeRegistry<T> lifetimes) {
    this.owner = owner;
    this.pool = pool;
    this.lifetimes = lifetimes;
  }

  LifetimeRegistry<T> lifetimes() {
    return lifetimes;
  }

  /** Retires an entry, or refuses its readers if another thread has claimed it. The calling thread holds no lock of Caffeine. */
  void retire(CacheEntry<T> entry) {
    if (entry.claim()) {
      retireClaimed(entry);
    } else {
      try {
        entry.helpToDetach();
      } catch (Throwable failure) {
        report(failure);
      }
    }
  }

  /** Claims an entry, refuses its readers, and defers the rest to {@link #retireEvicted}; for threads that hold Caffeine's locks. */
  void retireLater(CacheEntry<T> entry) {
    if (entry.claim()) {
      try {
        entry.detach();
      } finally {
        evicted.push(entry);
      }
    }
  }

  /** Retires all entries whose retirement was deferred. */
  void retireEvicted() {
    CacheEntry<T> next = evicted.takeAll();
    while (next != null) {
      CacheEntry<T> entry = next;
      next = evicted.unlink(entry);
      retireClaimed(entry);
    }
  }

  /**
   * Retires an idle entry for a waiting load, with Caffeine's locks or without; returns whether its release action has run. The load that
   * receives the resource finds the entry on the stack, and removes it from Caffeine's map.
   */
  boolean retireForPool(CacheEntry<T> entry) {
    if (!entry.claim()) {
      return false;
    }
    stale.push(entry);
    retireClaimed(entry);
    return entry.isReleased();
  }

  /** Removes and returns the entries that are claimed and still in Caffeine's map; {@link #nextStale} returns the others. */
  @Nullable CacheEntry<T> takeStale() {
    return stale.takeAll();
  }

  @Nullable CacheEntry<T> nextStale(CacheEntry<T> taken) {
    return stale.unlink(taken);
  }

  /** Retires an entry that the calling thread has claimed, or leaves it to a later call. */
  private void retireClaimed(CacheEntry<T> entry) {
    try {
      entry.dropOwner();
    } catch (Throwable failure) {
      if (entry.isOwned()) { // there was no stack left to retire it
        evicted.push(entry);
      }
      report(failure);
    }
    if (entry.isReleasedByCurrentThread()) {
      LifetimeRegistry.endReturns();
    }
  }

  /** Continues after the release of a hold that was perhaps the last one. */
  void finishRelease(CacheEntry<T> entry) {
    if (entry.isReleasedByCurrentThread()) {
      LifetimeRegistry.endReturns();
    }
    if (entry.isIdle()) {
      pool.retireReleased(entry);
    }
  }

  /** Counts and logs an exception of a release action, or of a listener, that no caller is responsible for. */
  void report(Throwable failure) {
    failures.incrementAndGet();
    try {
      System.getLogger(GuardedCache.class.getName())
          .log(Level.WARNING, owner + ": the release of a resource failed; its pool has discarded the resource", failure);
    } catch (Throwable whileLogging) {
      return; // counted
    }
  }

  long failures() {
    return failures.get();
  }
}
