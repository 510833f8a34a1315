package org.vmalock.examples.torture;

import java.util.List;

/** Terminates a thread on purpose while it holds references. */
final class SimulatedThreadDeath extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<HeldReference> held;

  /**
   * Creates the exception.
   *
   * @param held the references that the thread holds; the reaper releases them
   */
  SimulatedThreadDeath(List<HeldReference> held) {
    super("thread terminated on purpose", null, false, false);
    this.held = List.copyOf(held);
  }

  List<HeldReference> held() {
    return held;
  }
}
