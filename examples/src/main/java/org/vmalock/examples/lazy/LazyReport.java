package org.vmalock.examples.lazy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.vmalock.examples.run.Colours;
import org.vmalock.examples.run.Latency;
import org.vmalock.examples.run.ResultFile;

/**
 * The report of a run, printed as a table and written as JSON.
 *
 * @param options the options of the run
 * @param results one result per scheme that was measured
 * @param warmUp one result per scheme that ran in the warm-up, which is checked and not measured
 * @param interrupted whether the run was ended early
 */
record LazyReport(LazyOptions options, List<LazyResult> results, List<LazyResult> warmUp, boolean interrupted) {
  LazyReport {
    results = List.copyOf(results);
    warmUp = List.copyOf(warmUp);
  }

  long violations() {
    return all().mapToLong(result -> result.violations().count()).sum();
  }

  /** Returns the results of the warm-up and of the measured runs. */
  Stream<LazyResult> all() {
    return Stream.concat(warmUp.stream(), results.stream());
  }

  void print(PrintWriter out) {
    out.println();
    out.println(
        String.format(
            Locale.ROOT, "lazy: %d workers, %,d contexts of %,d bytes", options.workers(), options.contexts(), options.bytes()));
    out.println(
        String.format(
            Locale.ROOT,
            "  one closed every %,d microseconds, %.2f s per scheme",
            options.closeMicros(),
            options.length().toNanos() / 1e9));
    if (results.isEmpty()) {
      out.println("  nothing was measured: the run ended in the warm-up");
    } else {
      printTable(out);
    }
    if (!results.isEmpty() || violations() > 0) {
      out.println(Colours.violations(violations()));
    }
    out.flush();
  }

  private void printTable(PrintWriter out) {
    out.println(
        String.format("  %-13s %16s %12s %13s %13s", "scheme", "switches/s", "closes/s", "converted", "most pending"));
    for (LazyResult result : results) {
      out.println(
          String.format(
              Locale.ROOT,
              "  %-13s %,16d %,12d %,13d %,13d",
              LazyCommand.label(result.scheme()),
              Math.round(result.switchesPerSecond()),
              Math.round(result.closesPerSecond()),
              result.converted(),
              result.mostPending()));
    }
  }

  ObjectNode json() {
    ObjectNode json = ResultFile.newObject();
    json.put("workers", options.workers());
    json.put("contexts", options.contexts());
    json.put("bytes", options.bytes());
    json.put("closeMicros", options.closeMicros());
    json.put("interrupted", interrupted);
    json.put("measured", !results.isEmpty());
    json.put("violations", violations());
    json.put("seconds", results.stream().mapToDouble(LazyResult::seconds).sum());
    ArrayNode schemes = json.putArray("schemes");
    for (LazyResult result : results) {
      ObjectNode scheme = schemes.addObject();
      scheme.put("scheme", LazyCommand.label(result.scheme()));
      scheme.put("seconds", result.seconds());
      scheme.put("switches", result.switches());
      scheme.put("switchesPerSecond", result.switchesPerSecond());
      scheme.put("closes", result.closes());
      scheme.put("closesPerSecond", result.closesPerSecond());
      scheme.put("converted", result.converted());
      scheme.put("mostPending", result.mostPending());
      scheme.put("violations", result.violations().count());
      scheme.set("switchNanos", Latency.json(result.switchNanos()));
      scheme.set("closeNanos", Latency.json(result.closeNanos()));
      scheme.set("timeline", result.timeline().json());
    }
    return json;
  }
}
