package org.vmalock.examples.replay;

/** Somebody who is told how far a replay is. */
interface Progress extends AutoCloseable {
  /**
   * How far a replay is.
   *
   * @param fraction from 0 to 1
   * @param nanos the time gone
   * @param accesses what the readers have done so far
   * @param rounds how many rounds of the writer are complete
   * @param violations how many were found so far
   */
  record Snapshot(double fraction, long nanos, long accesses, long rounds, long violations) {}

  /** Takes note; called a few times a second, by one thread. */
  void update(Snapshot snapshot);

  /** Leaves the terminal clean for what is printed next. */
  @Override
  void close();
}
