package org.vmalock.benchmarks;

import java.util.Locale;

/**
 * A measured number and half the width of its confidence interval (99.9 %, as JMH computes it).
 *
 * @param mean the number
 * @param error how far the true mean may be from it; NaN if there were too few iterations to tell
 */
record Score(double mean, double error) {

  /** This many times the other. The relative errors of both are taken to be independent, and small. */
  Score ratioTo(Score other) {
    double ratio = mean / other.mean;
    return new Score(ratio, ratio * Math.hypot(error / mean, other.error / other.mean));
  }

  static Score exact(double value) {
    return new Score(value, 0);
  }

  /** For people: three significant digits or so, and the error unless there is none. */
  @Override
  public String toString() {
    return Double.isNaN(error) || error == 0 ? digits(mean) : digits(mean) + " ± " + digits(error);
  }

  private static String digits(double value) {
    double size = Math.abs(value);
    int decimals = size >= 100 || value == Math.rint(value) ? 0 : size >= 10 ? 1 : size >= 0.1 ? 2 : 3;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
