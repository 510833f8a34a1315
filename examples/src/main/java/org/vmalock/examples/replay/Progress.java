package org.vmalock.examples.replay;

import java.util.Locale;
import org.vmalock.examples.run.LiveLine;

/** Somebody who is told how far a replay is. */
interface Progress {
  /**
   * How far a replay is.
   *
   * @param fraction from 0 to 1
   * @param nanos the time gone
   * @param accesses what the readers have done so far
   * @param rounds how many rounds of the writer are complete
   * @param violations how many were found so far
   */
  record Snapshot(double fraction, long nanos, long accesses, long rounds, long violations) {
    private String describe() {
      return String.format(Locale.ROOT, "%,d accesses, in round %,d, violations %,d", accesses, rounds + 1, violations);
    }
  }

  /** Takes note; called a few times a second, by one thread. */
  void update(Snapshot snapshot);

  /** Shows it. */
  static Progress shownBy(LiveLine line) {
    return snapshot -> line.update(snapshot.fraction, snapshot.nanos, snapshot::describe);
  }
}
