package org.vmalock.examples.torture;

import java.util.List;
import org.HdrHistogram.Histogram;
import org.vmalock.examples.run.Timeline;
import org.vmalock.examples.run.Violations;
import org.vmalock.examples.torture.subject.Check;

/**
 * The result of one torture run.
 *
 * @param target the name of the target, with its scheme or mutant
 * @param options the options of the run
 * @param readers the counters of the readers' slots
 * @param writers the counters of the writers' slots
 * @param total the sums over all slots, the reaper and the final checks
 * @param waits the waits of writers for readers, in nanoseconds
 * @param spread how often an object has begun to spread its readers
 * @param timeline the rates over the time of the run
 * @param violations the violations found
 * @param seconds the duration of the run in seconds
 */
record TortureResult(
    String target,
    TortureOptions options,
    List<Counters> readers,
    List<Counters> writers,
    Counters total,
    Histogram waits,
    long spread,
    Timeline timeline,
    Violations<Check> violations,
    double seconds) {
  static final String ROUNDS = "roundsPerSecond";
  static final String WRITES = "writesPerSecond";

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
