package org.vmalock.examples.replay;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The sampled look-ups by segment, and the slow ones among them. Written by one thread. */
final class SampledLookUps {
  /** A look-up that takes at least this long is slow: it has waited, or its thread was paused. */
  private static final long SLOW_NANOS = TimeUnit.MICROSECONDS.toNanos(10);

  private final long[] measured;
  private final long[] slow;

  SampledLookUps(int segments) {
    measured = new long[segments];
    slow = new long[segments];
  }

  void add(int segment, long nanos) {
    measured[segment]++;
    if (nanos >= SLOW_NANOS) {
      slow[segment]++;
    }
  }

  void add(SampledLookUps other) {
    Arrays.setAll(measured, segment -> measured[segment] + other.measured[segment]);
    Arrays.setAll(slow, segment -> slow[segment] + other.slow[segment]);
  }

  long measured(List<Integer> segments) {
    return segments.stream().mapToLong(segment -> measured[segment]).sum();
  }

  long slow(List<Integer> segments) {
    return segments.stream().mapToLong(segment -> slow[segment]).sum();
  }
}
