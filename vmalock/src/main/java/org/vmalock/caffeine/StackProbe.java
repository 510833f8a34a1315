package org.vmalock.caffeine;

/**
 * Makes sure that a thread has stack left before a load takes a resource: a StackOverflowError is then thrown where nothing has to be
 * given back, and not while the load gives something back.
 */
final class StackProbe {
  private static final int FRAMES = 256;

  private StackProbe() {}

  /** Throws a StackOverflowError if the stack has less room than the steps of a load need, apart from user code. */
  static void reach() {
    if (descend(FRAMES) != FRAMES) {
      throw new AssertionError("the frames of the probe are not counted");
    }
  }

  private static int descend(int frames) {
    return frames == 0 ? 0 : descend(frames - 1) + 1;
  }
}
