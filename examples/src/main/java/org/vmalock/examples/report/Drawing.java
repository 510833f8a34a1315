package org.vmalock.examples.report;

import java.awt.BasicStroke;
import java.awt.Font;
import java.awt.GraphicsEnvironment;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.Set;
import java.util.function.DoubleFunction;
import java.util.stream.Stream;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.block.BlockBorder;
import org.jfree.chart.plot.Plot;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.text.TextUtils;
import org.jfree.chart.title.LegendTitle;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;

/** The look that all charts share. */
final class Drawing {
  private static final Family FAMILY = Family.installed();
  static final Font TEXT = new Font(FAMILY.measured(), Font.PLAIN, 12);
  static final Font TITLE = new Font(FAMILY.measured(), Font.BOLD, 14);
  private static final BasicStroke THIN = new BasicStroke(1);
  private static final MathContext NINE_DIGITS = new MathContext(9);
  private static final int RIGHT_MARGIN = 14;

  private Drawing() {}

  /** Returns the style of text: fonts whose letters are as wide as those that the charts were laid out with. */
  static String fontStyle() {
    return "font:" + TEXT.getSize() + "px " + FAMILY.shown();
  }

  /**
   * Fonts with letters of the same width.
   *
   * @param measured the font that lays out the charts
   * @param shown the fonts that a browser may use, in its style sheet language
   */
  private record Family(String measured, String shown) {
    private static final String NARROW = "Arial, 'Liberation Sans', Helvetica, sans-serif";

    /** Returns the first family that this JVM has; a wide one else, so that text fits in any case. */
    static Family installed() {
      System.setProperty("java.awt.headless", "true");
      Set<String> fonts = Set.of(GraphicsEnvironment.getLocalGraphicsEnvironment().getAvailableFontFamilyNames(Locale.ROOT));
      return Stream.of("Liberation Sans", "Arial", "Helvetica")
          .filter(fonts::contains)
          .findFirst()
          .map(font -> new Family(font, NARROW))
          .orElse(new Family(Font.SANS_SERIF, "Verdana, 'DejaVu Sans', sans-serif"));
    }
  }

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
    axis.setLabelFont(TEXT);
    axis.setLabelPaint(Role.INK.color());
    axis.setTickLabelFont(TEXT);
    axis.setTickLabelPaint(Role.INK.color());
    axis.setAxisLinePaint(Role.MUTED.color());
    axis.setTickMarkPaint(Role.MUTED.color());
  }

  /**
   * Returns an axis for natural logarithms of figures. Its labels are text in SVG, which those of {@code LogAxis} are not.
   *
   * @param label its label, with the unit
   * @param ratio the ratio of two figures with labels
   * @param format writes a figure, not its logarithm
   */
  static NumberAxis logarithms(String label, double ratio, DoubleFunction<String> format) {
    NumberAxis axis = new NumberAxis(label);
    axis.setTickUnit(new NumberTickUnit(Math.log(ratio), new FigureFormat(position -> format.apply(exp(position))), 0));
    return axis;
  }

  /** Returns the figure of a logarithm, without the errors of its last digits. */
  private static double exp(double position) {
    return new BigDecimal(Math.exp(position)).round(NINE_DIGITS).doubleValue();
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
    // Otherwise rotated text becomes outlines.
    TextUtils.setUseDrawRotatedStringWorkaround(false);
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
