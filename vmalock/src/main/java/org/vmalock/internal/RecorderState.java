package org.vmalock.internal;

import jdk.jfr.FlightRecorder;

/** Asks the flight recorder for its state. Loaded only where module {@code jdk.jfr} is present. */
final class RecorderState {
  private RecorderState() {}

  /** Returns whether the flight recorder is initialised, as it is once a recording has started. Touches no event class. */
  static boolean isInitialized() {
    return FlightRecorder.isInitialized();
  }
}
