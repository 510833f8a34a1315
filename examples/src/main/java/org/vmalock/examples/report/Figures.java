package org.vmalock.examples.report;

import java.util.Locale;
import java.util.function.DoubleFunction;

/** Formats numbers for readers. */
final class Figures {
  /** Stands for a figure that is not known. */
  static final String UNKNOWN = "–";

  private static final int DIGITS = 3;
  private static final double THOUSAND = 1e3;
  private static final double MILLION = 1e6;
  private static final double BILLION = 1e9;

  private Figures() {}

  /** Returns three significant digits, or all digits before the decimal point with separators. */
  static String number(double value) {
    double size = Math.abs(value);
    int decimals = size >= 100 || value == Math.rint(value) ? 0 : DIGITS - 1 - (int) Math.floor(Math.log10(size));
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }

  /** Returns all digits with separators. */
  static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** Returns a time with its unit, from nanoseconds to seconds. */
  static String nanos(double nanos) {
    if (nanos < THOUSAND) {
      return number(nanos) + " ns";
    } else if (nanos < MILLION) {
      return number(nanos / THOUSAND) + " µs";
    } else if (nanos < BILLION) {
      return number(nanos / MILLION) + " ms";
    }
    return number(nanos / BILLION) + " s";
  }

  /** Returns a text that begins with a capital letter. */
  static String capitalized(String text) {
    return text.isEmpty() ? text : Character.toUpperCase(text.charAt(0)) + text.substring(1);
  }

  /** Returns a median with the smallest and the largest value, or the value alone if there is only one. */
  static String spread(Spread spread, DoubleFunction<String> format) {
    return spread.count() <= 1
        ? format.apply(spread.median())
        : format.apply(spread.median()) + " (" + format.apply(spread.minimum()) + " to " + format.apply(spread.maximum()) + ")";
  }
}
