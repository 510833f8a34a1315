package org.vmalock.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** The values of one row, one per round, and what they say about a limit. Not thread-safe. */
final class Rounds {
  /** Of this many rounds, one may lie on the other side of the limit than the median. */
  private static final int ROUNDS_PER_OUTLIER = 7;

  private final List<Double> values = new ArrayList<>();

  void add(double value) {
    values.add(value);
  }

  int count() {
    return values.size();
  }

  double median() {
    List<Double> sorted = sorted();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  double minimum() {
    return Collections.min(values);
  }

  double maximum() {
    return Collections.max(values);
  }

  List<Double> values() {
    return List.copyOf(values);
  }

  private List<Double> sorted() {
    return values.stream().sorted().toList();
  }

  /** Tells whether the spread leaves no doubt on which side of the limit the median is. */
  boolean isDecided(double limit) {
    boolean met = median() <= limit;
    long others = values.stream().filter(value -> value <= limit != met).count();
    return others <= count() / ROUNDS_PER_OUTLIER;
  }

  /** The verdict about a limit. */
  String verdict(double limit) {
    return !isDecided(limit) ? "not decided" : median() <= limit ? "met" : "OVER";
  }

  /** The verdict about a comparison of two builds. */
  String comparison() {
    return minimum() > 1 ? "SLOWER" : maximum() < 1 ? "faster" : "same within the spread";
  }

  @Override
  public String toString() {
    return count() == 0
        ? "not measured"
        : digits(median()) + " (" + digits(minimum()) + " to " + digits(maximum()) + ", " + count() + " rounds)";
  }

  static String digits(double value) {
    double size = Math.abs(value);
    int decimals = size >= 100 || value == Math.rint(value) ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 4;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
