package org.vmalock.examples.torture;

/** What one thread does over and over. */
interface Workload {
  /**
   * Once more; bounded but for waits that the tortured thing has to end. What it holds when it throws anything but {@link SimulatedThreadDeath}
   * it has given up.
   *
   * @throws InterruptedException if a wait was interrupted
   */
  void round() throws InterruptedException;

  /** The thread goes for good: gives up what it holds from one round to another. */
  default void leave() {}
}
