package org.vmalock.benchmarks;

import org.jspecify.annotations.Nullable;

/**
 * One row of the budget.
 *
 * @param name the word that selects it on the command line
 * @param figure what is measured, and against what
 * @param limit the largest ratio, or the largest value of a row without a rival; {@link #NONE} if the row only informs
 * @param unit the unit of a row without a rival; the multiplication sign for a ratio
 * @param vmalock the side of the library
 * @param rival the side that it is compared with; null for a row that has an absolute limit
 * @param since the first JDK that has both sides
 */
record BudgetRow(String name, String figure, double limit, String unit, Side vmalock, @Nullable Side rival, int since) {
  /** The limit of a row that has none. */
  static final double NONE = Double.POSITIVE_INFINITY;

  private static final String TIMES = "×";
  private static final int OLDEST = 17;

  static BudgetRow ratio(String name, String figure, double limit, Side vmalock, Side rival) {
    return new BudgetRow(name, figure, limit, TIMES, vmalock, rival, OLDEST);
  }

  static BudgetRow information(String name, String figure, Side vmalock, Side rival) {
    return ratio(name, figure, NONE, vmalock, rival);
  }

  static BudgetRow absolute(String name, String figure, double limit, String unit, Side vmalock) {
    return new BudgetRow(name, figure, limit, unit, vmalock, null, OLDEST);
  }

  BudgetRow since(int feature) {
    return new BudgetRow(name, figure, limit, unit, vmalock, rival, feature);
  }

  /** The same side on an earlier build of the library: a ratio of 1 means that nothing has changed. */
  BudgetRow againstBaseline() {
    return new BudgetRow(name, figure + " (this build : baseline)", 1.0, TIMES, vmalock, vmalock, since);
  }

  boolean hasLimit() {
    return limit != NONE;
  }

  boolean isRatio() {
    return rival != null;
  }
}
