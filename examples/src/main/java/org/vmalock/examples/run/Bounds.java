package org.vmalock.examples.run;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The bounds of numeric options; a number outside is bad usage, told in one line. */
public final class Bounds {
  private static final int MOST_THREADS = 1024;

  private static final double MOST_SECONDS = 1e9;

  private Bounds() {}

  /**
   * Checks a number of threads.
   *
   * @param spec the command
   * @param option the option's name
   * @param threads its value
   * @param least the smallest value allowed
   * @return the value
   */
  public static int threads(CommandSpec spec, String option, int threads, int least) {
    return number(spec, option, threads, least, MOST_THREADS);
  }

  /**
   * Checks a number.
   *
   * @param spec the command
   * @param option the option's name
   * @param number its value
   * @param least the smallest value allowed
   * @param most the largest value allowed
   * @return the value
   */
  public static int number(CommandSpec spec, String option, int number, int least, int most) {
    if (number < least || number > most) {
      throw new ParameterException(spec.commandLine(), option + " " + number + ": expected a number from " + least + " to " + most);
    }
    return number;
  }

  /**
   * Checks a time.
   *
   * @param spec the command
   * @param option the option's name
   * @param seconds its value
   * @return the value
   */
  public static double seconds(CommandSpec spec, String option, double seconds) {
    if (!(seconds > 0 && seconds <= MOST_SECONDS)) {
      throw new ParameterException(spec.commandLine(), option + " " + seconds + ": expected a number above 0");
    }
    return seconds;
  }
}
