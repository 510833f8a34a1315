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
  /** Further rounds of all levels: twice the depth, and the depth of a call-back or of the wake-up of a virtual thread. */
  private static final long TWICE = 1;

  private static final long DEEP = 3;

  /** The depth of a cache that computes a value, stores it, and may have to give it back. */
  private static final long LOAD = 23;

  private StackProbe() {}

  /** Reaches the depth of an operation that calls no code of a user and wakes no thread; free of cost once compiled. */
  public static void reserve() {
    first(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  /** Reaches twice that depth: for an operation that frees, or is undone by others which reserve their own. */
  public static void reserveTwice() {
    first(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, TWICE);
  }

  /** Reaches the depth of an operation that parks, wakes a thread or runs a call-back. For slow paths. */
  public static void reserveDeep() {
    first(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, DEEP);
  }

  /** Reaches the depth of the steps of a load by a cache, without the code of the user. */
  public static void reserveForLoad() {
    first(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, LOAD);
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
