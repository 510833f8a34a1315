package org.vmalock.internal;

import java.util.concurrent.TimeUnit;

/** The numbers of the diagnostics: system properties, read once when the first lock is created, so that an invalid value is refused at once. */
final class DebugSettings {
  private static final int LARGEST_PERIOD = 1 << 30;

  /** One of so many acquisitions is recorded at level {@code sampled}, on average. */
  static final int SAMPLE_PERIOD = (int) number("vmalock.debug.sample", 1024, 1, LARGEST_PERIOD, "a number of acquisitions");

  /** The time after which a wait is logged. */
  static final long WAIT_NANOS = millis("vmalock.debug.waitWarningMillis", 10_000);

  /** The time after which a detached object that its owner has not retired is logged. */
  static final long OWNER_NANOS = millis("vmalock.debug.ownerWarningMillis", 60_000);

  /** The time between two searches for leaks and stalls. */
  static final long CHECK_NANOS = Math.max(millis("vmalock.debug.checkMillis", 1_000), 1_000_000);

  private DebugSettings() {}

  /** Reads the properties. Throws if one of them is invalid. */
  static void check() {}

  private static long millis(String property, long otherwise) {
    return TimeUnit.MILLISECONDS.toNanos(number(property, otherwise, 0, Long.MAX_VALUE / 1_000_000, "a number of milliseconds"));
  }

  private static long number(String property, long otherwise, long least, long most, String what) {
    String value = System.getProperty(property);
    if (value == null) {
      return otherwise;
    }
    try {
      long number = Long.parseLong(value.strip());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // refused below
    }
    throw new IllegalArgumentException("System property " + property + " is \"" + value + "\" and must be " + what + ", from " + least + " to " + most);
  }
}
