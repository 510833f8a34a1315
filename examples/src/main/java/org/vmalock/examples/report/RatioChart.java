package org.vmalock.examples.report;

import java.awt.BasicStroke;
import java.awt.Shape;
import java.awt.geom.Rectangle2D;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.DoubleStream;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYTextAnnotation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.plot.ValueMarker;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYErrorRenderer;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;

/**
 * Ratios with their spreads, beside a line at 1.
 *
 * @param title what is shown
 * @param explanation how to read it
 * @param axis the label of the axis
 * @param first the header of the first column of the table
 * @param bars one ratio per row
 */
record RatioChart(String title, String explanation, String axis, String first, List<Bar> bars) implements Chart {
  private static final int ROW = 34;
  private static final int FRAME = 92;
  private static final Shape LIMIT = new Rectangle2D.Double(-1.5, -9, 3, 18);
  /** Largest ranges whose ticks, at the powers of a base, have room on a phone; a wide chart has room for a larger range. */
  private static final double MOST_OF_BASE_2 = 64;

  private static final double MOST_OF_BASE_4 = 1000;
  private static final double NARROW_TO_WIDE = 8;
  private static final String LIMITS = "at most";

  /**
   * A ratio.
   *
   * @param name the name of the row
   * @param shortName the name beside the colour of the group
   * @param group the series that it belongs to
   * @param ratio the median with its spread
   * @param limit the largest ratio allowed, or 0 if there is none
   * @param note a remark for the table
   */
  record Bar(String name, String shortName, String group, Spread ratio, double limit, String note) {}

  @Override
  public int height(boolean narrow) {
    return FRAME + ROW * bars.size();
  }

  @Override
  public JFreeChart draw(boolean narrow) {
    SymbolAxis rows = new SymbolAxis(null, bars.stream().map(bar -> narrow ? bar.shortName : bar.name).toArray(String[]::new));
    rows.setGridBandsVisible(false);
    rows.setInverted(true);
    rows.setRange(-0.7, bars.size() - 0.4);
    XYPlot plot = Drawing.plot(ratios(narrow), rows);
    ValueMarker same = new ValueMarker(Math.log(1), Role.INK.color(), new BasicStroke(1.5f));
    plot.addDomainMarker(same);
    XYIntervalSeriesCollection data = new XYIntervalSeriesCollection();
    XYErrorRenderer renderer = new XYErrorRenderer();
    renderer.setDrawYError(false);
    renderer.setCapLength(8);
    List<String> groups = groups();
    groups.forEach(group -> data.addSeries(series(group)));
    for (int group = 0; group < groups.size(); group++) {
      renderer.setSeriesPaint(group, Role.series(group).color());
      renderer.setSeriesShape(group, Marks.shape(group));
    }
    if (hasLimits()) {
      data.addSeries(limits());
      renderer.setSeriesPaint(groups.size(), Role.INK.color());
      renderer.setSeriesShape(groups.size(), LIMIT);
    }
    renderer.setErrorStroke(new BasicStroke(2));
    plot.setDataset(data);
    plot.setRenderer(renderer);
    for (int row = 0; row < bars.size(); row++) {
      plot.addAnnotation(label(row));
    }
    return Drawing.chart(plot, groups.size() > 1 || hasLimits());
  }

  private List<String> groups() {
    Set<String> groups = new LinkedHashSet<>();
    bars.forEach(bar -> groups.add(bar.group));
    return List.copyOf(groups);
  }

  private boolean hasLimits() {
    return bars.stream().anyMatch(bar -> bar.limit > 0);
  }

  private NumberAxis ratios(boolean narrow) {
    DoubleStream values = bars.stream().flatMapToDouble(bar -> DoubleStream.of(bar.ratio.minimum(), bar.ratio.maximum(), bar.limit, 1));
    double[] sorted = values.filter(value -> value > 0).sorted().toArray();
    double low = Math.min(0.5, sorted[0] * 0.7);
    double high = Math.max(2, sorted[sorted.length - 1] * 1.5);
    double room = high / low / (narrow ? 1 : NARROW_TO_WIDE);
    double base = room <= MOST_OF_BASE_2 ? 2 : room <= MOST_OF_BASE_4 ? 4 : 10;
    NumberAxis logarithms = Drawing.logarithms(axis, base, ratio -> BigDecimal.valueOf(ratio).stripTrailingZeros().toPlainString());
    logarithms.setRange(Math.log(low), Math.log(high));
    return logarithms;
  }

  private XYIntervalSeries series(String group) {
    XYIntervalSeries series = new XYIntervalSeries(group);
    for (int row = 0; row < bars.size(); row++) {
      Bar bar = bars.get(row);
      if (bar.group.equals(group) && bar.ratio.minimum() > 0) {
        series.add(Math.log(bar.ratio.median()), Math.log(bar.ratio.minimum()), Math.log(bar.ratio.maximum()), row, row, row);
      }
    }
    return series;
  }

  private XYIntervalSeries limits() {
    XYIntervalSeries series = new XYIntervalSeries(LIMITS);
    for (int row = 0; row < bars.size(); row++) {
      double limit = bars.get(row).limit;
      if (limit > 0) {
        series.add(Math.log(limit), Math.log(limit), Math.log(limit), row, row, row);
      }
    }
    return series;
  }

  private XYTextAnnotation label(int row) {
    Spread ratio = bars.get(row).ratio;
    XYTextAnnotation text = new XYTextAnnotation(times(ratio.median()), Math.log(Math.max(ratio.median(), Double.MIN_NORMAL)), row - 0.2);
    text.setTextAnchor(TextAnchor.BOTTOM_CENTER);
    text.setFont(Drawing.TEXT);
    text.setPaint(Role.INK.color());
    text.setBackgroundPaint(Role.PAPER.color());
    return text;
  }

  private static String times(double ratio) {
    return Figures.number(ratio) + " ×";
  }

  @Override
  public DataTable table() {
    boolean limits = hasLimits();
    boolean notes = bars.stream().anyMatch(bar -> !bar.note.isEmpty());
    List<String> header = new ArrayList<>(List.of(first, "median"));
    if (limits) {
      header.add(LIMITS);
    }
    header.addAll(List.of("smallest", "largest", "rounds"));
    if (notes) {
      header.add("remark");
    }
    List<List<String>> rows = new ArrayList<>();
    for (Bar bar : bars) {
      List<String> cells = new ArrayList<>(List.of(bar.name, times(bar.ratio.median())));
      if (limits) {
        cells.add(bar.limit > 0 ? times(bar.limit) : "");
      }
      cells.addAll(List.of(times(bar.ratio.minimum()), times(bar.ratio.maximum()), String.valueOf(bar.ratio.count())));
      if (notes) {
        cells.add(bar.note);
      }
      rows.add(cells);
    }
    return new DataTable(header, rows);
  }
}
