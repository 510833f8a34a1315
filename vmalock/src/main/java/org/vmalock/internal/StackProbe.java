package org.vmalock.internal;

/**
 * Reaches a depth of the stack before an operation acquires or releases anything, so that a stack that is too short for the operation is
 * found while nothing has changed. The operation then throws {@link StackOverflowError}, and may be repeated further up the stack.
 *
 * <p>In the interpreter, the calls are frames that are larger than those of the operation. Compiled code contains neither: the
 * compiler inlines both into the caller, whose entry checks for the stack of all. An operation of which one part is compiled and the other
 * is not may still run out of stack halfway, for as long as it warms up.
 */
public final class StackProbe {
  /** The stack of a call-back, of a park, or of the wake-up of a virtual thread, which its scheduler performs. */
  private static final int DEEP = 48;

  private StackProbe() {}

  /** Reaches the depth of an operation that calls no code of a user and wakes no thread; free of cost once compiled. */
  public static void reserve() {
    first(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  /** Reaches twice that depth: for an operation that is undone by others which reserve their own. Free of cost once compiled. */
  public static void reserveTwice() {
    first(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
  }

  /** Reaches the depth of an operation that parks, wakes a thread or runs a call-back. For slow paths. */
  public static void reserveDeep() {
    descend(DEEP, 0, 0, 0, 0);
  }

  private static void descend(int levels, long a, long b, long c, long d) {
    if (levels > 0) {
      descend(levels - 1, b, c, d, a);
    }
  }

  // The parameters make the frames large.

  private static void first(long a, long b, long c, long d, long e, long f, long g, long h, long i, long j, long k, long l) {
    second(a, b, c, d, e, f, g, h, i, j, k, l);
  }

  private static void second(long a, long b, long c, long d, long e, long f, long g, long h, long i, long j, long k, long l) {
    third(a, b, c, d, e, f, g, h, i, j, k, l);
  }

  private static void third(long a, long b, long c, long d, long e, long f, long g, long h, long i, long j, long k, long l) {
    fourth(a, b, c, d, e, f, g, h, i, j, k, l);
  }

  private static void fourth(long a, long b, long c, long d, long e, long f, long g, long h, long i, long j, long k, long l) {
    fifth(a, b, c, d, e, f, g, h, i, j, k, l);
  }

  private static void fifth(long a, long b, long c, long d, long e, long f, long g, long h, long i, long j, long k, long l) {
    sixth(a, b, c, d, e, f, g, h, i, j, k, l);
  }

  private static void sixth(long a, long b, long c, long d, long e, long f, long g, long h, long i, long j, long k, long l) {
    seventh(a, b, c, d, e, f, g, h, i, j, k, l);
  }

  private static void seventh(long a, long b, long c, long d, long e, long f, long g, long h, long i, long j, long k, long l) {
    eighth(a, b, c, d, e, f, g, h, i, j, k, l);
  }

  private static void eighth(long a, long b, long c, long d, long e, long f, long g, long h, long i, long j, long k, long more) {
    if (more > 0) {
      first(a, b, c, d, e, f, g, h, i, j, k, more - 1);
    }
  }
}
