package org.vmalock.testing;

/** Scales the iterations and durations of tests: small by default, larger with {@code -Dvmalock.thorough=true}. */
public final class Effort {
  public static final boolean THOROUGH = Boolean.getBoolean("vmalock.thorough");

  private Effort() {}

  /** Returns the number of iterations for the effort of this run. */
  public static int of(int normal, int thorough) {
    return THOROUGH ? thorough : normal;
  }

  /** Returns the duration in seconds for the effort of this run. */
  public static double seconds(double normal) {
    return THOROUGH ? 10 * normal : normal;
  }
}
