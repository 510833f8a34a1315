package org.vmalock.benchmarks;

/**
 * One figure of the budget and what was measured.
 *
 * @param label two words for a chart
 * @param figure what is measured, and against what
 * @param unit behind the numbers
 * @param atMost the budget
 * @param tolerance how far the number may be above it without saying anything about us
 * @param measured the number
 */
record BudgetLine(String label, String figure, String unit, double atMost, double tolerance, Score measured) {

  private static final String TIMES = "×";

  static BudgetLine ratio(String label, String figure, double atMost, Score ours, Score theirs) {
    return new BudgetLine(label, figure, TIMES, atMost, 0, ours.ratioTo(theirs));
  }

  static BudgetLine bytes(String figure, double atMost, double tolerance, Score measured) {
    return new BudgetLine("bytes", figure, "B", atMost, tolerance, measured);
  }

  boolean isRatio() {
    return unit.equals(TIMES);
  }

  String budget() {
    return Score.exact(atMost) + " " + unit;
  }

  String result() {
    return measured + " " + unit;
  }

  String verdict() {
    return measured.mean() <= atMost + tolerance ? "OK" : "OVER";
  }
}
