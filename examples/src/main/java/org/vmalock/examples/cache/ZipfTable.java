package org.vmalock.examples.cache;

import java.util.Arrays;

/** Chooses blocks by Zipf's law: block n (from 1) with a probability proportional to {@code 1 / n^EXPONENT}. Immutable. */
final class ZipfTable {
  private static final double EXPONENT = 0.99;

  /** The cumulative probability of each block. */
  private final double[] cumulative;

  ZipfTable(int blocks) {
    cumulative = new double[blocks];
    double sum = 0;
    for (int i = 0; i < blocks; i++) {
      sum += Math.pow(i + 1, -EXPONENT);
      cumulative[i] = sum;
    }
    for (int i = 0; i < blocks; i++) {
      cumulative[i] /= sum;
    }
  }

  int choose(XorShift random) {
    int found = Arrays.binarySearch(cumulative, random.nextDouble());
    return Math.min(found < 0 ? -found - 1 : found, cumulative.length - 1);
  }
}
