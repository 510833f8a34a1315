package org.vmalock.benchmarks;

/** A range in a map that one lock guards as a whole. */
final class Range {
  final long last;
  final Object value;

  Range(long last, Object value) {
    this.last = last;
    this.value = value;
  }
}
