package org.vmalock.caffeine;

import com.github.benmanes.caffeine.cache.stats.CacheStats;
import java.util.concurrent.atomic.AtomicLong;

/** Statistics of the loads for look-ups and refreshes, which do not run inside of Caffeine. Counting does not allocate. */
final class LoadCounters {
  private final AtomicLong successes = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private final AtomicLong nanos = new AtomicLong();

  void countSuccess(Load.Kind kind, long elapsedNanos) {
    if (kind != Load.Kind.PUT) {
      successes.incrementAndGet();
      nanos.addAndGet(elapsedNanos);
    }
  }

  void countFailure() {
    failures.incrementAndGet();
  }

  /** Returns the statistics of Caffeine with the loads of these counters. */
  CacheStats addTo(CacheStats caffeine) {
    return CacheStats.of(
        caffeine.hitCount(),
        caffeine.missCount(),
        successes.get(),
        failures.get(),
        nanos.get(),
        caffeine.evictionCount(),
        caffeine.evictionWeight());
  }
}
