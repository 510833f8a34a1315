package org.vmalock.tree;

/**
 * Throws {@link StackOverflowError} early: before an operation acquires a lock, and not between the acquisition and the step that would
 * release it.
 */
final class StackProbe {
  private static final int FRAMES = 12;

  private StackProbe() {}

  /** Goes deeper than the steps that end a write section, and returns. */
  static void reach() {
    descend(FRAMES, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  /** The parameters are in use after the call, so that they occupy the stack in compiled code as well. */
  private static long descend(
      int left, long a, long b, long c, long d, long e, long f, long g, long h,
      long i, long j, long k, long l, long m, long n, long o, long p) {
    long below = left == 0 ? 0 : descend(left - 1, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, a);
    return below + (a ^ b ^ c ^ d) + (e ^ f ^ g ^ h) + (i ^ j ^ k ^ l) + (m ^ n ^ o ^ p);
  }
}
