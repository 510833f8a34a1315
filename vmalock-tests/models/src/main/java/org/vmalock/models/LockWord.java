package org.vmalock.models;

/** The lock word of {@link HazardReads} and {@link OptimisticReads}: generation from bit 8, OWNED, SPREAD, LOCKED, ATTACHED, a count. */
final class LockWord {
  static final int ATTACHED = 0x10;
  static final int LOCKED = 0x20;
  static final int SPREAD = 0x40;
  static final int OWNED = 0x80;

  private static final int COUNT = 0xF;
  private static final int GENERATION_SHIFT = 8;

  private LockWord() {}

  static int unusedWord(int generation) {
    return generation << GENERATION_SHIFT;
  }

  static int detachedWord(int generation) {
    return unusedWord(generation) | OWNED;
  }

  static int attachedWord(int generation) {
    return detachedWord(generation) | ATTACHED;
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

  static boolean isSpread(int word) {
    return (word & SPREAD) != 0;
  }

  static boolean isFree(int word) {
    return (word & (COUNT | OWNED)) == 0;
  }

  static String describe(int word) {
    return "[" + (isAttached(word) ? "attached, " : "") + (isLocked(word) ? "LOCKED, " : "") + (isSpread(word) ? "SPREAD, " : "")
        + ((word & OWNED) != 0 ? "owned, " : "") + "count " + count(word) + ", generation " + generation(word) + "]";
  }
}
