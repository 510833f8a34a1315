package org.vmalock.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The result of a run: a table for a terminal, Markdown for the documentation, and JSON for programs.
 *
 * @param machine where it was measured
 * @param command the command line
 * @param isComparison whether the rival is an earlier build of the library
 * @param results the rows with their rounds
 * @param sizes sizes in the heap
 */
record BudgetReport(
    Machine machine, String command, boolean isComparison, Map<BudgetRow, Rounds> results, Map<String, Long> sizes) {

  String text() {
    StringBuilder text = new StringBuilder();
    for (List<String> fact : facts()) {
      text.append(String.format("%-10s %s%n", fact.get(0), fact.get(1)));
    }
    appendText(text, table());
    appendText(text, sizeTable());
    return text.toString();
  }

  String markdown() {
    StringBuilder text = new StringBuilder();
    for (List<String> fact : facts()) {
      text.append("- ").append(fact.get(0)).append(": ").append(fact.get(1)).append('\n');
    }
    appendMarkdown(text, table());
    appendMarkdown(text, sizeTable());
    return text.toString();
  }

  void writeJson(Path file) throws IOException {
    new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), json());
  }

  ObjectNode json() {
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.put("command", command)
        .put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString())
        .put("jdk", machine.jdk())
        .put("processor", machine.cpu())
        .put("system", machine.os())
        .put("collector", machine.collector())
        .put("flags", String.join(" ", FreshJvm.FLAGS))
        .put("loadAtStart", machine.load());
    var rows = root.putArray("rows");
    results.forEach(
        (row, rounds) -> {
          ObjectNode node = rows.addObject();
          node.put("name", row.name()).put("figure", row.figure()).put("unit", row.unit());
          if (row.hasLimit()) {
            node.put("limit", row.limit());
          }
          node.put("median", rounds.median()).put("minimum", rounds.minimum()).put("maximum", rounds.maximum());
          node.put("verdict", verdict(row, rounds));
          rounds.values().forEach(node.putArray("rounds")::add);
        });
    return root;
  }

  private List<List<String>> facts() {
    return List.of(
        List.of("JDK", machine.jdk()),
        List.of("processor", machine.cpu()),
        List.of("system", machine.os() + ", " + machine.quietness()),
        List.of("collector", machine.collector()),
        List.of("flags", String.join(" ", FreshJvm.FLAGS)),
        List.of("command", command));
  }

  private List<List<String>> table() {
    List<List<String>> table = new ArrayList<>();
    table.add(List.of("row", "figure", "at most", "median", "minimum", "maximum", "rounds", "verdict"));
    results.forEach(
        (row, rounds) ->
            table.add(
                List.of(
                    row.name(),
                    row.figure(),
                    row.hasLimit() ? (Rounds.digits(row.limit()) + " " + row.unit()).strip() : "–",
                    Rounds.digits(rounds.median()),
                    Rounds.digits(rounds.minimum()),
                    Rounds.digits(rounds.maximum()),
                    String.valueOf(rounds.count()),
                    verdict(row, rounds))));
    return table;
  }

  private String verdict(BudgetRow row, Rounds rounds) {
    return isComparison && row.isRatio() ? rounds.comparison() : row.hasLimit() ? rounds.verdict(row.limit()) : "–";
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
        String gap = " ".repeat(width - cell.length());
        text.append(column <= 1 ? cell + gap : gap + cell).append("  ");
      }
      text.setLength(text.length() - 2);
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
