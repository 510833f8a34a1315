package org.vmalock.examples.report;

import org.jfree.chart.JFreeChart;

/** A chart of a page: a picture, and a table of its figures. */
interface Chart {
  /** Width of a picture on a wide page, in pixels. */
  int WIDE = 880;

  /** Width of a picture on a phone, in pixels. */
  int NARROW = 340;

  /** Returns what the chart shows, with the unit. */
  String title();

  /** Tells in words how to read the chart. */
  String explanation();

  /** Returns the height of the picture in pixels. */
  int height(boolean narrow);

  /** Draws the picture without a title. */
  JFreeChart draw(boolean narrow);

  /** Returns the figures of the picture. */
  DataTable table();
}
