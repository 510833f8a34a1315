package org.vmalock.caffeine;

import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.vmalock.WaitStats;
import org.vmalock.debug.HoldTracker;
import org.vmalock.internal.TimedWait;

/**
 * The lifetimes that have begun and not ended, and the loads in progress. A lifetime is that of an entry in the cache, or of one that was
 * removed from it and is still held; it ends when its resource is back in the pool. The strong references make sure that an entry which
 * Caffeine drops without calling a listener can still be retired, and that weak values are not collected before their release action
 * has run.
 */
final class LifetimeRegistry<T extends CachedResource> {
  private static final long LONGEST_PARK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** The time after which a resource whose release action has run is in its pool, unless its thread reports that before. */
  private static final long RETURN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private static final int MAXIMUM_DESCRIBED = 8;

  /**
   * By thread, the entries of any cache whose release action it has run, linked by {@code CacheEntry.releasedBefore}, until it has returned
   * their resources. A release action may free values of other caches, which follow in the same call.
   */
  private static final ConcurrentMap<Thread, CacheEntry<?>> RETURNING = new ConcurrentHashMap<>();

  private final Set<CacheEntry<T>> live = ConcurrentHashMap.newKeySet();
  private final Set<Load<?, T>> loads = ConcurrentHashMap.newKeySet();

  /** The threads that run a release action of this cache. */
  private final Set<Thread> releasing = ConcurrentHashMap.newKeySet();

  private final Queue<Thread> waiters = new ConcurrentLinkedQueue<>();
  private final AtomicLong begun = new AtomicLong();
  private final AtomicLong ended = new AtomicLong();

  // ---- Loads

  void beginLoad(Load<?, T> load) {
    Tables.add(loads, load);
  }

  void endLoad(Load<?, T> load) {
    Tables.remove(loads, load);
    unparkIfEmpty();
  }

  // ---- Lifetimes

  /** Registers a lifetime, before any thread can retire the entry. */
  void add(CacheEntry<T> entry) {
    Tables.add(live, entry);
    begun.incrementAndGet();
  }

  /** Notes that the calling thread runs a release action; returns an argument for {@link #endRelease}. */
  boolean beginRelease() {
    try {
      return releasing.add(Thread.currentThread());
    } catch (OutOfMemoryError e) {
      return false; // a close inside of this release action waits until its time limit
    }
  }

  void endRelease(boolean tracked) {
    if (tracked) {
      Tables.remove(releasing, Thread.currentThread());
    }
  }

  /** Notes that the calling thread will return a resource to its pool as its next action. */
  static void beginReturn(CacheEntry<?> released) {
    try {
      released.releasedBefore = RETURNING.put(Thread.currentThread(), released);
    } catch (OutOfMemoryError e) {
      released.endLifetime(); // a close may return a moment too early
    }
  }

  /** Unregisters the lifetimes whose resources the calling thread has returned. */
  static void endReturns() {
    CacheEntry<?> returned = RETURNING.get(Thread.currentThread());
    if (returned != null) {
      Tables.remove(RETURNING, Thread.currentThread(), returned);
    }
    while (returned != null) {
      CacheEntry<?> before = returned.releasedBefore;
      returned.releasedBefore = null;
      returned.endLifetime();
      returned = before;
    }
  }

  void remove(CacheEntry<T> entry) {
    if (Tables.remove(live, entry)) {
      ended.incrementAndGet();
      unparkIfEmpty();
    }
  }

  private void unparkIfEmpty() {
    try {
      if (!waiters.isEmpty() && isEmpty()) {
        for (Thread waiter : waiters) {
          LockSupport.unpark(waiter);
        }
      }
    } catch (OutOfMemoryError e) {
      return; // the waits are short
    }
  }

  boolean isEmpty() {
    return Tables.isEmpty(live) && Tables.isEmpty(loads);
  }

