package org.vmalock.examples.replay;

import java.util.Map;
import java.util.TreeMap;

/** Numbers of accesses by their answers. Not thread-safe. */
final class AccessCounts {
  private static final int PROTECTIONS = 8;

  private final long[] byProtection = new long[PROTECTIONS];
  private long unmapped;

  /** Counts a mapped answer. Of an invalid protection the lowest three bits are used. */
  void mapped(int protection) {
    byProtection[protection & (PROTECTIONS - 1)]++;
  }

  void unmapped() {
    unmapped++;
  }

  void add(AccessCounts other) {
    for (int i = 0; i < PROTECTIONS; i++) {
      byProtection[i] += other.byProtection[i];
    }
    unmapped += other.unmapped;
  }

  long mappedCount() {
    long sum = 0;
    for (long count : byProtection) {
      sum += count;
    }
    return sum;
  }

  long unmappedCount() {
    return unmapped;
  }

  long total() {
    return mappedCount() + unmapped;
  }

  /** Returns the counts of the protections that occurred, in ascending order. */
  Map<Integer, Long> byProtection() {
    Map<Integer, Long> counts = new TreeMap<>();
    for (int i = 0; i < PROTECTIONS; i++) {
      if (byProtection[i] != 0) {
        counts.put(i, byProtection[i]);
      }
    }
    return counts;
  }
}
