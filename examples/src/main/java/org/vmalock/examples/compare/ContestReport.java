package org.vmalock.examples.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.vmalock.examples.report.Comparison;
import org.vmalock.examples.report.Spread;
import org.vmalock.examples.run.Colours;
import org.vmalock.examples.run.Table;

/**
 * The report of a comparison.
 *
 * @param command the compared command
 * @param input what was replayed or read, or an empty text
 * @param options the number of rounds and the length of a run
 * @param comparison the rates and the ratios
 */
record ContestReport(String command, String input, RoundOptions options, Comparison comparison) {
  /** Fields that are the same in all runs of a comparison, and belong to its result. */
  private static final List<String> COMMON =
      List.of("trace", "process", "touchSeed", "notes", "readers", "writerYield", "file", "verify", "threads", "blockSize", "blocks",
          "capacity", "workers", "contexts", "bytes", "closeMicros");

  /** Fields that a run has from its own JVM, and that the result has as well. */
  private static final List<String> ORIGIN =
      List.of("command", "commandLine", "version", "jdk", "flags", "system", "processor", "cores", "date", "interrupted");

  void print(PrintWriter out) {
    out.println();
    out.println("compare " + command + (input.isEmpty() ? "" : " of " + input));
    Table.text(out, String.format(Locale.ROOT, "%d rounds planned, runs of %.1f s, each in a JVM of its own", options.rounds(), options.seconds()));
    if (comparison.rates().isEmpty()) {
      Table.text(out, "nothing was measured: no run has ended");
    }
    comparison.rates().forEach(rates -> print(out, rates));
    for (Comparison.Ratio ratio : comparison.ratios()) {
      Table.text(out, ratio.scheme() + " / " + ratio.rival() + ", " + ratio.noun() + " per second: " + ratio.describe() + ", " + ratio.verdict());
    }
    out.flush();
  }

  private void print(PrintWriter out, Comparison.Rates rates) {
    String rounds = rates.rounds() == 1 ? "1 round" : rates.rounds() + " rounds";
    out.println("  " + rates.scheme() + ": " + rounds + ", " + wrong(rates));
    print(out, comparison.readersNoun(), rates.readers());
    print(out, comparison.writerNoun(), rates.writer());
  }

  private static String wrong(Comparison.Rates rates) {
    String words = String.format(Locale.ROOT, "%,d wrong of %,d answers", rates.wrong(), rates.checked());
    return rates.wrong() == 0 ? Colours.good(words) : Colours.bad(words.toUpperCase(Locale.ROOT));
  }

  private static void print(PrintWriter out, String noun, Spread spread) {
    String note = spread.count() <= 1 ? "" : String.format(Locale.ROOT, "%,.0f to %,.0f", spread.minimum(), spread.maximum());
    Table.row(out, "  " + noun + "/s", Math.round(spread.median()), note);
  }

  /** Prints what the runs have reported on standard error, once for each run. */
  static void printViolations(JsonNode result, PrintWriter err) {
    for (JsonNode run : result.path("runs")) {
      String described = run.path("described").asText();
      if (!described.isEmpty()) {
        err.println(run.path("scheme").asText() + " in round " + run.path("round").asInt() + ":");
        err.println(described);
      }
    }
    err.flush();
  }

  /** Removes the fields that all runs have in common, and the picture of the address space but in the first run. */
  static void dropRepeated(ObjectNode run, boolean later) {
    run.remove(COMMON);
    run.remove(ORIGIN);
    if (later && run.path("addressSpace") instanceof ObjectNode space) {
      space.remove("mostWritten");
      space.path("rows").forEach(row -> ((ObjectNode) row).remove(List.of("cells", "written")));
    }
  }

  /** Copies the fields that all runs have in common to the result. */
  static void takeCommon(JsonNode measured, ObjectNode result) {
    for (String field : COMMON) {
      if (measured.has(field)) {
        result.set(field, measured.get(field));
      }
    }
  }
}
