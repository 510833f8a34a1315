package org.vmalock.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

/** The ratios of the budget as a picture: what is allowed beside what was measured. */
final class BudgetChart {
  private BudgetChart() {}

  static void write(List<BudgetLine> budget, String title, Path png) throws IOException {
    System.setProperty("java.awt.headless", "true");
    List<String> labels = new ArrayList<>();
    List<Double> atMost = new ArrayList<>();
    List<Double> measured = new ArrayList<>();
    List<Double> errors = new ArrayList<>();
    for (BudgetLine line : budget) {
      if (line.isRatio()) {
        labels.add(line.label());
        atMost.add(line.atMost());
        measured.add(line.measured().mean());
        errors.add(Double.isNaN(line.measured().error()) ? 0 : line.measured().error());
      }
    }
    CategoryChart chart = new CategoryChartBuilder().width(900).height(500).title(title).yAxisTitle("times the rival, less is better").build();
    chart.getStyler().setYAxisMin(0.0);
    chart.getStyler().setXAxisLabelRotation(30);
    chart.getStyler().setLegendPosition(LegendPosition.InsideNE);
    chart.addSeries("at most", labels, atMost);
    chart.addSeries("measured", labels, measured, errors);
    BitmapEncoder.saveBitmap(chart, png.toString(), BitmapFormat.PNG);
  }
}
