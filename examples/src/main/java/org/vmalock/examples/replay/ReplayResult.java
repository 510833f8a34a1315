package org.vmalock.examples.replay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.HdrHistogram.Histogram;
import org.vmalock.examples.replay.space.SpaceStats;
import org.vmalock.examples.run.Timeline;
import org.vmalock.examples.run.Violations;

/**
 * Result of a replay.
 *
 * @param mode the mode
 * @param threads the readers, and how often the writer was to yield
 * @param counts the numbers of accesses
 * @param latency sampled times of a look-up with its read lock, in nanoseconds
 * @param operations times of the mapping operations, including the waits of the writer for readers, in nanoseconds
 * @param timeline the rates over the time of the run
 * @param allocation the bytes that the threads allocated
 * @param addressSpace the address space over the time of the trace, as JSON
 * @param end the ranges mapped after the last complete round
 * @param mapOperations the number of mapping operations applied
 * @param yields how often the writer yielded its processor
 * @param rounds the number of complete rounds of the trace
 * @param statistics the statistics of the address space
 * @param violations the violations
 * @param seconds the length of the run in seconds
 */
record ReplayResult(
    Mode mode,
    Threads threads,
    AccessCounts counts,
    Histogram latency,
    Histogram operations,
    Timeline timeline,
    Allocated allocation,
    ObjectNode addressSpace,
    EndState end,
    long mapOperations,
    long yields,
    long rounds,
    SpaceStats statistics,
    Violations<Check> violations,
    double seconds) {
  static final String ACCESSES = "accessesPerSecond";
  static final String MAP_OPERATIONS = "mapOperationsPerSecond";

  /** Mode of a replay. */
  enum Mode {
    /** One thread, in the order of the events. */
    LOCKSTEP,
    /** Readers run concurrently with a writer. */
    CONCURRENT
  }

  /**
   * Bytes on the heap.
   *
   * @param byReaders the number that the readers allocated
   * @param byWriter the number that the writer allocated
   */
  record Allocated(long byReaders, long byWriter) {}

  /** Creates a timeline of the accesses and the mapping operations. */
  static Timeline newTimeline() {
    return new Timeline(ACCESSES, MAP_OPERATIONS);
  }

  double accessesPerSecond() {
    return counts.total() / seconds;
  }

  double mapOperationsPerSecond() {
    return mapOperations / seconds;
  }
}
