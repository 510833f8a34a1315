package org.vmalock.examples.replay;

import java.util.Locale;
import org.vmalock.examples.run.LiveLine;

/** Receives the progress of a replay. */
interface Progress {
  /**
   * Snapshot of the progress.
   *
   * @param fraction the progress, from 0 to 1
   * @param nanos the elapsed time in nanoseconds
   * @param accesses the number of accesses of all readers
   * @param rounds the number of complete rounds of the writer
   * @param violations the number of violations
   */
  record Snapshot(double fraction, long nanos, long accesses, long rounds, long violations) {
    private String describe() {
      return String.format(Locale.ROOT, "violations %,d, in round %,d, %,d accesses", violations, rounds + 1, accesses);
    }
  }

  /** Updates the progress; called a few times per second, by one thread. */
  void update(Snapshot snapshot);

  /** Returns a progress that is shown on a line. */
  static Progress shownOn(LiveLine line) {
    return snapshot -> line.update(snapshot.fraction, snapshot.nanos, snapshot::describe);
  }
}
