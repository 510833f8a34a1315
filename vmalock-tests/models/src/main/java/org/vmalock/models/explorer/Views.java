package org.vmalock.models.explorer;

/**
 * The arithmetic of views. A view packs into one {@code long} what a thread knows, or what a store carries:
 *
 * <pre>
 *   bits 0 to 39    eight times: 5 bits, the number of the oldest store of a location that may still be loaded
 *   bits 40 to 46   accesses to the payload that are ordered before: bit i the latest read by thread i, the last bit the latest write
 *   bits 47 to 63   not part of a view: the value, in a message (the view and the value of one store)
 * </pre>
 *
 * <p>Four numbers are compared at a time: between those of even locations there is room for the borrow of a subtraction, and
 * likewise between those of odd locations.
 */
final class Views {
  static final int MAXIMUM_LOCATIONS = 8;
  static final int MAXIMUM_TIME = 31;
  static final int VALUE_SHIFT = 47;

  private static final int TIME_BITS = 5;
  private static final int ORDER_SHIFT = MAXIMUM_LOCATIONS * TIME_BITS;
  private static final long TIMES = (1L << ORDER_SHIFT) - 1;
  private static final long VIEW = (1L << VALUE_SHIFT) - 1;
  private static final long EVEN = 0x7_C1F0_7C1FL;
  private static final long FOUR_PAIRS = 0x4010_0401L;
  private static final int MAXIMUM_SUM = (1 << (2 * TIME_BITS)) - 1;
  private static final long BORROWS = 0x8_0200_8020L;

  /** A view without a number above 0, after which every access to the payload is ordered. */
  static final long INITIAL = VIEW & ~TIMES;

  /** The greatest number for every location. */
  static final long LATEST = TIMES;

  private Views() {}

  static int time(long view, int location) {
    return (int) (view >>> (location * TIME_BITS)) & MAXIMUM_TIME;
  }

  static long withTime(long view, int location, int time) {
    int shift = location * TIME_BITS;
    return (view & ~((long) MAXIMUM_TIME << shift)) | ((long) time << shift);
  }

  /** The number 1 for each of the first locations. */
  static long oneEach(int locations) {
    long view = 0;
    for (int location = 0; location < locations; location++) {
      view = withTime(view, location, 1);
    }
    return view;
  }

  /** The bit of the latest read by a thread. */
  static long readBy(int thread) {
    return 1L << (ORDER_SHIFT + thread);
  }

  /** The bit of the latest write. */
  static long write() {
    return readBy(Layout.MAXIMUM_THREADS);
  }

  /** The bits of the latest reads by all threads but one. */
  static long readsByOthers(int thread, int threads) {
    return (readBy(threads) - readBy(0)) & ~readBy(thread);
  }

  static long viewOf(long message) {
    return message & VIEW;
  }

  static int valueOf(long message) {
    return (int) (message >> VALUE_SHIFT);
  }

  static long message(int value, long view) {
    return ((long) value << VALUE_SHIFT) | view;
  }

  /** Returns the sum of the numbers of the first locations. */
  static int sumOfFirst(long view, int locations) {
    long first = view & ((1L << (locations * TIME_BITS)) - 1);
    long pairs = even(first) + odd(first);
    return (int) ((pairs * FOUR_PAIRS) >>> (6 * TIME_BITS)) & MAXIMUM_SUM;
  }

  /** Returns what is known to the one or to the other. */
  static long join(long left, long right) {
    return maximum(left, right) | ((left | right) & INITIAL);
  }

  /** Returns the greater of the numbers of each location. */
  private static long maximum(long left, long right) {
    return greater(even(left), even(right)) | (greater(odd(left), odd(right)) << TIME_BITS);
  }

  /** Returns the smaller of the numbers of each location. */
  static long minimum(long left, long right) {
    return smaller(even(left), even(right)) | (smaller(odd(left), odd(right)) << TIME_BITS);
  }

  /** Reduces the numbers of several views or messages, each at most to 0. */
  static void reduce(long[] views, int from, int to, long by) {
    long evenBy = even(by);
    long oddBy = odd(by);
    for (int i = from; i < to; i++) {
      long view = views[i];
      views[i] = (view & ~TIMES) | difference(view & EVEN, evenBy) | (difference((view >>> TIME_BITS) & EVEN, oddBy) << TIME_BITS);
    }
  }

  private static long even(long view) {
    return view & EVEN;
  }

  private static long odd(long view) {
    return (view >>> TIME_BITS) & EVEN;
  }

  private static long greater(long left, long right) {
    long leftWins = fieldsOf(((left | BORROWS) - right) & BORROWS);
    return (left & leftWins) | (right & ~leftWins);
  }

  private static long smaller(long left, long right) {
    long leftWins = fieldsOf(((right | BORROWS) - left) & BORROWS);
    return (left & leftWins) | (right & ~leftWins);
  }

  private static long difference(long left, long right) {
    long difference = (left | BORROWS) - right;
    return difference & fieldsOf(difference & BORROWS);
  }

  /** From the bits above some fields to the bits of these fields. */
  private static long fieldsOf(long borrows) {
    return borrows - (borrows >>> TIME_BITS);
  }
}
