package org.vmalock.debug;

import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One writer's wait for the readers of a node, which is logged once, with all readers that are inside, when it takes too long.
 *
 * <p>How long that is says the system property {@code vmalock.debug.drainWarningMillis}; by default ten seconds. The log goes to the
 * {@link System.Logger} named {@code org.vmalock.debug.DrainWatch}, at level WARNING. Exceptions of the logger go to the writer, whose
 * attempt has then failed like one that was interrupted.
 *
 * <p>Belongs to one thread. It is used by the locks, and only while {@link HoldTracker#ENABLED}.
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
   * @param lock the node whose readers are waited for
   * @param description gives the node's name and state for the message
   */
  public DrainWatch(Object lock, Supplier<String> description) {
    this.lock = lock;
    this.description = description;
  }

  /**
   * Logs who is inside if it is time to, and tells how long the writer may sleep without missing that time.
   *
   * @param waitedNanos how long the writer has waited, in nanoseconds
   * @return the longest sleep, in nanoseconds, greater than zero
   */
  public long longestSleep(long waitedNanos) {
    if (warned) {
      return Long.MAX_VALUE;
    }
    if (waitedNanos < HoldTracker.DRAIN_WARNING_NANOS) {
      return HoldTracker.DRAIN_WARNING_NANOS - waitedNanos;
    }
    warned = true;
    warn(waitedNanos);
    return Long.MAX_VALUE;
  }

  private void warn(long waitedNanos) {
    String holds = HoldTracker.describeHolds(lock);
    System.getLogger(DrainWatch.class.getName())
        .log(
            Level.WARNING,
            Thread.currentThread().getName() + " has waited " + TimeUnit.NANOSECONDS.toMillis(waitedNanos)
                + " ms to write-lock " + description.get() + ". Readers inside:" + System.lineSeparator()
                + (holds.isEmpty() ? "  none that is tracked; readers on their way in or out are not" : holds));
  }

  /** What the system property says, in milliseconds. */
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
