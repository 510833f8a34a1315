package org.vmalock.examples.torture;

/** The work that one thread repeats until it is stopped. */
interface Workload {
  /**
   * Runs one round. A round is bounded except for waits that the code under test must end. A round that throws anything but
   * {@link SimulatedThreadDeath} has released what it acquired.
   *
   * @throws InterruptedException if a wait was interrupted
   */
  void round() throws InterruptedException;

  /** Releases what the thread holds between rounds; called after the last round. */
  default void finish() {}
}
