package org.vmalock.tree;

/**
 * The arithmetic of ranges of unsigned 64-bit keys. Inside, a range is named by its first and its last key, both included, so that the
 * last key of all needs no special care; at the face it is {@code [start, end)}, where an end of 0 stands for 2<sup>64</sup>.
 */
final class Ranges {
  private Ranges() {}

  /** Unsigned less than or equal. */
  static boolean notAbove(long a, long b) {
    return a + Long.MIN_VALUE <= b + Long.MIN_VALUE;
  }

  /** The last key of {@code [start, end)}. */
  static long last(long start, long end) {
    long last = end - 1;
    if (!notAbove(start, last)) {
      throw new IllegalArgumentException("range " + describe(start, last) + " is empty or reversed: start must be below end, and an end"
          + " of 0 stands for 2^64");
    }
    return last;
  }

  /** The last key of a range that can be moved to a new start without running into itself or past the last key of all. */
  static long movable(long start, long end, long newStart) {
    long last = last(start, end);
    long newLast = newStart + (last - start);
    if (!notAbove(newStart, newLast)) {
      throw new IllegalArgumentException(
          "cannot move " + describe(start, last) + " to 0x" + Long.toHexString(newStart) + ": it would run past 2^64");
    }
    if (notAbove(newStart, last) && notAbove(start, newLast)) {
      throw new IllegalArgumentException(
          "cannot move " + describe(start, last) + " to " + describe(newStart, newLast) + ": the two overlap");
    }
    return last;
  }

  static long max(long a, long b) {
    return notAbove(a, b) ? b : a;
  }

  static long min(long a, long b) {
    return notAbove(a, b) ? a : b;
  }

  static String describe(long start, long last) {
    return "[0x" + Long.toHexString(start) + ", 0x" + (last == -1L ? "10000000000000000" : Long.toHexString(last + 1)) + ")";
  }
}
