package org.vmalock.examples.lazy;

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
 * @param violations the violations
 * @param seconds the length of the run in seconds
 */
record LazyResult(
    Scheme scheme, long switches, long closes, long converted, int mostPending, Violations<Check> violations, double seconds) {
  double switchesPerSecond() {
    return switches / seconds;
  }

  double closesPerSecond() {
    return closes / seconds;
  }
}
