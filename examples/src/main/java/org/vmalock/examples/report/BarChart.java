package org.vmalock.examples.report;

import java.util.ArrayList;
import java.util.List;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.AxisLocation;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.labels.ItemLabelAnchor;
import org.jfree.chart.labels.ItemLabelPosition;
import org.jfree.chart.labels.StandardCategoryItemLabelGenerator;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.category.CategoryDataset;
import org.jfree.data.category.DefaultCategoryDataset;

/**
 * Horizontal bars.
 *
 * @param title what is shown
 * @param explanation how to read it
 * @param axis the label of the axis, with the unit
 * @param names the groups of bars
 * @param series the bars of each group
 */
record BarChart(String title, String explanation, String axis, List<String> names, List<Series> series) implements Chart {
  private static final int BAR = 22;
  private static final int GAP = 24;
  private static final int FRAME = 96;

  /**
   * The bars of one colour.
   *
   * @param name the name of the colour
   * @param values one figure for each group, NaN where none is known
   */
  record Series(String name, List<Double> values) {}

  @Override
  public int height(boolean narrow) {
    return FRAME + names.size() * (GAP + BAR * series.size());
  }

  @Override
  public JFreeChart draw(boolean narrow) {
    DefaultCategoryDataset data = new DefaultCategoryDataset();
    BarRenderer renderer = new BarRenderer();
    for (int number = 0; number < series.size(); number++) {
      Series one = series.get(number);
      for (int i = 0; i < names.size(); i++) {
        double value = one.values.get(i);
        data.addValue(Double.isNaN(value) ? null : value, one.name, names.get(i));
      }
      renderer.setSeriesPaint(number, Role.series(number).color());
    }
    renderer.setBarPainter(new StandardBarPainter());
    renderer.setShadowVisible(false);
    renderer.setDefaultItemLabelGenerator(new Label());
    renderer.setDefaultItemLabelsVisible(true);
    renderer.setDefaultItemLabelFont(Drawing.TEXT);
    renderer.setDefaultItemLabelPaint(Role.INK.color());
    renderer.setDefaultPositiveItemLabelPosition(new ItemLabelPosition(ItemLabelAnchor.OUTSIDE3, TextAnchor.CENTER_LEFT));
    renderer.setItemMargin(0.1);
    renderer.setMaximumBarWidth(0.1);
    NumberAxis values = Drawing.numbers(axis);
    values.setUpperMargin(narrow ? 0.35 : 0.15);
    if (series.stream().allMatch(one -> one.values.stream().noneMatch(value -> value > 0))) {
      values.setRange(0, 1);
    }
    CategoryAxis groups = new CategoryAxis();
    groups.setMaximumCategoryLabelLines(3);
    groups.setMaximumCategoryLabelWidthRatio(narrow ? 0.3f : 0.25f);
    Drawing.style(values);
    Drawing.style(groups);
    CategoryPlot plot = new CategoryPlot(data, groups, values, renderer);
    Drawing.style(plot);
    plot.setOrientation(PlotOrientation.HORIZONTAL);
    plot.setRangeAxisLocation(AxisLocation.BOTTOM_OR_LEFT);
    plot.setRangeGridlinePaint(Role.GRID.color());
    return Drawing.chart(plot, series.size() > 1);
  }

  @Override
  public DataTable table() {
    List<String> header = new ArrayList<>(List.of(axis));
    series.forEach(one -> header.add(one.name));
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      int row = i;
      List<String> cells = new ArrayList<>(List.of(names.get(i)));
      for (Series one : series) {
        double value = one.values.get(row);
        cells.add(Double.isNaN(value) ? Figures.UNKNOWN : Figures.number(value));
      }
      rows.add(cells);
    }
    return new DataTable(header, rows);
  }

  /** Writes the figure beside its bar. */
  private static final class Label extends StandardCategoryItemLabelGenerator {
    private static final long serialVersionUID = 1;

    @Override
    public String generateLabel(CategoryDataset data, int row, int column) {
      return Figures.number(data.getValue(row, column).doubleValue());
    }
  }
}
