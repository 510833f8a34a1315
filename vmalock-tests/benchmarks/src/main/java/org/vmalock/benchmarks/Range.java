package org.vmalock.benchmarks;

import java.util.Map;

/** A range in a map that is guarded by one lock. */
final class Range {
  final long last;
  final Object value;

  Range(long last, Object value) {
    this.last = last;
    this.value = value;
  }

  /** Adds a range of a space, with its number as the value. */
  static void put(Map<Long, Range> map, RangeSpace space, int range) {
    map.put(RangeSpace.signed(space.start(range)), new Range(RangeSpace.signed(space.last(range)), range));
  }
}
