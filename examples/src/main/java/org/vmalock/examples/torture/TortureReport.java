package org.vmalock.examples.torture;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vmalock.examples.run.Colours;
import org.vmalock.examples.run.Latency;
import org.vmalock.examples.run.ResultFile;
import org.vmalock.examples.run.Table;
import org.vmalock.examples.torture.Counters.Count;
import org.vmalock.examples.torture.subject.Fault;

/**
 * The results of torture runs: as a table, in the style of locktorture, and as JSON.
 *
 * @param target the name on the command line
 * @param results one for each run
 * @param interrupted whether the test was ended early
 */
record TortureReport(String target, List<TortureResult> results, boolean interrupted) {
  TortureReport {
    results = List.copyOf(results);
  }

  boolean isSuccess() {
    return results.stream().allMatch(TortureResult::isSuccess);
  }

  // ---- Table

  /** Prints the table of one run. */
  static void print(TortureResult result, PrintWriter out) {
    TortureOptions options = result.options();
    out.println();
    String seconds = String.format(Locale.ROOT, "%.2f s", result.seconds());
    out.println("torture of " + result.target() + ":");
    Table.text(out, options.describe() + ", " + seconds);
    printRounds(out, "Readers", result.readers(), result);
    printRounds(out, "Writers", result.writers(), result);
    Counters total = result.total();
    out.println(String.format(Locale.ROOT, "  longest writer wait: %,.3f ms", result.maxWriterWaitMillis()));
    Table.text(
        out,
        String.format(
            Locale.ROOT,
            "references: acquired %,d + converted %,d - released for others %,d - released %,d = balance %,d",
            total.get(Count.ACQUIRED),
            total.get(Count.CONVERTED),
            total.get(Count.RELEASED_FOR_OTHERS),
            total.get(Count.RELEASED),
            total.balance()));
    printRow(out, "refused", total, Count.BUSY, Count.GONE, Count.REFUSALS);
    printRow(out, "writes", total, Count.WRITES, Count.ABORTS);
    printRow(out, "faults", total, Count.DEATHS, Count.INTERRUPTS, Count.EXCEPTIONS, Count.TIMEOUTS);
    out.println("  " + Colours.violations(result.violations().count()) + (result.isSuccess() ? "" : " " + byCheck(result)));
    out.flush();
  }

  /** Prints the last line. */
  void printEnd(PrintWriter out) {
    String end = "End of test: " + verdict();
    out.println(isSuccess() ? Colours.good(end) : Colours.bad(end));
    out.flush();
  }

  /**
   * Prints the rounds of the threads as locktorture does: with "???" if the most is more than twice the least, and "!!!" if there
   * is a violation.
   */
  private static void printRounds(PrintWriter out, String name, List<Counters> slots, TortureResult result) {
    if (slots.isEmpty()) {
      return;
    }
    List<Long> rounds = slots.stream().map(counters -> counters.get(Count.ROUNDS)).toList();
    long total = rounds.stream().mapToLong(Long::longValue).sum();
    long most = rounds.stream().mapToLong(Long::longValue).max().orElse(0);
    long least = rounds.stream().mapToLong(Long::longValue).min().orElse(0);
    boolean unfair = most / 2 > least && !result.options().hotplug();
    out.println(
        String.format(
            Locale.ROOT,
            "  %s: Total: %,d  Max/Min: %,d/%,d%s  Fail: %d%s",
            name,
            total,
            most,
            least,
            unfair ? " ???" : "",
            result.isSuccess() ? 0 : 1,
            result.isSuccess() ? "" : Colours.bad(" !!!")));
  }

  private static void printRow(PrintWriter out, String name, Counters total, Count... counts) {
    String numbers =
        Stream.of(counts)
            .map(count -> String.format(Locale.ROOT, "%s %,d", count, total.get(count)))
            .collect(Collectors.joining(", "));
    Table.text(out, name + ": " + numbers);
  }

  private static String byCheck(TortureResult result) {
    return result.violations().counts().entrySet().stream()
        .map(entry -> entry.getKey() + " " + entry.getValue())
        .sorted()
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private String verdict() {
    return isSuccess() ? "SUCCESS" : "FAILURE";
  }

  // ---- JSON

  ObjectNode json() {
    Counters total = Counters.sum(results.stream().map(TortureResult::total).toList());
    ObjectNode json = ResultFile.newObject();
    json.put("target", target);
    json.put("result", verdict());
    json.put("interrupted", interrupted);
    json.put("seconds", results.stream().mapToDouble(TortureResult::seconds).sum());
    put(json, total, results.stream().mapToLong(result -> result.violations().count()).sum());
    ArrayNode parts = json.putArray("parts");
    for (TortureResult result : results) {
      parts.add(json(result));
    }
    return json;
  }

  private static ObjectNode json(TortureResult result) {
    TortureOptions options = result.options();
    ObjectNode json = ResultFile.newObject();
    json.put("target", result.target());
    json.put("result", result.isSuccess() ? "SUCCESS" : "FAILURE");
    json.put("seconds", result.seconds());
    json.put("readers", options.readers());
    json.put("writers", options.writers());
    json.put("hotplug", options.hotplug());
    json.put("stutter", options.stutter());
    json.put("seed", options.seed());
    ArrayNode faults = json.putArray("faults");
    options.faults().stream().map(Fault::toString).sorted().forEach(faults::add);
    put(json, result.total(), result.violations().count());
    for (Count count : Count.values()) {
      json.put(count.toString(), result.total().get(count));
    }
    json.put(TortureResult.ROUNDS, result.total().get(Count.ROUNDS) / result.seconds());
    json.put(TortureResult.WRITES, result.total().get(Count.WRITES) / result.seconds());
    json.put("spread", result.spread());
    json.set("writerWaitNanos", Latency.json(result.waits()));
    json.set("timeline", result.timeline().json());
    ArrayNode described = json.putArray("described");
    result.violations().described().forEach(described::add);
    return json;
  }

  private static void put(ObjectNode json, Counters total, long violations) {
    json.put("operations", total.get(Count.ROUNDS));
    json.put("violations", violations);
    json.put("maxWriterWaitMillis", total.longestWaitNanos() / 1e6);
    json.put("referenceBalance", total.balance());
  }
}
