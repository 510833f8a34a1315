package org.vmalock.tree;

import java.util.concurrent.atomic.LongAdder;

/** The counters behind {@link TreeStats}. Hits and misses are counted only if {@link VmaTree.Builder#recordLookups} was called. */
final class TreeCounters {
  private final boolean recordLookups;
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder retries = new LongAdder();
  private final LongAdder fallbacks = new LongAdder();
  private final LongAdder aborts = new LongAdder();
  private final LongAdder versions = new LongAdder();

  TreeCounters(boolean recordLookups) {
    this.recordLookups = recordLookups;
  }

  void hit() {
    if (recordLookups) {
      hits.increment();
    }
  }

  void miss() {
    if (recordLookups) {
      misses.increment();
    }
  }

  void retry() {
    retries.increment();
  }

  void fallback() {
    fallbacks.increment();
  }

  void abort() {
    aborts.increment();
  }

  void version() {
    versions.increment();
  }

  TreeStats snapshot() {
    return new TreeStats(hits.sum(), misses.sum(), retries.sum(), fallbacks.sum(), aborts.sum(), versions.sum());
  }
}
