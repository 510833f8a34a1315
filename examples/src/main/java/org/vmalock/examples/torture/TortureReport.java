package org.vmalock.examples.torture;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vmalock.examples.run.ResultFile;
import org.vmalock.examples.torture.Counters.Count;
import org.vmalock.examples.torture.subject.Fault;

/**
 * The results of tortures for people, as locktorture prints them, and for programs, as JSON.
 *
 * @param what the name on the command line
 * @param results one for each part
 */
record TortureReport(String what, List<TortureResult> results) {
  TortureReport {
    results = List.copyOf(results);
  }

  boolean isSuccess() {
    return results.stream().allMatch(TortureResult::isSuccess);
  }

  // ---- For people

  /** Prints the table of one part. */
  static void print(TortureResult result, PrintWriter out) {
    TortureOptions options = result.options();
    out.println();
    String seconds = String.format(Locale.ROOT, "%.2f s", result.seconds());
    out.println("torture of " + result.what() + ": " + options.describe() + ", " + seconds);
    seats(out, "Readers", result.readers(), result);
    seats(out, "Writers", result.writers(), result);
    Counters total = result.total();
    out.println(String.format(Locale.ROOT, "  longest writer wait: %,.3f ms", result.maxWriterWaitMillis()));
    out.println(
        String.format(
            Locale.ROOT,
            "  ledger: grabs %,d + converts %,d - steals %,d - drops %,d = balance %,d",
            total.get(Count.GRABS),
            total.get(Count.CONVERTS),
            total.get(Count.STEALS),
            total.get(Count.DROPS),
            total.balance()));
    row(out, "refused", total, Count.BUSY, Count.GONE, Count.REFUSALS);
    row(out, "writes", total, Count.WRITES, Count.ABORTS);
    row(out, "faults", total, Count.DEATHS, Count.INTERRUPTS, Count.EXCEPTIONS, Count.TIMEOUTS);
    out.println("  violations: " + result.violations().count() + (result.isSuccess() ? "" : " " + byCheck(result)));
    out.flush();
  }

  /** Prints the last line. */
  void printEnd(PrintWriter out) {
    out.println("End of test: " + verdict());
    out.flush();
  }

  /** As locktorture: the most and the least that one thread has done, "???" if they are far apart, "!!!" if anything went wrong. */
  private static void seats(PrintWriter out, String name, List<Counters> seats, TortureResult result) {
    if (seats.isEmpty()) {
      return;
    }
    List<Long> rounds = seats.stream().map(counters -> counters.get(Count.ROUNDS)).toList();
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
            result.isSuccess() ? "" : " !!!"));
  }

  private static void row(PrintWriter out, String name, Counters total, Count... counts) {
    String figures =
        Stream.of(counts)
            .map(count -> String.format(Locale.ROOT, "%s %,d", count.name().toLowerCase(Locale.ROOT), total.get(count)))
            .collect(Collectors.joining(", "));
    out.println("  " + name + ": " + figures);
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

  // ---- For programs

  ObjectNode json() {
    Counters total = Counters.sum(results.stream().map(TortureResult::total).toList());
    ObjectNode json = ResultFile.newObject();
    json.put("what", what);
    json.put("result", verdict());
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
    json.put("what", result.what());
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
      json.put(count.name().toLowerCase(Locale.ROOT), result.total().get(count));
    }
    ArrayNode described = json.putArray("described");
    result.violations().described().forEach(described::add);
    return json;
  }

  private static void put(ObjectNode json, Counters total, long violations) {
    json.put("operations", total.get(Count.ROUNDS));
    json.put("violations", violations);
    json.put("maxWriterWaitMillis", total.longestWaitNanos() / 1e6);
    json.put("ledgerBalance", total.balance());
  }
}
