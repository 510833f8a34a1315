package org.vmalock.internal;

/**
 * Exceptions for incorrect use of a lock. Unless the level is {@code off}, their first frame is the user's, and the flight recorder has
 * them.
 */
public final class Violations {
  private Violations() {}

  /**
   * Trims the stack of an exception that is about to be thrown, and records it; does nothing at level {@code off}.
   *
   * @param <E> the type of the exception
   * @param refusal the exception
   * @return the exception
   */
  public static <E extends RuntimeException> E report(E refusal) {
    if (DebugLevel.ON) {
      trim(refusal);
      FlightEvents.violation(refusal.getMessage());
    }
    return refusal;
  }

  /**
   * Trims the stack of an exception that is no mistake by itself; does nothing unless the level is {@code all}.
   *
   * @param <E> the type of the exception
   * @param failure the exception
   * @return the exception
   */
  public static <E extends RuntimeException> E trimIfChecking(E failure) {
    if (DebugLevel.CHECKING) {
      trim(failure);
    }
    return failure;
  }

  private static void trim(RuntimeException exception) {
    exception.setStackTrace(Stacks.trim(exception.getStackTrace()));
  }
}
