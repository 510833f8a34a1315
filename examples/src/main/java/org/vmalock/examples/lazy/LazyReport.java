package org.vmalock.examples.lazy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.vmalock.examples.run.ResultFile;

/**
 * The report of a run, printed as a table and written as JSON.
 *
 * @param options the options of the run
 * @param results one result per scheme
 */
record LazyReport(LazyOptions options, List<LazyResult> results) {
  LazyReport {
    results = List.copyOf(results);
  }

  long violations() {
    return results.stream().mapToLong(result -> result.violations().count()).sum();
  }

  void print(PrintWriter out) {
    out.println();
    out.println(
        String.format(
            Locale.ROOT,
            "lazy: %d workers, %d contexts of %,d bytes, one closed every %,d microseconds, %.2f s per scheme",
            options.workers(),
            options.contexts(),
            options.bytes(),
            options.closeMicros(),
            options.length().toNanos() / 1e9));
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
    out.println("violations: " + violations());
    out.flush();
  }

  ObjectNode json() {
    ObjectNode json = ResultFile.newObject();
    json.put("workers", options.workers());
    json.put("contexts", options.contexts());
    json.put("bytes", options.bytes());
    json.put("closeMicros", options.closeMicros());
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
    }
    return json;
  }
}
