package org.vmalock.examples.lazy;

import org.HdrHistogram.Histogram;
import org.vmalock.examples.run.Timeline;
import org.vmalock.examples.run.Violations;
import org.vmalock.lazymm.Scheme;

/**
 * Result of the run of one scheme.
 *
 * @param scheme the scheme that keeps contexts lazily
 * @param switches how often workers switched to a task and back to idle
 * @param closes the number of contexts closed
 * @param converted the number of borrows that a last user converted into counts
 * @param mostPending the largest observed number of pending hand-offs
 * @param switchNanos sampled times of switches, in nanoseconds
 * @param closeNanos times of closes, in nanoseconds
 * @param timeline the rates over the time of the run
 * @param violations the violations
 * @param seconds the length of the run in seconds
 */
record LazyResult(
    Scheme scheme,
    long switches,
    long closes,
    long converted,
    int mostPending,
    Histogram switchNanos,
    Histogram closeNanos,
    Timeline timeline,
    Violations<Check> violations,
    double seconds) {
  static final String SWITCHES = "switchesPerSecond";
  static final String CLOSES = "closesPerSecond";

  double switchesPerSecond() {
    return switches / seconds;
  }

  double closesPerSecond() {
    return closes / seconds;
  }
}
