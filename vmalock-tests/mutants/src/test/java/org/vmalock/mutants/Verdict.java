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
  /** Returns the line of the table in {@code test-matrix.md}. */
  String tableLine() {
    String words = by.replaceFirst("( |: )(\\[|java\\.|org\\.|mutant\\.|CHECK_).*", "");
    return String.format(Locale.ROOT, "| `%s` | %s%s | %.1f |", mutant.name(), words, mutant.thorough() ? " (`-Pthorough`)" : "", millis / 1e3);
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%-36s %-11s %5.1f s  %s", mutant.name(), noticed ? "noticed" : "NOT NOTICED", millis / 1e3, by);
  }
}
