package org.vmalock.examples.run;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The bounds of numeric options; a number outside is bad usage, told in one line. */
public final class Bounds {
  /** The largest number of threads of one kind. */
  public static final int MOST_THREADS = 1024;

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
    if (threads < least || threads > MOST_THREADS) {
      throw new ParameterException(
          spec.commandLine(), option + " " + threads + ": expected a number from " + least + " to " + MOST_THREADS);
    }
    return threads;
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
