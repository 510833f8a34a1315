package org.vmalock.examples.lazy;

import org.vmalock.examples.run.Violations;
import org.vmalock.lazymm.Scheme;

/**
 * What one run found.
 *
 * @param scheme how contexts were kept
 * @param switches how often workers have switched to a task and away from it
 * @param closes how many contexts were closed
 * @param handedOff how many borrows a last user has turned into counts
 * @param mostPending the most of them that were pending at a time
 * @param violations what went wrong
 * @param seconds how long it took
 */
record LazyResult(
    Scheme scheme, long switches, long closes, long handedOff, int mostPending, Violations<Check> violations, double seconds) {
  double switchesPerSecond() {
    return switches / seconds;
  }

  double closesPerSecond() {
    return closes / seconds;
  }
}
