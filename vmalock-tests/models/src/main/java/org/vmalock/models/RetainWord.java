package org.vmalock.models;

/** The lock word of {@link Retain}: a count of 2 bits, right below OWNED as in the library, so that a count over its limit carries. */
final class RetainWord {
  static final int COUNT = 0x3;
  static final int OWNED = 0x4;
  static final int ATTACHED = 0x8;
  static final int LOCKED = 0x10;

  private static final int GENERATION_SHIFT = 8;

  private RetainWord() {}

  static int attached(int generation) {
    return (generation << GENERATION_SHIFT) | ATTACHED | OWNED;
  }

  static int unused(int generation) {
    return generation << GENERATION_SHIFT;
  }

  static int generation(int word) {
    return word >> GENERATION_SHIFT;
  }

  static int count(int word) {
    return word & COUNT;
  }

  static boolean isAttached(int word) {
    return (word & ATTACHED) != 0;
  }

  static boolean isLocked(int word) {
    return (word & LOCKED) != 0;
  }

  static boolean isFree(int word) {
    return (word & (COUNT | OWNED)) == 0;
  }

  static String describe(int word) {
    return "[" + (isAttached(word) ? "attached, " : "") + (isLocked(word) ? "LOCKED, " : "") + ((word & OWNED) != 0 ? "owned, " : "")
        + "count " + count(word) + ", generation " + generation(word) + "]";
  }
}
