package org.vmalock.tree;

import java.util.concurrent.atomic.LongAdder;

/** The running figures of a tree. Those of the hot path are counted only where the tree was built to. */
final class TreeCounters {
  private final boolean everyLookup;
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final LongAdder retries = new LongAdder();
  private final LongAdder fallbacks = new LongAdder();
  private final LongAdder aborts = new LongAdder();
  private final LongAdder versions = new LongAdder();

  TreeCounters(boolean everyLookup) {
    this.everyLookup = everyLookup;
  }

  void hit() {
    if (everyLookup) {
      hits.increment();
    }
  }

  void miss() {
    if (everyLookup) {
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
