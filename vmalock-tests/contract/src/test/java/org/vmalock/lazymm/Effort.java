package org.vmalock.lazymm;

/** How hard a test tries: a little by default, much more with {@code -Dvmalock.thorough=true}. */
final class Effort {
  static final boolean THOROUGH = Boolean.getBoolean("vmalock.thorough");

  private Effort() {}

  static int of(int usual, int thorough) {
    return THOROUGH ? thorough : usual;
  }
}
