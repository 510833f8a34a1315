package org.vmalock.benchmarks;

/** A range in a map that is guarded by one lock. */
final class Range {
  final long last;
  final Object value;

  Range(long last, Object value) {
    this.last = last;
    this.value = value;
  }
}
