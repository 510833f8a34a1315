package org.vmalock.examples.run;

import java.io.PrintWriter;
import java.util.Locale;

/** Prints the rows of a report, wrapped so that they fit a terminal of {@link #WIDTH} columns. */
public final class Table {
  /** Number of columns. */
  public static final int WIDTH = 80;

  private static final String INDENT = "  ";

  private Table() {}

  /**
   * Prints a number.
   *
   * @param out receives the row
   * @param label the name of the number
   * @param value the number
   * @param note an explanation, or an empty text
   */
  public static void row(PrintWriter out, String label, long value, String note) {
    row(out, label, String.format(Locale.ROOT, "%,d", value), note);
  }

  /**
   * Prints a value.
   *
   * @param out receives the row
   * @param label the name of the value
   * @param value the value
   * @param note an explanation, or an empty text
   */
  public static void row(PrintWriter out, String label, String value, String note) {
    String before = String.format("%s%-20s %16s  ", INDENT, label, value);
    text(out, before, " ".repeat(before.length()), note);
  }

  /**
   * Prints a text, indented.
   *
   * @param out receives the lines
   * @param text words separated by spaces
   */
  public static void text(PrintWriter out, String text) {
    text(out, INDENT, INDENT + INDENT, text);
  }

  /**
   * Prints a remark.
   *
   * @param out receives the lines
   * @param text words separated by spaces
   */
  public static void note(PrintWriter out, String text) {
    text(out, "note: ", INDENT, text);
  }

  /** Prints words after a prefix; the lines that follow begin with another one. */
  private static void text(PrintWriter out, String first, String following, String text) {
    StringBuilder line = new StringBuilder(first);
    boolean empty = true;
    for (String word : text.split(" ", -1)) {
      if (!empty && line.length() + 1 + word.length() > WIDTH) {
        out.println(line);
        line = new StringBuilder(following);
        empty = true;
      }
      line.append(empty ? "" : " ").append(word);
      empty = false;
    }
    out.println(line.toString().stripTrailing());
  }
}
