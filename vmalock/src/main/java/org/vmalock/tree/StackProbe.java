package org.vmalock.tree;

/**
 * Throws {@link StackOverflowError} early: before an operation acquires a lock, and not between the acquisition and the step that would
 * release it.
 */
final class StackProbe {
  private static final int FRAMES = 24;

  private StackProbe() {}

  /** Goes deeper than the steps that end a write section, and returns. */
  static void reach() {
    descend(FRAMES, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  /** The parameters are in use after the call, so that they occupy the stack in compiled code as well. */
  private static long descend(int frames, long a, long b, long c, long d, long e, long f, long g, long h) {
    return frames == 0 ? a : descend(frames - 1, b, c, d, e, f, g, h, a) + (a ^ b ^ c ^ d) + (e ^ f ^ g ^ h);
  }
}
