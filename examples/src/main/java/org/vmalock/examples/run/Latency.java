package org.vmalock.examples.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** Percentiles of times in nanoseconds, or of other samples, as text and as JSON. */
public final class Latency {
  private static final int DIGITS = 3;
  private static final List<Double> PERCENTILES = List.of(50.0, 90.0, 99.0, 99.9, 99.99);

  private Latency() {}

  /**
   * Creates a histogram without samples.
   *
   * @return a histogram of three significant digits, to be used by one thread at a time
   */
  public static Histogram newHistogram() {
    return new Histogram(DIGITS);
  }

  /**
   * Returns the number of samples, the percentiles and the maximum.
   *
   * @param nanos the samples
   * @return an object with {@code samples}, one field per percentile, from {@code p50} on, and {@code max}
   */
  public static ObjectNode json(Histogram nanos) {
    ObjectNode json = ResultFile.newObject();
    json.put("samples", nanos.getTotalCount());
    PERCENTILES.forEach(percentile -> json.put("p" + number(percentile), nanos.getValueAtPercentile(percentile)));
    return json.put("max", nanos.getMaxValue());
  }

  /**
   * Describes the percentiles and the maximum in one line.
   *
   * @param nanos the samples
   * @return the times, or "none" if there are no samples
   */
  public static String describe(Histogram nanos) {
    if (nanos.getTotalCount() == 0) {
      return "none";
    }
    StringBuilder text = new StringBuilder();
    for (double percentile : PERCENTILES) {
      text.append(String.format(Locale.ROOT, "%s %%: %,d, ", number(percentile), nanos.getValueAtPercentile(percentile)));
    }
    return text.append(String.format(Locale.ROOT, "maximum: %,d", nanos.getMaxValue())).toString();
  }

  private static String number(double percentile) {
    return percentile == Math.rint(percentile) ? String.valueOf((long) percentile) : String.valueOf(percentile);
  }
}
