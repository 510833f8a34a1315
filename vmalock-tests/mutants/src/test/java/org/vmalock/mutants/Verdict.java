package org.vmalock.mutants;

import java.util.Locale;

/**
 * What became of a mutant.
 *
 * @param mutant the mutant
 * @param noticed whether one of its noticers has noticed it
 * @param by which noticer, and what it reported; for a mutant that was not noticed, what happened instead
 * @param millis the time that compiling and running took
 */
record Verdict(Mutant mutant, boolean noticed, String by, long millis) {
  /** Returns the line of the table in {@code test-matrix.md}: what has noticed the mutant, without what it reported. */
  String tableLine() {
    String noticer = by.startsWith("model: ") ? by : by.replaceFirst("^(test: [\\w.$]+|race: [\\w.]+).*", "$1");
    return String.format(Locale.ROOT, "| `%s` | %s | %.1f |", mutant.name(), noticer + (mutant.thorough() ? ", `-Pthorough`" : ""), millis / 1e3);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%-36s %-11s %5.1f s  %s", mutant.name(), noticed ? "noticed" : "NOT NOTICED", millis / 1e3, by);
  }
}
