package org.vmalock.internal;

/** Exceptions for incorrect use of a lock: their first frame is the user's, and the flight recorder has them. */
public final class Violations {
  private Violations() {}

  /**
   * Trims the stack of an exception that is about to be thrown, and records it.
   *
   * @param <E> the type of the exception
   * @param refusal the exception
   * @return the exception
   */
  public static <E extends RuntimeException> E report(E refusal) {
    refusal.setStackTrace(Stacks.trim(refusal.getStackTrace()));
    FlightEvents.violation(refusal.getMessage());
    return refusal;
  }
}
