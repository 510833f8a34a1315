package org.vmalock.examples.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The rates of some counts over the time of a run. Keeps a bounded number of samples: when there are too many, every second one is dropped
 * and the interval between them doubles. Used by one thread.
 */
public final class Timeline {
  private static final int MOST_SAMPLES = 24;
  private static final long FIRST_INTERVAL = TimeUnit.MILLISECONDS.toNanos(100);

  /** Fraction of the run that {@link #rateAfterWarmUp} leaves out. */
  private static final double WARM_UP = 0.2;

  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final List<String> names;
  private final List<Sample> samples = new ArrayList<>();
  private long interval = FIRST_INTERVAL;
  private long next = FIRST_INTERVAL;

  /** The counts at a time since the start of the run. */
  private static final class Sample {
    private final long nanos;
    private final long[] counts;

    Sample(long nanos, long... counts) {
      this.nanos = nanos;
      this.counts = counts;
    }
  }

  /**
   * Creates a timeline.
   *
   * @param names the fields of the JSON, one for each count
   */
  public Timeline(String... names) {
    this.names = List.of(names);
    samples.add(new Sample(0, new long[names.length]));
  }

  /**
   * Adds a sample, once per interval.
   *
   * @param nanos the time since the start of the run in nanoseconds
   * @param counts what was done until then
   */
  public void update(long nanos, long... counts) {
    if (nanos >= next) {
      samples.add(new Sample(nanos, counts));
      if (samples.size() > MOST_SAMPLES) {
        thin();
      }
      next = (nanos / interval + 1) * interval;
    }
  }

  /**
   * Adds the last sample; it replaces the one before if that is too recent.
   *
   * @param nanos the length of the run in nanoseconds
   * @param counts what was done in it
   */
  public void finish(long nanos, long... counts) {
    if (samples.size() > 1 && nanos - last().nanos < interval / 2) {
      samples.remove(samples.size() - 1);
    }
    if (nanos > last().nanos) {
      samples.add(new Sample(nanos, counts));
    }
  }

  /**
   * Returns the rates between two samples each.
   *
   * @return one object per interval, with the time of its end in {@code seconds}, and per second what each count grew by
   */
  public ArrayNode json() {
    ArrayNode json = ResultFile.newObject().putArray("timeline");
    for (int i = 1; i < samples.size(); i++) {
      ObjectNode point = json.addObject();
      point.put("seconds", rounded(samples.get(i).nanos / NANOS_PER_SECOND));
      for (int count = 0; count < names.size(); count++) {
        point.put(names.get(count), Math.round(rate(samples.get(i - 1), samples.get(i), count)));
      }
    }
    return json;
  }

  /**
   * Returns the rate of a count without the first fifth of the run, in which the JVM compiles the code.
   *
   * @param name the name of the count
   * @return per second what the count grew by, or 0 if nothing was measured
   */
  public double rateAfterWarmUp(String name) {
    Sample end = last();
    List<Sample> earlier = samples.subList(0, samples.size() - 1);
    Sample begin = earlier.stream().filter(sample -> sample.nanos >= WARM_UP * end.nanos).findFirst().orElse(samples.get(0));
    return end.nanos == begin.nanos ? 0 : rate(begin, end, names.indexOf(name));
  }

  /** Drops every second sample and doubles the interval. */
  private void thin() {
    List<Sample> kept = new ArrayList<>();
    for (int i = 0; i < samples.size(); i += 2) {
      kept.add(samples.get(i));
    }
    samples.clear();
    samples.addAll(kept);
    interval *= 2;
  }

  private Sample last() {
    return samples.get(samples.size() - 1);
  }

  private static double rate(Sample from, Sample to, int count) {
    return (to.counts[count] - from.counts[count]) * NANOS_PER_SECOND / (to.nanos - from.nanos);
  }

  private static double rounded(double seconds) {
    return Math.round(seconds * 100) / 100.0;
  }
}
