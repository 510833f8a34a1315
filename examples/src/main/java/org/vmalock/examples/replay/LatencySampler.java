package org.vmalock.examples.replay;

import org.HdrHistogram.Histogram;

/** Samples the time of one look-up in {@link #PERIOD}, since reading the clock costs as much as a look-up. Not thread-safe. */
final class LatencySampler {
  /** A prime, so that no touch of a trace is sampled always or never. */
  static final int PERIOD = 61;

  private static final int DIGITS = 3;

  private final Histogram nanos = new Histogram(DIGITS);
  private int untilNext = PERIOD;

  boolean isDue() {
    if (--untilNext > 0) {
      return false;
    }
    untilNext = PERIOD;
    return true;
  }

  void record(long elapsed) {
    nanos.recordValue(Math.max(0, elapsed));
  }

  /** Returns the samples, in nanoseconds. */
  Histogram histogram() {
    return nanos;
  }

  static Histogram emptyHistogram() {
    return new Histogram(DIGITS);
  }
}
