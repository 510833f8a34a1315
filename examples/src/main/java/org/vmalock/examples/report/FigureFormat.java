package org.vmalock.examples.report;

import java.text.FieldPosition;
import java.text.NumberFormat;
import java.text.ParsePosition;
import java.util.function.DoubleFunction;

/** Writes the figures of an axis. */
final class FigureFormat extends NumberFormat {
  private static final long serialVersionUID = 1;

  private final transient DoubleFunction<String> format;

  FigureFormat(DoubleFunction<String> format) {
    this.format = format;
  }

  @Override
  public StringBuffer format(double number, StringBuffer text, FieldPosition position) {
    return text.append(format.apply(number));
  }

  @Override
  public StringBuffer format(long number, StringBuffer text, FieldPosition position) {
    return format((double) number, text, position);
  }

  @Override
  public Number parse(String text, ParsePosition position) {
    throw new UnsupportedOperationException("axes are written, not read");
  }
}
