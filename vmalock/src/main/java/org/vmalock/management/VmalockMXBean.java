package org.vmalock.management;

/** The diagnostics of this JVM for management clients, under the object name {@value VmalockManagement#NAME}. */
public interface VmalockMXBean {
  /**
   * Returns the level that {@code vmalock.debug} has set.
   *
   * @return {@code off}, {@code sampled} or {@code all}
   */
  String getLevel();

  /**
   * Returns the number of recorded holds.
   *
   * @return zero or more
   */
  int getHolds();

  /**
   * Describes all recorded holds and waits.
   *
   * @return the text of {@link org.vmalock.debug.HoldTracker#dump}
   */
  String dump();

  /**
   * Searches for leaks.
   *
   * @return the reports of {@link org.vmalock.debug.HoldTracker#findLeaks}
   */
  String[] findLeaks();
}
