package org.vmalock.examples.cache;

import org.jspecify.annotations.Nullable;
import org.vmalock.examples.cache.scheme.BufferLedger;
import org.vmalock.examples.run.Violations;

/**
 * What a run found.
 *
 * @param tally what the readers counted, added up
 * @param evictions how many blocks Caffeine has evicted
 * @param ledger the books of the buffers, or null if a thread did not end
 * @param violations what went wrong
 * @param seconds how long it took
 */
record CacheResult(ReaderCounters tally, long evictions, @Nullable BufferLedger ledger, Violations<Check> violations, double seconds) {
  long hits() {
    return tally.reads - tally.misses;
  }

  double hitRate() {
    return tally.reads == 0 ? 0 : (double) hits() / tally.reads;
  }

  double readsPerSecond() {
    return tally.reads / seconds;
  }

  double bytesAllocatedPerRead() {
    return tally.reads == 0 ? 0 : (double) tally.bytes / tally.reads;
  }

  double bytesAllocatedPerHit() {
    return tally.weighedHits == 0 ? 0 : (double) tally.bytesOfWeighedHits / tally.weighedHits;
  }
}
