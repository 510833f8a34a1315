package org.vmalock.examples.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.DoubleFunction;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.SymbolAxis;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.jspecify.annotations.Nullable;

/**
 * Lines over time, or over percentiles.
 *
 * @param title what is shown
 * @param explanation how to read it
 * @param x the horizontal axis
 * @param y the vertical axis
 * @param lines the lines
 */
record LineChart(String title, String explanation, X x, Y y, List<Line> lines) implements Chart {
  private static final int HEIGHT = 330;
  private static final double TEN = 10;

  /**
   * The horizontal axis.
   *
   * @param label its label, with the unit
   * @param names the names of its points, or an empty list if they are numbers
   */
  record X(String label, List<String> names) {}

  /**
   * The vertical axis.
   *
   * @param label its label, with the unit
   * @param logarithmic whether equal distances are equal ratios
   * @param divisor what the figures are divided by in the picture
   * @param format writes a figure in the table
   */
  record Y(String label, boolean logarithmic, double divisor, DoubleFunction<String> format) {}

  /**
   * A line.
   *
   * @param name its name
   * @param x the positions
   * @param y the figures, one for each position; NaN where none is known
   */
  record Line(String name, List<Double> x, List<Double> y) {
    double largest() {
      return y.stream().filter(figure -> figure > 0).max(Double::compare).orElse(0.0);
    }
  }

  @Override
  public int height(boolean narrow) {
    return narrow ? HEIGHT - 30 : HEIGHT;
  }

  @Override
  public JFreeChart draw(boolean narrow) {
    XYPlot plot = Drawing.plot(domain(narrow), range());
    XYSeriesCollection data = new XYSeriesCollection();
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, true);
    renderer.setDrawSeriesLineAsPath(true);
    for (int series = 0; series < lines.size(); series++) {
      Line line = lines.get(series);
      XYSeries points = new XYSeries(line.name);
      for (int i = 0; i < line.x.size(); i++) {
        if (!y.logarithmic || line.y.get(i) > 0) {
          double figure = line.y.get(i) / y.divisor;
          points.add(line.x.get(i), Double.valueOf(y.logarithmic ? Math.log(figure) : figure));
        }
      }
      data.addSeries(points);
      renderer.setSeriesPaint(series, Role.series(series).color());
      renderer.setSeriesStroke(series, Marks.stroke(series));
      renderer.setSeriesShape(series, Marks.shape(series));
    }
    plot.setDataset(data);
    plot.setRenderer(renderer);
    return Drawing.chart(plot, lines.size() > 1);
  }

  private ValueAxis domain(boolean narrow) {
    if (x.names.isEmpty()) {
      NumberAxis axis = Drawing.numbers(x.label);
      axis.setLowerMargin(0);
      axis.setUpperMargin(0.02);
      return axis;
    }
    SymbolAxis axis = new SymbolAxis(x.label, x.names.toArray(new String[0]));
    axis.setGridBandsVisible(false);
    axis.setVerticalTickLabels(narrow);
    axis.setRange(-0.3, x.names.size() - 0.7);
    return axis;
  }

  private ValueAxis range() {
    if (!y.logarithmic) {
      NumberAxis axis = Drawing.numbers(y.label);
      if (figures().stream().noneMatch(figure -> figure > 0)) {
        axis.setRange(0, 1);
      }
      return axis;
    }
    NumberAxis axis = Drawing.logarithms(y.label, TEN, y.format);
    double smallest = figures().stream().filter(figure -> figure > 0).min(Double::compare).orElse(1.0);
    double largest = figures().stream().filter(figure -> figure > 0).max(Double::compare).orElse(1.0);
    double decade = Math.log(TEN);
    axis.setRange(decade * Math.floor(Math.log10(smallest)), decade * Math.ceil(Math.log10(Math.max(largest, smallest * 2))));
    return axis;
  }

  private List<Double> figures() {
    return lines.stream().flatMap(line -> line.y.stream()).toList();
  }

  @Override
  public DataTable table() {
    List<String> header = new ArrayList<>(List.of(x.label));
    lines.forEach(line -> header.add(line.name));
    List<List<String>> rows = new ArrayList<>();
    rowsByPosition()
        .forEach(
            (position, figures) -> {
              List<String> cells = new ArrayList<>();
              cells.add(x.names.isEmpty() ? String.format(Locale.ROOT, "%.1f", position / TEN) : x.names.get(rows.size()));
              figures.forEach(figure -> cells.add(figure == null ? "" : y.format.apply(figure)));
              rows.add(cells);
            });
    return new DataTable(header, rows);
  }

  /** Returns the figures of all lines by their positions in tenths; a figure whose place is taken moves to the next one. */
  private NavigableMap<Long, List<@Nullable Double>> rowsByPosition() {
    NavigableMap<Long, List<@Nullable Double>> rows = new TreeMap<>();
    for (int number = 0; number < lines.size(); number++) {
      Line line = lines.get(number);
      long free = Long.MIN_VALUE;
      for (int i = 0; i < line.x.size(); i++) {
        long position = Math.max(free, Math.round(line.x.get(i) * TEN));
        free = position + 1;
        rows.computeIfAbsent(position, key -> new ArrayList<>(Collections.nCopies(lines.size(), null))).set(number, line.y.get(i));
      }
    }
    return rows;
  }
}
