package org.vmalock.examples.replay;

import org.HdrHistogram.Histogram;
import org.vmalock.examples.replay.space.SpaceStats;
import org.vmalock.examples.run.Violations;

/**
 * What a replay found.
 *
 * @param mode how it ran
 * @param readers how many threads looked addresses up
 * @param counts the accesses
 * @param latency sampled times of a look-up with its read lock, in nanoseconds
 * @param end what was mapped after the last complete round
 * @param mapOperations how many of the trace's mapping operations were applied
 * @param rounds how many times the whole trace was applied
 * @param statistics what the scheme counted
 * @param violations what went wrong
 * @param seconds how long it took
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
  /** How a replay runs. */
  enum Mode {
    /** One thread, events in order. */
    LOCKSTEP,
    /** Readers beside a writer. */
    CONCURRENT
  }

  double accessesPerSecond() {
    return counts.total() / seconds;
  }
}
