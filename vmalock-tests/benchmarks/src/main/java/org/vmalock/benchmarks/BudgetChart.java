package org.vmalock.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

/** The ratios of the budget as a picture: the limit beside the median, with the spread of the rounds. */
final class BudgetChart {
  private BudgetChart() {}

  static void write(Map<BudgetRow, Rounds> results, String title, Path png) throws IOException {
    System.setProperty("java.awt.headless", "true");
    List<String> labels = new ArrayList<>();
    List<Double> limits = new ArrayList<>();
    List<Double> medians = new ArrayList<>();
    List<Double> spreads = new ArrayList<>();
    results.forEach(
        (row, rounds) -> {
          if (row.isRatio() && row.hasLimit()) {
            labels.add(row.name());
            limits.add(row.limit());
            medians.add(rounds.median());
            spreads.add((rounds.maximum() - rounds.minimum()) / 2);
          }
        });
    CategoryChart chart =
        new CategoryChartBuilder().width(1200).height(600).title(title).yAxisTitle("times the rival, less is better").build();
    chart.getStyler().setYAxisMin(0.0);
    chart.getStyler().setXAxisLabelRotation(40);
    chart.getStyler().setLegendPosition(LegendPosition.InsideNE);
    if (!labels.isEmpty()) {
      chart.addSeries("at most", labels, limits);
      chart.addSeries("median, half the spread", labels, medians, spreads);
    }
    BitmapEncoder.saveBitmap(chart, png.toString(), BitmapFormat.PNG);
  }
}
