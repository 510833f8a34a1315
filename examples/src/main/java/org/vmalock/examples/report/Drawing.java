package org.vmalock.examples.report;

import java.awt.BasicStroke;
import java.awt.Font;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;

/** The look that all charts share. */
final class Drawing {
  static final Font TEXT = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
  static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 14);
  private static final Font AXIS = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
  private static final BasicStroke THIN = new BasicStroke(1);
  private static final int RIGHT_MARGIN = 14;

  private Drawing() {}

  static XYPlot plot(ValueAxis domain, ValueAxis range) {
    XYPlot plot = new XYPlot(null, domain, range, null);
    style(plot);
    plot.setDomainGridlinePaint(Role.GRID.color());
    plot.setRangeGridlinePaint(Role.GRID.color());
    plot.setDomainGridlineStroke(THIN);
    plot.setRangeGridlineStroke(THIN);
    style(domain);
    style(range);
    return plot;
  }

  static void style(Plot plot) {
    plot.setBackgroundPaint(null);
    plot.setOutlineVisible(false);
    plot.setInsets(new RectangleInsets(6, 0, 0, RIGHT_MARGIN));
  }

  static void style(org.jfree.chart.axis.Axis axis) {
    axis.setLabelFont(AXIS);
    axis.setLabelPaint(Role.INK.color());
    axis.setTickLabelFont(TEXT);
    axis.setTickLabelPaint(Role.INK.color());
    axis.setAxisLinePaint(Role.MUTED.color());
    axis.setTickMarkPaint(Role.MUTED.color());
  }

  static NumberAxis numbers(String label) {
    NumberAxis axis = new NumberAxis(label);
    axis.setAutoRangeIncludesZero(true);
    return axis;
  }

  /** Returns the finished chart, with a legend if there is more than one series. */
  static JFreeChart chart(Plot plot, boolean legend) {
    JFreeChart chart = new JFreeChart(null, TEXT, plot, false);
    chart.setBackgroundPaint(null);
    chart.setPadding(new RectangleInsets(4, 2, 4, 2));
    if (legend) {
      LegendTitle title = new LegendTitle(plot);
      title.setPosition(RectangleEdge.TOP);
      title.setItemFont(TEXT);
      title.setItemPaint(Role.INK.color());
      title.setBackgroundPaint(null);
      title.setFrame(BlockBorder.NONE);
      title.setItemLabelPadding(new RectangleInsets(2, 4, 2, 14));
      chart.addSubtitle(title);
    }
    return chart;
  }
}
