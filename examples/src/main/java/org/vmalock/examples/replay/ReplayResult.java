package org.vmalock.examples.replay;

import org.HdrHistogram.Histogram;
import org.vmalock.examples.replay.space.SpaceStats;
import org.vmalock.examples.run.Violations;

/**
 * Result of a replay.
 *
 * @param mode the mode
 * @param readers the number of threads that looked up addresses
 * @param counts the numbers of accesses
 * @param latency sampled times of a look-up with its read lock, in nanoseconds
 * @param end the ranges mapped after the last complete round
 * @param mapOperations the number of mapping operations applied
 * @param rounds the number of complete rounds of the trace
 * @param statistics the statistics of the address space
 * @param violations the violations
 * @param seconds the length of the run in seconds
 */
record ReplayResult(
    Mode mode,
    int readers,
    AccessCounts counts,
    Histogram latency,
    EndState end,
    long mapOperations,
    long rounds,
    SpaceStats statistics,
    Violations<Check> violations,
    double seconds) {
  /** Mode of a replay. */
  enum Mode {
    /** One thread, in the order of the events. */
    LOCKSTEP,
    /** Readers run concurrently with a writer. */
    CONCURRENT
  }

  double accessesPerSecond() {
    return counts.total() / seconds;
  }

  double mapOperationsPerSecond() {
    return mapOperations / seconds;
  }
}
