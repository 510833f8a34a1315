package org.vmalock.tree;

/**
 * Arithmetic of ranges of unsigned 64-bit keys. The implementation represents a range by its first and last key, both inclusive, so that
 * the greatest key needs no special case; the API represents it by {@code [start, end)}, where an end of 0 stands for 2<sup>64</sup>, and
 * has names of their own for the operations on all keys.
 */
final class Ranges {
  static final long FIRST_KEY = 0L;
  static final long LAST_KEY = -1L;

  private Ranges() {}

  /** Returns whether {@code a <= b}, unsigned. */
  static boolean notAbove(long a, long b) {
    return a + Long.MIN_VALUE <= b + Long.MIN_VALUE;
  }

  /** Returns the last key of {@code [start, end)}; throws if the range is empty or reversed. */
  static long last(long start, long end) {
    long last = end - 1;
    if (start == end || !notAbove(start, last)) {
      throw new IllegalArgumentException("range " + (start == end ? describeEmpty(start) : describe(start, last))
          + " is empty or reversed: start must be below end; an end of 0 stands for 2^64, and an operation on all keys is called by its"
          + " own name, such as unmapAll");
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
    return "[0x" + Long.toHexString(start) + ", 0x" + (last == LAST_KEY ? "10000000000000000" : Long.toHexString(last + 1)) + ")";
  }

  private static String describeEmpty(long start) {
    return "[0x" + Long.toHexString(start) + ", 0x" + Long.toHexString(start) + ")";
  }
}
