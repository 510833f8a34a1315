package org.vmalock.caffeine;

import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.vmalock.debug.HoldTracker;
import org.vmalock.internal.TimedWait;

/**
 * The set of lifetimes that have begun and not ended: the handles in the cache, and the handles that were removed from it and are still
 * held. The strong references make sure that a handle which Caffeine drops without calling a listener can still be retired, and that
 * weak values are not collected before their release action has run.
 */
final class LifetimeRegistry {
  private static final long LONGEST_PARK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final int MAXIMUM_DESCRIBED = 8;

  private final Set<CacheHandle<?>> live = ConcurrentHashMap.newKeySet();
  private final Queue<Thread> waiters = new ConcurrentLinkedQueue<>();
  private final LongAdder begun = new LongAdder();
  private final LongAdder ended = new LongAdder();

  /** Registers a lifetime, before any thread can retire the handle. */
  void add(CacheHandle<?> handle) {
    begun.increment();
    live.add(handle);
  }

  /** Unregisters a lifetime, and unparks a waiting thread if no other lifetime is registered. */
  void remove(CacheHandle<?> handle) {
    live.remove(handle);
    ended.increment();
    Thread waiter = waiters.peek();
    if (waiter != null && live.isEmpty()) {
      LockSupport.unpark(waiter);
    }
  }

  /** Returns the registered handles; handles that are added or removed concurrently may be missing or included. */
  Iterable<CacheHandle<?>> live() {
    return live;
  }

  int size() {
    return live.size();
  }

  /**
   * Waits until no lifetime is registered; returns false if the time limit is reached first. Each waiting thread also tests the set
   * periodically, since {@link #remove} unparks only one of them.
   */
  boolean awaitEmpty(long nanos) throws InterruptedException {
    TimedWait wait = new TimedWait(nanos, LONGEST_PARK_NANOS, LONGEST_PARK_NANOS);
    Thread self = Thread.currentThread();
    waiters.add(self);
    try {
      while (!live.isEmpty()) {
        if (wait.hasExpired()) {
          return false;
        }
        TimedWait.throwIfInterrupted(() -> "the holders of cached resources");
        wait.park(this);
      }
      return true;
    } finally {
      waiters.remove(self);
    }
  }

  LifetimeStats stats(long failedReleases) {
    long endedFirst = ended.sum(); // read before begun, so that ended never exceeds begun
    return new LifetimeStats(begun.sum(), endedFirst, failedReleases);
  }

  /** Describes the first few registered handles, each with its state, and with its holders if the hold tracker is enabled. */
  String describe() {
    StringBuilder text = new StringBuilder();
    int described = 0;
    for (CacheHandle<?> handle : live) {
      if (described++ == MAXIMUM_DESCRIBED) {
        return text.append(", ...").toString();
      }
      text.append(described == 1 ? "" : ", ").append(handle);
      String holds = HoldTracker.describeHolds(handle.resource());
      text.append(holds.isEmpty() ? "" : System.lineSeparator() + holds);
    }
    return text.toString();
  }
}
