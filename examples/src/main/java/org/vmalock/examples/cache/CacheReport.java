package org.vmalock.examples.cache;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.cache.scheme.BufferLedger;
import org.vmalock.examples.cache.scheme.Dimensions;
import org.vmalock.examples.cache.scheme.Scheme;
import org.vmalock.examples.run.ResultFile;

/**
 * The result of a run for people, as a table, and for programs, as JSON.
 *
 * @param file the file's name as the user gave it, or what was made in its place
 * @param scheme what guards the buffers
 * @param verification how much was checked
 * @param dimensions how large everything is
 * @param result what happened
 */
record CacheReport(String file, Scheme scheme, Verification verification, Dimensions dimensions, CacheResult result) {
  /** Prints the table. */
  void print(PrintWriter out) {
    ReaderCounters tally = result.tally();
    out.println();
    out.println(format("cache of %s over %s: %,d of %,d blocks of %,d bytes, %d %s, %s checked, %.2f s", file, scheme,
        dimensions.capacity(), dimensions.blocks(), dimensions.blockSize(), dimensions.readers(),
        dimensions.readers() == 1 ? "reader" : "readers", verification == Verification.FULL ? "whole blocks" : "random words",
        result.seconds()));
    row(out, "reads", tally.reads, "");
    row(out, "reads per second", Math.round(result.readsPerSecond()), "");
    row(out, "hits", result.hits(), format("%.1f %%", 100 * result.hitRate()));
    row(out, "loads", tally.misses, "");
    row(out, "evictions", result.evictions(), "");
    out.println(format("  %-20s %16.2f  a hit, over %,d that were weighed", "bytes allocated", result.bytesAllocatedPerHit(),
        tally.weighedHits));
    out.println(format("  %-20s %16.2f  a read, misses and what Caffeine does in this thread included", "",
        result.bytesAllocatedPerRead()));
    BufferLedger ledger = result.ledger();
    if (ledger != null) {
      out.println(format("  ledger: %,d buffers, taken %,d times, returned %,d times; balance %,d; pool, cache and Caffeine %s",
          ledger.buffers(), ledger.taken(), ledger.returned(), ledger.balance(),
          ledger.agreed() ? "agree that nothing is left" : "disagree"));
    }
    if (scheme == Scheme.ATOMIC) {
      out.println("  This scheme counts its readers after the fact, and is here to show what that allows.");
    }
    out.println("violations: " + result.violations().count());
    out.flush();
  }

  /** The JSON. */
  ObjectNode json() {
    ReaderCounters tally = result.tally();
    ObjectNode json = ResultFile.newObject();
    json.put("file", file);
    json.put("scheme", scheme.toString());
    json.put("verify", verification.toString());
    json.put("threads", dimensions.readers());
    json.put("blockSize", dimensions.blockSize());
    json.put("blocks", dimensions.blocks());
    json.put("capacity", dimensions.capacity());
    json.put("reads", tally.reads);
    json.put("hits", result.hits());
    json.put("hitRate", result.hitRate());
    json.put("loads", tally.misses);
    json.put("evictions", result.evictions());
    json.put("violations", result.violations().count());
    ObjectNode byCheck = json.putObject("violationsByCheck");
    result.violations().counts().forEach((check, count) -> byCheck.put(check.name().toLowerCase(Locale.ROOT), count));
    json.put("seconds", result.seconds());
    json.put("readsPerSecond", result.readsPerSecond());
    json.put("bytesAllocatedPerRead", result.bytesAllocatedPerRead());
    json.put("bytesAllocatedPerHit", result.bytesAllocatedPerHit());
    @Nullable BufferLedger ledger = result.ledger();
    if (ledger != null) {
      json.put("buffers", ledger.buffers());
      json.put("buffersTaken", ledger.taken());
      json.put("buffersReturned", ledger.returned());
      json.put("ledgerBalance", ledger.balance());
      json.put("ledgerAgreed", ledger.agreed());
    }
    return json;
  }

  private static void row(PrintWriter out, String what, long value, String note) {
    out.println(format("  %-20s %,16d  %s", what, value, note).stripTrailing());
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
