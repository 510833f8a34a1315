package org.vmalock.examples.run;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The bounds of numeric options; a number out of bounds is bad usage, reported in one line. */
public final class Bounds {
  private static final int MAXIMUM_THREADS = 1024;

  /** One nanosecond, the unit in which the runs count. */
  private static final double MINIMUM_SECONDS = 1e-9;

  private static final double MAXIMUM_SECONDS = 1e9;

  private Bounds() {}

  /**
   * Checks a number of threads.
   *
   * @param spec the command
   * @param option the name of the option
   * @param threads the value of the option
   * @param minimum the smallest value allowed
   * @return the value
   * @throws ParameterException if the value is out of bounds
   */
  public static int threads(CommandSpec spec, String option, int threads, int minimum) {
    return number(spec, option, threads, minimum, MAXIMUM_THREADS);
  }

  /**
   * Checks a number.
   *
   * @param spec the command
   * @param option the name of the option
   * @param number the value of the option
   * @param minimum the smallest value allowed
   * @param maximum the largest value allowed
   * @return the value
   * @throws ParameterException if the value is out of bounds
   */
  public static int number(CommandSpec spec, String option, int number, int minimum, int maximum) {
    if (number < minimum || number > maximum) {
      throw new ParameterException(
          spec.commandLine(), option + " " + number + ": expected a number from " + minimum + " to " + maximum);
    }
    return number;
  }

  /**
   * Checks a time.
   *
   * @param spec the command
   * @param option the name of the option
   * @param seconds the value of the option
   * @return the value
   * @throws ParameterException if the value is not positive or too large
   */
  public static double seconds(CommandSpec spec, String option, double seconds) {
    if (!(seconds >= MINIMUM_SECONDS && seconds <= MAXIMUM_SECONDS)) {
      throw new ParameterException(
          spec.commandLine(), option + " " + seconds + ": expected a number above 0 and at most " + (long) MAXIMUM_SECONDS);
    }
    return seconds;
  }
}
