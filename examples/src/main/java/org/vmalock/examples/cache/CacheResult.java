package org.vmalock.examples.cache;

import org.jspecify.annotations.Nullable;
import org.vmalock.examples.cache.scheme.BufferLedger;
import org.vmalock.examples.run.Timeline;
import org.vmalock.examples.run.Violations;

/**
 * Result of a run.
 *
 * @param counters the sum of the counters of all readers
 * @param evictions the number of blocks that Caffeine evicted
 * @param ledger the counts of the buffers, or null if a thread did not stop or the buffers are not pooled
 * @param timeline the rates over the time of the run
 * @param violations the violations
 * @param seconds the length of the run in seconds
 */
record CacheResult(
    ReaderCounters counters,
    long evictions,
    @Nullable BufferLedger ledger,
    Timeline timeline,
    Violations<Check> violations,
    double seconds) {
  static final String READS = "readsPerSecond";
  static final String EVICTIONS = "evictionsPerSecond";

  long hits() {
    return counters.reads - counters.misses;
  }

  double hitRate() {
    return counters.reads == 0 ? 0 : (double) hits() / counters.reads;
  }

  double readsPerSecond() {
    return counters.reads / seconds;
  }

  double bytesAllocatedPerRead() {
    return counters.reads == 0 ? 0 : (double) counters.bytes / counters.reads;
  }

  double bytesAllocatedPerHit() {
    long measuredHits = counters.hitBytes.getTotalCount();
    return measuredHits == 0 ? 0 : (double) counters.bytesOfMeasuredHits / measuredHits;
  }
}
