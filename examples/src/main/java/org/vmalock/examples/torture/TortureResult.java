package org.vmalock.examples.torture;

import java.util.List;
import org.vmalock.examples.run.Violations;
import org.vmalock.examples.torture.subject.Check;

/**
 * What one torture found.
 *
 * @param what the name of what was tortured
 * @param options how
 * @param readers by seat
 * @param writers by seat
 * @param total over all seats, the deputy and the end
 * @param violations what went wrong
 * @param seconds how long it took
 */
record TortureResult(
    String what,
    TortureOptions options,
    List<Counters> readers,
    List<Counters> writers,
    Counters total,
    Violations<Check> violations,
    double seconds) {
  TortureResult {
    readers = List.copyOf(readers);
    writers = List.copyOf(writers);
  }

  boolean isSuccess() {
    return violations.count() == 0;
  }

  double maxWriterWaitMillis() {
    return total.longestWaitNanos() / 1e6;
  }
}
