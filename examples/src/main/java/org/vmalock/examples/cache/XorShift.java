package org.vmalock.examples.cache;

/** A small and quick source of random numbers, for one thread. After G. Marsaglia, "Xorshift RNGs", 2003. */
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

  /** A number from 0 to the bound, exclusively. */
  int next(int bound) {
    return (int) (((next() >>> 32) * bound) >>> 32);
  }

  /** A number from 0 to 1, exclusively. */
  double nextDouble() {
    return (next() >>> 11) * 0x1p-53;
  }
}
