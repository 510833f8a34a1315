package org.vmalock.tree;

/** How hard a test tries: a little by default, much more with {@code -Dvmalock.thorough=true}. */
final class Effort {
  private static final boolean THOROUGH = Boolean.getBoolean("vmalock.thorough");

  private Effort() {}

  static int of(int usual, int thorough) {
    return THOROUGH ? thorough : usual;
  }

  static double seconds(double usual) {
    return THOROUGH ? 20 * usual : usual;
  }
}
