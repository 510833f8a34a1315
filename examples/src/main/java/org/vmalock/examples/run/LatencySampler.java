package org.vmalock.examples.run;

import org.HdrHistogram.Histogram;

/** Samples the time of one operation in {@link #PERIOD}, since reading the clock costs as much as a short operation. Not thread-safe. */
public final class LatencySampler {
  /** A prime, so that no step of a repeated workload is sampled always or never. */
  public static final int PERIOD = 61;

  private final Histogram nanos = Latency.newHistogram();
  private int untilNext = PERIOD;

  /** Creates a sampler without samples. */
  public LatencySampler() {}

  /**
   * Tells whether the next operation is to be measured; called once per operation.
   *
   * @return true once in {@link #PERIOD} calls
   */
  public boolean isDue() {
    if (--untilNext > 0) {
      return false;
    }
    untilNext = PERIOD;
    return true;
  }

  /**
   * Adds a sample.
   *
   * @param elapsed the time in nanoseconds
   */
  public void record(long elapsed) {
    nanos.recordValue(Math.max(0, elapsed));
  }

  /**
   * Returns the samples.
   *
   * @return the times in nanoseconds; to be read after the thread has stopped
   */
  public Histogram histogram() {
    return nanos;
  }
}
