package org.vmalock.examples.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.vmalock.examples.report.Page.Answer;
import org.vmalock.examples.report.Page.Tone;

/** The page of a run of the benchmarks' budget. */
final class BudgetPage {
  private static final String TIMES = "×";

  private final JsonNode result;

  BudgetPage(JsonNode result) {
    this.result = result;
  }

  Chart first() {
    List<RatioChart.Bar> bars = new ArrayList<>();
    for (JsonNode row : rows()) {
      if (isRatio(row)) {
        bars.add(
            new RatioChart.Bar(
                row.path("name").asText(), row.path("name").asText(), "median of the rounds", Spread.of(values(row)), row.path("limit").asDouble(),
                row.path("verdict").asText()));
      }
    }
    return new RatioChart(
        "Time of vmalock : time of its rival, with the limit of each row",
        "Each mark is the median of the rounds, its bar reaches from the smallest to the largest round; the upright stroke is the limit. To the"
            + " left of the line at 1, vmalock takes less time than its rival; to the right, more.",
        "time of vmalock : time of the rival",
        "row",
        bars);
  }

  String html() {
    Page page = new Page("budget: vmalock beside its rivals", rows().size() + " rows, each measured in rounds of two fresh JVMs.");
    page.answers(List.of(verdicts()));
    if (rows().stream().anyMatch(BudgetPage::isRatio)) {
      page.section("Compared");
      page.chart(first());
    }
    if (rows().stream().anyMatch(row -> !isRatio(row))) {
      page.section("Rows without a rival");
      page.table(table());
    }
    page.section("What the rows measure");
    page.table(meaning());
    page.section("How it was measured");
    page.command(ResultPage.Origin.command(result));
    page.table(ResultPage.Origin.table(result));
    page.section("What the figures mean, and what they do not show");
    page.list(
        List.of(
            "Both sides of a row run one after the other in fresh JVMs; the figure is the median of the ratios of the rounds.",
            "A row is decided if at most one round in seven lies on the other side of its limit than the median.",
            "The figures hold for this machine and this JDK. They are times of single operations in a loop, not of a program.",
            "On a machine that does other work at the same time, the spread grows and the figures mean little."));
    return page.html();
  }

  private static boolean isRatio(JsonNode row) {
    return row.path("unit").asText().equals(TIMES);
  }

  private List<JsonNode> rows() {
    List<JsonNode> rows = new ArrayList<>();
    result.path("rows").forEach(rows::add);
    return rows;
  }

  private static List<Double> values(JsonNode row) {
    List<Double> values = new ArrayList<>();
    row.path("rounds").forEach(value -> values.add(value.asDouble()));
    return values;
  }

  private Answer verdicts() {
    List<String> over = rows().stream().filter(row -> isBad(row.path("verdict").asText())).map(row -> row.path("name").asText()).toList();
    String text = over.isEmpty() ? "No row is over its limit." : "Over their limits, or slower than the baseline: " + String.join(", ", over) + ".";
    return new Answer(over.isEmpty() ? Tone.GOOD : Tone.BAD, "Are the limits met?", List.of(text));
  }

  private static boolean isBad(String verdict) {
    return verdict.equals("OVER") || verdict.equals("SLOWER");
  }

  private DataTable meaning() {
    List<List<String>> table = new ArrayList<>();
    rows().forEach(row -> table.add(List.of(row.path("name").asText(), row.path("figure").asText())));
    return new DataTable(List.of("row", "vmalock : its rival, or what is measured"), table);
  }

  private DataTable table() {
    List<List<String>> table = new ArrayList<>();
    for (JsonNode row : rows().stream().filter(row -> !isRatio(row)).toList()) {
      String unit = " " + row.path("unit").asText();
      table.add(
          List.of(
              row.path("name").asText(),
              (Figures.number(row.path("limit").asDouble()) + unit).strip(),
              Figures.number(row.path("median").asDouble()),
              Figures.number(row.path("minimum").asDouble()),
              Figures.number(row.path("maximum").asDouble()),
              row.path("verdict").asText()));
    }
    return new DataTable(List.of("row", "at most", "median", "smallest", "largest", "verdict"), table);
  }
}
