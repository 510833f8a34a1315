package org.vmalock.models;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The table of findings: model, run, memory model, expected, found, states, ms. */
final class Table {
  private static final String ROW = "%-16s %-72s %-4s %-9s %-12s %10s %7s";

  private Table() {}

  static String header() {
    return String.format(ROW, "model", "run", "mem", "expected", "found", "states", "ms");
  }

  static String row(Run.Finding finding) {
    Run run = finding.run();
    return String.format(ROW, run.protocol(), run.name(), run.model(), verdict(run.expectsViolation()), found(finding),
        finding.outcome().states(), finding.outcome().millis());
  }

  private static String verdict(boolean violated) {
    return violated ? "violation" : "clean";
  }

  private static String found(Run.Finding finding) {
    String found = finding.outcome().complete() ? verdict(finding.outcome().isViolated()) : "cut off";
    return finding.isAsExpected() ? found : found + " !!!";
  }

  /** Returns the totals; states per second are those of one thread. */
  static String summary(List<Run.Finding> findings) {
    long states = findings.stream().mapToLong(finding -> finding.outcome().states()).sum();
    long nanos = findings.stream().mapToLong(finding -> finding.outcome().nanos()).sum();
    long unexpected = findings.stream().filter(finding -> !finding.isAsExpected()).count();
    return String.format(Locale.ROOT, "%d runs, %d not as expected, %,d states, %.1f s of exploring, %,.0f states/s a thread", findings.size(), unexpected,
        states, nanos / 1e9, states / (nanos / 1e9));
  }

  /** Returns the violation and the interleaving that leads to it, or null if there is none. */
  static @Nullable String trace(Run.Finding finding) {
    String violation = finding.outcome().violation();
    return violation == null ? null : "    " + violation + "\n      " + String.join("\n      ", finding.outcome().interleaving());
  }
}
