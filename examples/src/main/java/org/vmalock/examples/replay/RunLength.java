package org.vmalock.examples.replay;

import java.util.concurrent.TimeUnit;

/**
 * When the writer of a concurrent replay stops: at the end of the first round after so many rounds, or so much time.
 *
 * @param rounds the rounds, or 0 if time decides
 * @param nanos the time, or 0 if rounds decide
 */
record RunLength(long rounds, long nanos) {
  static RunLength ofRounds(long rounds) {
    return new RunLength(rounds, 0);
  }

  static RunLength ofSeconds(double seconds) {
    return new RunLength(0, (long) (seconds * TimeUnit.SECONDS.toNanos(1)));
  }

  boolean isOver(long roundsDone, long nanosGone) {
    return rounds > 0 ? roundsDone >= rounds : nanosGone >= nanos;
  }

  /** Says how far a run has come, from 0 to 1. */
  double fraction(long roundsDone, long nanosGone) {
    double fraction = rounds > 0 ? (double) roundsDone / rounds : (double) nanosGone / nanos;
    return Math.min(1, fraction);
  }
}
