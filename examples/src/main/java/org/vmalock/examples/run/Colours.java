package org.vmalock.examples.run;

import java.util.List;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Help.Ansi.IStyle;
import picocli.CommandLine.Help.Ansi.Style;

/**
 * Colours of the reports. Text is coloured if standard output is a terminal that has colours, unless the environment variable {@code
 * NO_COLOR} or the system property {@code picocli.ansi} forbids it.
 */
public final class Colours {
  private static final List<IStyle> BAD = List.of(Style.bold, Style.fg_red);
  private static final List<IStyle> GOOD = List.of(Style.fg_green);

  private Colours() {}

  /**
   * Marks a text that reports a violation or a failure.
   *
   * @param text the text
   * @return the text, in red where colours are enabled
   */
  public static String bad(String text) {
    return Help.defaultColorScheme(Ansi.AUTO).apply(text, BAD).toString();
  }

  /**
   * Marks a text that reports a success.
   *
   * @param text the text
   * @return the text, in green where colours are enabled
   */
  public static String good(String text) {
    return Help.defaultColorScheme(Ansi.AUTO).apply(text, GOOD).toString();
  }

  /**
   * Returns the line of a report that tells the number of violations.
   *
   * @param count the number
   * @return "violations: " and the number, coloured by whether it is 0
   */
  public static String violations(long count) {
    String line = "violations: " + count;
    return count == 0 ? good(line) : bad(line);
  }
}
