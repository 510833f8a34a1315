package org.vmalock.internal;

import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A warning that is logged at its first occurrence only, since a condition that lasts would flood the log. What occurs later is visible
 * in statistics.
 */
public final class WarnOnce {
  private final Class<?> source;
  private final AtomicBoolean occurred = new AtomicBoolean();

  /**
   * Creates a warning that has not occurred.
   *
   * @param source the class whose name the {@link System.Logger} has
   */
  public WarnOnce(Class<?> source) {
    this.source = source;
  }

  /**
   * Logs the message at level WARNING if this is the first occurrence. An exception of the logger is dropped: the caller's operation does
   * not depend on the log.
   *
   * @param message returns the message; called at the first occurrence only
   * @param cause logged with the message; null for none
   */
  public void warn(Supplier<String> message, @Nullable Throwable cause) {
    if (!occurred.get() && occurred.compareAndSet(false, true)) {
      try {
        System.getLogger(source.getName()).log(Level.WARNING, message.get() + " Later warnings of this kind are not logged.", cause);
      } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
        return; // not logged
      }
    }
  }
}
