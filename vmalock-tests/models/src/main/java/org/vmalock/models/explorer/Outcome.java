package org.vmalock.models.explorer;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What an exploration has found.
 *
 * @param states the number of different states that were visited
 * @param nanos how long it took
 * @param violation the broken promise, or null if there is none
 * @param interleaving the shortest way to the violation, one line a step; empty if there is none
 * @param complete false if the exploration gave up at its limit of states
 */
public record Outcome(int states, long nanos, @Nullable String violation, List<String> interleaving, boolean complete) {
  /**
   * Tells whether a promise is broken.
   *
   * @return whether there is a violation
   */
  public boolean isViolated() {
    return violation != null;
  }

  /**
   * Returns how long the exploration took.
   *
   * @return the time in milliseconds
   */
  public long millis() {
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }
}
