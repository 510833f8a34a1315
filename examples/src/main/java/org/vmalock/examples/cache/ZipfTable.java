package org.vmalock.examples.cache;

import java.util.Arrays;

/** Chooses blocks as popularity does: the n-th most popular with a probability of one in n to the power of the exponent. Immutable. */
final class ZipfTable {
  private static final double EXPONENT = 0.99;

  /** The probability of each block and all before it. */
  private final double[] cumulated;

  ZipfTable(int blocks) {
    cumulated = new double[blocks];
    double sum = 0;
    for (int i = 0; i < blocks; i++) {
      sum += Math.pow(i + 1, -EXPONENT);
      cumulated[i] = sum;
    }
    for (int i = 0; i < blocks; i++) {
      cumulated[i] /= sum;
    }
  }

  int choose(XorShift random) {
    int found = Arrays.binarySearch(cumulated, random.nextDouble());
    return Math.min(found < 0 ? -found - 1 : found, cumulated.length - 1);
  }
}
