package org.vmalock.examples.replay;

import java.util.concurrent.TimeUnit;

/**
 * Length of a concurrent replay, as a number of rounds or as a time after which the current round is completed.
 *
 * @param rounds the number of rounds, or 0 if the length is a time
 * @param nanos the time in nanoseconds, or 0 if the length is a number of rounds
 */
record RunLength(long rounds, long nanos) {
  static RunLength ofRounds(long rounds) {
    return new RunLength(rounds, 0);
  }

  static RunLength ofSeconds(double seconds) {
    return new RunLength(0, (long) (seconds * TimeUnit.SECONDS.toNanos(1)));
  }

  boolean isReached(long roundsDone, long elapsedNanos) {
    return rounds > 0 ? roundsDone >= rounds : elapsedNanos >= nanos;
  }

  /** Returns the progress of a run, from 0 to 1. */
  double fraction(long roundsDone, long elapsedNanos) {
    double fraction = rounds > 0 ? (double) roundsDone / rounds : (double) elapsedNanos / nanos;
    return Math.min(1, fraction);
  }
}
