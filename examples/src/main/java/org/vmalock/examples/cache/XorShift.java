package org.vmalock.examples.cache;

/** A small, fast random number generator for one thread. After G. Marsaglia, "Xorshift RNGs", 2003. */
final class XorShift {
  private long state;

  XorShift(long seed) {
    state = seed * 0x9E3779B97F4A7C15L | 1;
  }

  private long next() {
    state ^= state << 13;
    state ^= state >>> 7;
    state ^= state << 17;
    return state;
  }

  /** Returns a number from 0 (inclusive) to the bound (exclusive). */
  int next(int bound) {
    return (int) (((next() >>> 32) * bound) >>> 32);
  }

  /** Returns a number from 0 (inclusive) to 1 (exclusive). */
  double nextDouble() {
    return (next() >>> 11) * 0x1p-53;
  }
}
