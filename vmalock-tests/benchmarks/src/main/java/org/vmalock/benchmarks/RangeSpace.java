package org.vmalock.benchmarks;

import java.util.Random;

/**
 * Ranges spread evenly over all unsigned 64-bit keys. Each fills the lower half of its share, so no two touch and nothing merges; the
 * upper half is a gap. The same numbers make the same space.
 */
final class RangeSpace {
  private static final long PAGE = 4096;
  private static final long SEED = 42;

  private final int ranges;
  private final long share;

  RangeSpace(int ranges) {
    this.ranges = ranges;
    this.share = Long.divideUnsigned(-1L, ranges) / (2 * PAGE) * (2 * PAGE);
  }

  int ranges() {
    return ranges;
  }

  long start(int range) {
    return range * share;
  }

  long end(int range) {
    return start(range) + share / 2;
  }

  long last(int range) {
    return end(range) - 1;
  }

  /** All ranges in random order, so that no index is built in ascending order. */
  int[] inRandomOrder() {
    int[] order = new int[ranges];
    for (int range = 0; range < ranges; range++) {
      order[range] = range;
    }
    Random random = new Random(SEED);
    for (int left = ranges; left > 1; left--) {
      int chosen = random.nextInt(left);
      int swapped = order[chosen];
      order[chosen] = order[left - 1];
      order[left - 1] = swapped;
    }
    return order;
  }

  /** Random keys, each at a random place inside a random range. */
  long[] keysInside(int count, int seed) {
    Random random = new Random(seed);
    long[] keys = new long[count];
    for (int i = 0; i < count; i++) {
      keys[i] = start(random.nextInt(ranges)) + Long.remainderUnsigned(random.nextLong(), share / 2);
    }
    return keys;
  }

  /** The starts of random gaps, each as long as {@link #gapLength}. */
  long[] gaps(int count, int seed) {
    Random random = new Random(seed);
    long[] gaps = new long[count];
    for (int i = 0; i < count; i++) {
      gaps[i] = end(random.nextInt(ranges)) + PAGE;
    }
    return gaps;
  }

  long gapLength() {
    return share / 4;
  }

  /**
   * Converts a key for maps that compare signed, preserving the order. Applied before the measurement, so that no rival pays for a
   * comparator.
   */
  static long signed(long unsignedKey) {
    return unsignedKey ^ Long.MIN_VALUE;
  }

  static long[] signed(long[] unsignedKeys) {
    long[] signed = unsignedKeys.clone();
    for (int i = 0; i < signed.length; i++) {
      signed[i] = signed(signed[i]);
    }
    return signed;
  }
}
