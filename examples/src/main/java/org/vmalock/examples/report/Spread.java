package org.vmalock.examples.report;

import java.util.List;

/**
 * A median with the smallest and the largest of its values.
 *
 * @param median the median, or 0 if there are no values
 * @param minimum the smallest value
 * @param maximum the largest value
 * @param count the number of values
 */
public record Spread(double median, double minimum, double maximum, int count) {
  /**
   * Summarizes values.
   *
   * @param values any number of values
   * @return their median, minimum and maximum
   */
  public static Spread of(List<Double> values) {
    if (values.isEmpty()) {
      return new Spread(0, 0, 0, 0);
    }
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    double median = sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    return new Spread(median, sorted.get(0), sorted.get(sorted.size() - 1), sorted.size());
  }
}
