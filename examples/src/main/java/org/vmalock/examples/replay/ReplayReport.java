package org.vmalock.examples.replay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.vmalock.examples.replay.space.SpaceStats;
import org.vmalock.examples.run.Colours;
import org.vmalock.examples.run.Latency;
import org.vmalock.examples.run.LatencySampler;
import org.vmalock.examples.run.ResultFile;
import org.vmalock.examples.run.Table;
import org.vmalock.examples.trace.TraceOrigin;

/**
 * The report of a replay, printed as a table and written as JSON.
 *
 * @param trace the name of the trace as given by the user
 * @param origin what was made into the trace
 * @param scheme the name of the scheme on the command line
 * @param result the result
 */
record ReplayReport(String trace, TraceOrigin origin, String scheme, ReplayResult result) {
  /** Prints the table. */
  void print(PrintWriter out) {
    AccessCounts counts = result.counts();
    out.println();
    out.println("replay of " + trace + " over " + scheme);
    out.println("  " + threads() + String.format(Locale.ROOT, ", %.2f s", result.seconds()));
    Table.row(out, "map operations", result.mapOperations(), rounds());
    Table.row(out, "map operations per s", Math.round(result.mapOperationsPerSecond()), "of the writer");
    Table.row(out, "accesses", counts.total(), "");
    Table.row(out, "accesses per second", Math.round(result.accessesPerSecond()), "of all readers");
    Table.row(out, "mapped", counts.mappedCount(), protections(counts));
    Table.row(out, "unmapped", counts.unmappedCount(), "");
    Table.row(out, "hits", result.statistics().hits(), "found and read-locked");
    row(out, "retries", result.statistics().retries(), "repeated because of the writer");
    row(out, "fallbacks", result.statistics().fallbacks(), "waited for the writer");
    row(out, "spread", result.statistics().spread(), "ranges whose readers collided");
    printEnd(out);
    Table.text(out, "latency of a look-up with its read lock in nanoseconds, 1 in " + LatencySampler.PERIOD + " sampled: "
        + Latency.describe(result.latency()));
    Table.text(out, "time of a mapping operation with its waits for readers in nanoseconds: " + Latency.describe(result.operations()));
    out.println(Colours.violations(result.violations().count()));
    out.flush();
  }

  /** Returns the report as JSON. */
  ObjectNode json() {
    AccessCounts counts = result.counts();
    ObjectNode json = ResultFile.newObject();
    json.put("trace", trace);
    if (origin.process() != null) {
      json.put("process", origin.process());
    }
    if (origin.touchSeed() != null) {
      json.put("touchSeed", origin.touchSeed());
    }
    origin.notes().forEach(json.putArray("notes")::add);
    json.put("mode", result.mode().name().toLowerCase(Locale.ROOT));
    json.put("scheme", scheme);
    json.put("readers", result.threads().readers());
    json.put("writerYield", result.threads().writerYield());
    json.put("accesses", counts.total());
    json.put("mapped", counts.mappedCount());
    json.put("unmapped", counts.unmappedCount());
    ObjectNode byProtection = json.putObject("byProtection");
    counts.byProtection().forEach((protection, count) -> byProtection.put(String.valueOf(protection), count));
    if (result.end().isKnown()) {
      json.put("rangesAtEnd", result.end().ranges());
      json.put("pagesAtEnd", result.end().pages());
    }
    json.put("mapOperations", result.mapOperations());
    json.put("mapOperationsPerSecond", result.mapOperationsPerSecond());
    json.put("yields", result.yields());
    json.put("rounds", result.rounds());
    json.put("hits", result.statistics().hits());
    put(json, "retries", result.statistics().retries());
    put(json, "fallbacks", result.statistics().fallbacks());
    put(json, "spread", result.statistics().spread());
    json.put("violations", result.violations().count());
    ObjectNode byCheck = json.putObject("violationsByCheck");
    result.violations().counts().forEach((check, count) -> byCheck.put(check.name().toLowerCase(Locale.ROOT), count));
    json.put("seconds", result.seconds());
    json.put("accessesPerSecond", result.accessesPerSecond());
    json.set("sampledLatencyNanos", Latency.json(result.latency()));
    json.set("mapOperationNanos", Latency.json(result.operations()));
    if (result.mode() == ReplayResult.Mode.CONCURRENT) {
      json.put("bytesAllocatedPerLookUp", ratio(result.allocation().byReaders(), counts.total()));
      json.put("bytesAllocatedPerMapOperation", ratio(result.allocation().byWriter(), result.mapOperations()));
    }
    ObjectNode steady = json.putObject("afterWarmUp");
    steady.put(ReplayResult.ACCESSES, result.timeline().rateAfterWarmUp(ReplayResult.ACCESSES));
    steady.put(ReplayResult.MAP_OPERATIONS, result.timeline().rateAfterWarmUp(ReplayResult.MAP_OPERATIONS));
    json.set("timeline", result.timeline().json());
    json.set("addressSpace", result.addressSpace());
    return json;
  }

  private static void row(PrintWriter out, String name, long count, String note) {
    if (count != SpaceStats.UNCOUNTED) {
      Table.row(out, name, count, note);
    }
  }

  private static void put(ObjectNode json, String name, long count) {
    if (count != SpaceStats.UNCOUNTED) {
      json.put(name, count);
    }
  }

  private static double ratio(long sum, long count) {
    return count == 0 ? 0 : (double) sum / count;
  }

  private void printEnd(PrintWriter out) {
    if (result.end().isKnown()) {
      Table.row(out, "ranges at the end", result.end().ranges(), "");
      Table.row(out, "pages at the end", result.end().pages(), "");
    } else {
      Table.text(out, "the run ended within a round: the ranges at the end were not compared");
    }
  }

  private String threads() {
    return result.mode() == ReplayResult.Mode.LOCKSTEP ? "lockstep, one thread" : result.threads().describe();
  }

  private String rounds() {
    return result.mode() == ReplayResult.Mode.LOCKSTEP ? "" : String.format(Locale.ROOT, result.rounds() == 1 ? "%,d round" : "%,d rounds", result.rounds());
  }

  private static String protections(AccessCounts counts) {
    return counts.byProtection().entrySet().stream().map(ReplayReport::protection).collect(Collectors.joining(", "));
  }

  private static String protection(Map.Entry<Integer, Long> entry) {
    return String.format(Locale.ROOT, "prot %d: %,d", entry.getKey(), entry.getValue());
  }
}
