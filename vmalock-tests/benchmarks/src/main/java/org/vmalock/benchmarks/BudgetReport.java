package org.vmalock.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The budget and everything measured beside it, as text for a terminal and as Markdown for the documentation. */
final class BudgetReport {
  private final Machine machine;
  private final String command;
  private final List<BudgetLine> budget;
  private final List<Scores.Row> rows;
  private final Map<String, Long> sizes;

  BudgetReport(Machine machine, String command, List<BudgetLine> budget, List<Scores.Row> rows, Map<String, Long> sizes) {
    this.machine = machine;
    this.command = command;
    this.budget = budget;
    this.rows = rows;
    this.sizes = sizes;
  }

  String text() {
    StringBuilder text = new StringBuilder();
    for (List<String> fact : facts()) {
      text.append(String.format("%-10s %s%n", fact.get(0), fact.get(1)));
    }
    appendText(text, budgetTable());
    appendText(text, rawTable());
    appendText(text, sizeTable());
    return text.toString();
  }

  String markdown() {
    StringBuilder text = new StringBuilder();
    for (List<String> fact : facts()) {
      text.append("- ").append(fact.get(0)).append(": ").append(fact.get(1)).append('\n');
    }
    appendMarkdown(text, budgetTable());
    appendMarkdown(text, rawTable());
    appendMarkdown(text, sizeTable());
    return text.toString();
  }

  private List<List<String>> facts() {
    return List.of(
        List.of("JDK", machine.jdk()),
        List.of("CPU", machine.cpu()),
        List.of("system", machine.os() + ", " + machine.quietness()),
        List.of("collector", machine.collector()),
        List.of("command", command));
  }

  private List<List<String>> budgetTable() {
    List<List<String>> table = new ArrayList<>();
    table.add(List.of("figure", "at most", "measured", "verdict"));
    for (BudgetLine line : budget) {
      table.add(List.of(line.figure(), line.budget(), line.result(), line.verdict()));
    }
    return table;
  }

  private List<List<String>> rawTable() {
    List<List<String>> table = new ArrayList<>();
    table.add(List.of("benchmark", "with", "threads", "ns/op", "B/op", "× ours"));
    for (Scores.Row row : rows) {
      table.add(
          List.of(
              row.benchmark(),
              row.parameters(),
              String.valueOf(row.threads()),
              row.nanos().toString(),
              row.bytes().mean() < BudgetRun.HARNESS_BYTES ? "0" : Score.exact(row.bytes().mean()).toString(),
              Double.isNaN(row.againstOurs().mean()) ? "" : Score.exact(row.againstOurs().mean()).toString()));
    }
    return table;
  }

  private List<List<String>> sizeTable() {
    List<List<String>> table = new ArrayList<>();
    table.add(List.of("in the heap", "bytes"));
    sizes.forEach((what, bytes) -> table.add(List.of(what, bytes.toString())));
    return table;
  }

  private static void appendText(StringBuilder text, List<List<String>> table) {
    text.append(System.lineSeparator());
    for (List<String> row : table) {
      for (int column = 0; column < row.size(); column++) {
        int width = width(table, column);
        String cell = row.get(column);
        text.append(column == 0 ? cell + " ".repeat(width - cell.length()) : "  " + " ".repeat(width - cell.length()) + cell);
      }
      text.append(System.lineSeparator());
    }
  }

  private static int width(List<List<String>> table, int column) {
    return table.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }

  private static void appendMarkdown(StringBuilder text, List<List<String>> table) {
    text.append('\n');
    for (int i = 0; i < table.size(); i++) {
      text.append("| ").append(String.join(" | ", table.get(i))).append(" |\n");
      if (i == 0) {
        text.append("|---").append("|--:".repeat(table.get(0).size() - 1)).append("|\n");
      }
    }
  }
}
