package org.vmalock.benchmarks;

import java.util.List;
import java.util.Locale;

/** The rows of {@link HotNode}: one node that all threads read, and some write. Without limits, but for those that the design has. */
final class HotNodeRows {
  private static final String VMALOCK = "adaptive";

  /** Thousandths of the operations. */
  private static final List<Integer> WRITES = List.of(0, 1, 10, 100);

  private HotNodeRows() {}

  static void addTo(List<BudgetRow> rows) {
    for (int threads : new int[] {1, 2, 4, 16}) {
      for (int writes : WRITES) {
        rows.add(row(threads, writes, VMALOCK, "stamped", "StampedLock"));
      }
    }
    for (int threads : new int[] {1, 2}) {
      rows.add(row(threads, 0, VMALOCK, "reentrant", "ReentrantReadWriteLock"));
      rows.add(row(threads, 0, VMALOCK, "atomic", "AtomicInteger, which excludes no writer"));
      rows.add(row(threads, 0, VMALOCK, "netty", "Netty's AbstractReferenceCounted, which excludes no writer"));
      rows.add(row(threads, 10, VMALOCK, "counted", "counted reads only"));
    }
    rows.add(row(2, 10, "optimistic", "stamped_optimistic", "StampedLock"));
    for (String percentile : new String[] {"50", "99", "99.9"}) {
      rows.add(
          BudgetRow.information(
              "write-latency-" + percentile,
              "percentile " + percentile + " of the time of a write beside a hazard reader, 0.1 % writes : StampedLock",
              side("hazard", 2, 1, percentile),
              side("stamped", 2, 1, percentile)));
    }
  }

  private static BudgetRow row(int threads, int writes, String scheme, String rival, String rivalName) {
    return BudgetRow.information(
        "hot-node-" + threads + "-" + writes + ("stamped".equals(rival) ? "" : "-" + rival),
        String.format(
            Locale.ROOT, "operation on one node, %d threads, %s %% writes, %s : %s", threads, Rounds.digits(writes / 10.0), scheme, rivalName),
        side(scheme, threads, writes, "nanos"),
        side(rival, threads, writes, "nanos"));
  }

  private static Side side(String scheme, int threads, int writes, String print) {
    return Side.printed(HotNode.class, "scheme=" + scheme, "threads=" + threads, "writes=" + writes, "print=" + print);
  }
}
