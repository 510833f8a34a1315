package org.vmalock.examples.cache;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.cache.scheme.BufferLedger;
import org.vmalock.examples.cache.scheme.Dimensions;
import org.vmalock.examples.cache.scheme.Scheme;
import org.vmalock.examples.run.Colours;
import org.vmalock.examples.run.Latency;
import org.vmalock.examples.run.ResultFile;
import org.vmalock.examples.run.Table;

/**
 * The report of a run, printed as a table and written as JSON.
 *
 * @param file the name of the file as given by the user, or a description of the temporary file
 * @param scheme the scheme that protects the buffers
 * @param verification the part of a block that was checked
 * @param dimensions the sizes
 * @param result the result
 */
record CacheReport(String file, Scheme scheme, Verification verification, Dimensions dimensions, CacheResult result) {
  /** Prints the table. */
  void print(PrintWriter out) {
    ReaderCounters counters = result.counters();
    out.println();
    out.println(format("cache of %s over %s", file, scheme));
    Table.text(out, format("%,d of %,d blocks of %,d bytes, %d %s, %s checked, %.2f s", dimensions.capacity(), dimensions.blocks(),
        dimensions.blockSize(), dimensions.readers(), dimensions.readers() == 1 ? "reader" : "readers",
        verification == Verification.FULL ? "whole blocks" : "random words", result.seconds()));
    Table.row(out, "reads", counters.reads, "");
    Table.row(out, "reads per second", Math.round(result.readsPerSecond()), "");
    Table.row(out, "hits", result.hits(), format("%.1f %%; reads that did not load the block", 100 * result.hitRate()));
    Table.row(out, "loads", counters.misses, "");
    Table.row(out, "evictions", result.evictions(), "");
    Table.row(out, "bytes allocated", format("%.2f", result.bytesAllocatedPerHit()),
        format("per hit, mean of %,d measured hits", counters.hitBytes.getTotalCount()));
    Table.row(out, "", format("%.2f", result.bytesAllocatedPerRead()), "per read, with misses and Caffeine's maintenance");
    Table.text(out, "bytes allocated by a measured hit: " + Latency.describe(counters.hitBytes));
    BufferLedger ledger = result.ledger();
    if (ledger != null) {
      Table.text(out, format("buffers: %,d, taken %,d times, returned %,d times; balance %,d; pool, cache and Caffeine %s",
          ledger.buffers(), ledger.taken(), ledger.returned(), ledger.balance(),
          ledger.agreed() ? "agree that no buffer is left" : "disagree"));
    }
    if (scheme == Scheme.GC || scheme == Scheme.GC_HEAP) {
      Table.text(out, "Each load allocated a new " + (scheme.isDirect() ? "direct buffer" : "buffer on the heap")
          + ", which is left to the garbage collector.");
    }
    if (scheme == Scheme.ATOMIC) {
      Table.text(out, "This scheme checks its count after it has incremented it; it is included to show the violations that this allows.");
    }
    out.println(Colours.violations(result.violations().count()));
    out.flush();
  }

  /** Returns the report as JSON. */
  ObjectNode json() {
    ReaderCounters counters = result.counters();
    ObjectNode json = ResultFile.newObject();
    json.put("file", file);
    json.put("scheme", scheme.toString());
    json.put("verify", verification.toString());
    json.put("threads", dimensions.readers());
    json.put("blockSize", dimensions.blockSize());
    json.put("blocks", dimensions.blocks());
    json.put("capacity", dimensions.capacity());
    json.put("reads", counters.reads);
    json.put("hits", result.hits());
    json.put("hitRate", result.hitRate());
    json.put("loads", counters.misses);
    json.put("evictions", result.evictions());
    json.put("violations", result.violations().count());
    ObjectNode byCheck = json.putObject("violationsByCheck");
    result.violations().counts().forEach((check, count) -> byCheck.put(check.name().toLowerCase(Locale.ROOT), count));
    json.put("seconds", result.seconds());
    json.put("readsPerSecond", result.readsPerSecond());
    json.put("bytesAllocatedPerRead", result.bytesAllocatedPerRead());
    json.put("bytesAllocatedPerHit", result.bytesAllocatedPerHit());
    json.put("evictionsPerSecond", result.evictions() / result.seconds());
    json.set("hitBytes", Latency.json(counters.hitBytes));
    json.set("hitNanos", Latency.json(counters.hitNanos));
    json.set("loadNanos", Latency.json(counters.loadNanos));
    ObjectNode steady = json.putObject("afterWarmUp");
    steady.put(CacheResult.READS, result.timeline().rateAfterWarmUp(CacheResult.READS));
    steady.put(CacheResult.EVICTIONS, result.timeline().rateAfterWarmUp(CacheResult.EVICTIONS));
    json.set("timeline", result.timeline().json());
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

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
