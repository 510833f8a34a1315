package org.vmalock.tree;

/**
 * Arithmetic of ranges of unsigned 64-bit keys. The implementation represents a range by its first and last key, both inclusive, so that
 * the greatest key needs no special case; the API represents it by {@code [start, end)}, where an end of 0 stands for 2<sup>64</sup>.
 */
final class Ranges {
  private Ranges() {}

  /** Returns whether {@code a <= b}, unsigned. */
  static boolean notAbove(long a, long b) {
    return a + Long.MIN_VALUE <= b + Long.MIN_VALUE;
  }

  /** Returns the last key of {@code [start, end)}; throws if the range is empty or reversed. */
  static long last(long start, long end) {
    long last = end - 1;
    if (!notAbove(start, last)) {
      throw new IllegalArgumentException("range " + describe(start, last) + " is empty or reversed: start must be below end, and an end"
          + " of 0 stands for 2^64");
    }
    return last;
  }

  /** Returns the last key of {@code [start, end)}; throws if the range, moved to {@code newStart}, overlaps itself or exceeds 2^64. */
  static long lastOfMovable(long start, long end, long newStart) {
    long last = last(start, end);
    long newLast = newStart + (last - start);
    if (!notAbove(newStart, newLast)) {
      throw new IllegalArgumentException(
          "cannot move " + describe(start, last) + " to 0x" + Long.toHexString(newStart) + ": it would extend past 2^64");
    }
    if (notAbove(newStart, last) && notAbove(start, newLast)) {
      throw new IllegalArgumentException(
          "cannot move " + describe(start, last) + " to " + describe(newStart, newLast) + ": the two overlap; move to a free range");
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
