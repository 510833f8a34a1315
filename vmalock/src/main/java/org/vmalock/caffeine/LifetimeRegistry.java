package org.vmalock.caffeine;

import java.lang.invoke.VarHandle;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.vmalock.debug.HoldTracker;

/**
 * Every life that has begun and not ended: what is in the cache, and what is out of it and still held. It keeps them reachable, so that
 * none is lost that Caffeine forgets without a word, and a cache of weak values loses none that somebody has to release.
 */
final class LifetimeRegistry {
  private static final long LONGEST_PARK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final int MOST_DESCRIBED = 8;

  private final Set<CacheHandle<?>> live = ConcurrentHashMap.newKeySet();
  private final Queue<Thread> waiters = new ConcurrentLinkedQueue<>();
  private final LongAdder begun = new LongAdder();
  private final LongAdder ended = new LongAdder();

  /** Registers a life before anybody can retire it. */
  void begin(CacheHandle<?> life) {
    begun.increment();
    live.add(life);
    fence();
  }

  /** Between the registration and a look whether the cache is closed; and between closing it and the search for what is registered. */
  void fence() {
    VarHandle.fullFence();
  }

  void end(CacheHandle<?> life) {
    live.remove(life);
    ended.increment();
    Thread waiter = waiters.peek();
    if (waiter != null && live.isEmpty()) {
      LockSupport.unpark(waiter);
    }
  }

  /** The lives at this moment; one that begins or ends meanwhile may be missing or not. */
  Iterable<CacheHandle<?>> live() {
    return live;
  }

  int count() {
    return live.size();
  }

  /** Waits until no life is left. A wake-up that goes to another waiter costs one step of the wait and no more. */
  boolean awaitEnd(long nanos) throws InterruptedException {
    long begin = System.nanoTime();
    Thread self = Thread.currentThread();
    waiters.add(self);
    try {
      while (!live.isEmpty()) {
        long left = nanos - (System.nanoTime() - begin);
        if (left <= 0) {
          return false;
        }
        if (Thread.interrupted()) {
          throw new InterruptedException("interrupted while waiting for the holders of cached resources");
        }
        LockSupport.parkNanos(this, Math.min(left, LONGEST_PARK_NANOS));
      }
      return true;
    } finally {
      waiters.remove(self);
    }
  }

  LifetimeStats count(long failedReleases) {
    long endedFirst = ended.sum(); // in this order there are never more ends than beginnings
    return new LifetimeStats(begun.sum(), endedFirst, failedReleases);
  }

  /** The first few that live, each with its state, and with who holds it if the hold tracker is on. */
  String describe() {
    StringBuilder text = new StringBuilder();
    int described = 0;
    for (CacheHandle<?> life : live) {
      if (described++ == MOST_DESCRIBED) {
        return text.append(", ...").toString();
      }
      text.append(described == 1 ? "" : ", ").append(life);
      String holds = HoldTracker.describeHolds(life.resource());
      text.append(holds.isEmpty() ? "" : System.lineSeparator() + holds);
    }
    return text.toString();
  }
}
