package org.vmalock.benchmarks;

import java.util.Locale;

/** The order in which the ranges of an index are mapped one by one. */
public enum KeyOrder {
  /** From the lowest keys to the highest. */
  ASCENDING {
    @Override
    int[] of(RangeSpace space) {
      int[] order = new int[space.ranges()];
      for (int range = 0; range < order.length; range++) {
        order[range] = range;
      }
      return order;
    }
  },

  /** From the highest keys to the lowest. */
  DESCENDING {
    @Override
    int[] of(RangeSpace space) {
      int[] order = new int[space.ranges()];
      for (int range = 0; range < order.length; range++) {
        order[range] = order.length - 1 - range;
      }
      return order;
    }
  },

  /** Random, the same in each run. */
  RANDOM {
    @Override
    int[] of(RangeSpace space) {
      return space.inRandomOrder();
    }
  };

  /** Returns the numbers of all ranges of a space. */
  abstract int[] of(RangeSpace space);

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
