package org.vmalock.examples.torture;

import java.util.List;

/** Ends a thread on purpose, with whatever it holds. */
final class SimulatedThreadDeath extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Hold> estate;

  SimulatedThreadDeath(List<Hold> estate) {
    super("killed on purpose", null, false, false);
    this.estate = List.copyOf(estate);
  }

  List<Hold> estate() {
    return estate;
  }
}
