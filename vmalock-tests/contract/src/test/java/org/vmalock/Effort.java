package org.vmalock;

/** How hard a test tries: a little by default, much more with {@code -Dvmalock.thorough=true}. */
public final class Effort {
  public static final boolean THOROUGH = Boolean.getBoolean("vmalock.thorough");

  private Effort() {}

  public static int of(int usual, int thorough) {
    return THOROUGH ? thorough : usual;
  }

  public static double seconds(double usual) {
    return THOROUGH ? 20 * usual : usual;
  }
}
