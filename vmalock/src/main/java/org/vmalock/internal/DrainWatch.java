package org.vmalock.internal;

import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One writer's wait for the readers of a node. Logs the readers once when the wait exceeds the threshold.
 *
 * <p>The threshold is the system property {@code vmalock.debug.drainWarningMillis}; default 10 s. The {@link System.Logger} has the name
 * of this class; the level is WARNING. An exception of the logger propagates to the writer, whose attempt then fails as if interrupted.
 *
 * <p>Used by one thread, and only if {@link HoldTable#ENABLED}.
 */
public final class DrainWatch {
  private static final String THRESHOLD_PROPERTY = "vmalock.debug.drainWarningMillis";
  private static final long DEFAULT_THRESHOLD_MILLIS = 10_000;

  private final Object lock;
  private final Supplier<String> description;
  private boolean warned;

  /**
   * Begins to watch a wait.
   *
   * @param lock the node whose readers the writer waits for
   * @param description returns the node's name and state for the message
   */
  public DrainWatch(Object lock, Supplier<String> description) {
    this.lock = lock;
    this.description = description;
  }

  /**
   * Logs the readers if the threshold is reached, and returns how long the writer may park without missing the threshold.
   *
   * @param waitedNanos the time the writer has waited, in nanoseconds
   * @return the longest park, in nanoseconds, greater than zero
   */
  public long longestPark(long waitedNanos) {
    if (warned) {
      return Long.MAX_VALUE;
    }
    if (waitedNanos < HoldTable.DRAIN_WARNING_NANOS) {
      return HoldTable.DRAIN_WARNING_NANOS - waitedNanos;
    }
    warned = true;
    warn(waitedNanos);
    return Long.MAX_VALUE;
  }

  private void warn(long waitedNanos) {
    String holds = HoldTable.describe(lock);
    System.getLogger(DrainWatch.class.getName())
        .log(
            Level.WARNING,
            Thread.currentThread().getName() + " has waited " + TimeUnit.NANOSECONDS.toMillis(waitedNanos)
                + " ms to write-lock " + description.get() + ". Recorded readers:" + System.lineSeparator()
                + (holds.isEmpty() ? "  none; a read that is being acquired or released is not recorded" : holds));
  }

  /** Returns the value of the system property, in milliseconds. */
  static long thresholdMillis() {
    String value = System.getProperty(THRESHOLD_PROPERTY);
    if (value == null) {
      return DEFAULT_THRESHOLD_MILLIS;
    }
    try {
      return requireNotNegative(Long.parseLong(value));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "System property " + THRESHOLD_PROPERTY + " is \"" + value + "\" and must be a number of milliseconds, zero or more", e);
    }
  }

  private static long requireNotNegative(long millis) {
    if (millis < 0) {
      throw new NumberFormatException("negative");
    }
    return millis;
  }
}