  /** Returns the registered entries; entries that are added or removed concurrently may be missing or included. */
  Iterable<CacheEntry<T>> live() {
    return live;
  }

  int size() {
    return live.size();
  }

  /** Returns an entry that no thread holds and that is not retired, or null. */
  @Nullable CacheEntry<T> findIdle() {
    for (CacheEntry<T> entry : live) {
      if (entry.isIdle()) {
        return entry;
      }
    }
    return null;
  }

  int countHeld() {
    int held = 0;
    for (CacheEntry<T> entry : live) {
      if (entry.isHeld()) {
        held++;
      }
    }
    return held;
  }

  // ---- Waiting

  /** Returns whether the calling thread runs a loader or a release action of this cache, for whose end it would wait. */
  boolean wouldWaitForItself() {
    Thread self = Thread.currentThread();
    if (releasing.contains(self)) {
      return true;
    }
    for (Load<?, T> load : loads) {
      if (load.thread == self) {
        return true;
      }
    }
    return false;
  }

  /**
   * Waits until no lifetime and no load is registered; returns false if the time limit is reached first. A resource that a release action
   * of another library has freed is given back by a call that does not report it: such a lifetime ends by time.
   */
  boolean awaitEmpty(TimedWait limit) throws InterruptedException {
    Thread self = Thread.currentThread();
    waiters.add(self);
    try {
      long returningSince = 0;
      while (!isEmpty()) {
        if (limit.hasExpired()) {
          return false;
        }
        TimedWait.throwIfInterrupted(() -> "the holders of cached resources");
        returningSince = isOnlyReturning() ? returningSince == 0 ? Math.max(limit.elapsed(), 1) : returningSince : 0;
        if (returningSince != 0 && limit.elapsed() - returningSince > RETURN_NANOS) {
          live.forEach(this::remove);
        } else {
          limit.park(this);
        }
      }
      return true;
    } finally {
      waiters.remove(self);
    }
  }

  private boolean isOnlyReturning() {
    for (CacheEntry<T> entry : live) {
      if (!entry.isReleased()) {
        return false;
      }
    }
    return Tables.isEmpty(loads);
  }

  /** Returns a time limit for {@link #awaitEmpty}, whose waits are short because returns by time are not signalled. */
  static TimedWait limit(long nanos) {
    return new TimedWait(nanos, LONGEST_PARK_NANOS, LONGEST_PARK_NANOS);
  }

  // ---- Monitoring

  /** Returns whether this is the lock of a resource whose lifetime has not ended in this cache. */
  boolean isMember(Object lock) {
    return lock instanceof ResourceLock<?> resource && resource.entry != null && live.contains(resource.entry);
  }

  LifetimeStats stats(long failedReleases, WaitStats loads) {
    long endedFirst = ended.get(); // read before begun, so that ended never exceeds begun
    return new LifetimeStats(begun.get(), endedFirst, failedReleases, loads);
  }

  /** Describes them as {@link #describe} does, for the report of a wait. */
  String describeLines() {
    String text = describe().stripTrailing();
    return text.isEmpty() ? "" : text + System.lineSeparator();
  }

  /** Describes the first few entries and loads, each with its key and state, and with its holders if the hold tracker is enabled. */
  String describe() {
    StringBuilder text = new StringBuilder();
    int described = 0;
    for (CacheEntry<T> entry : live) {
      if (described++ == MAXIMUM_DESCRIBED) {
        return text.append(", ...").toString();
      }
      text.append(described == 1 ? "" : ", ").append(entry);
      String holds = HoldTracker.describeHolds(entry.lock());
      text.append(holds.isEmpty() ? "" : System.lineSeparator() + holds);
    }
    for (Load<?, T> load : loads) {
      if (described++ == MAXIMUM_DESCRIBED) {
        return text.append(", ...").toString();
      }
      text.append(described == 1 ? "" : ", ").append(load);
    }
    return text.toString();
  }
}
