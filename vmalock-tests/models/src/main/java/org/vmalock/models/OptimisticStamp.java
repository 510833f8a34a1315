package org.vmalock.models;

import org.vmalock.models.OptimisticSetup.Option;

/** The stamp of an optimistic read: lockSeq zigzag-coded, plus one, so that it is greater than zero and tells every lockSeq apart. */
final class OptimisticStamp {
  static final int WRITE_LOCKED = 0;

  private final boolean forgetsSign;
  private final boolean forgetsOne;

  OptimisticStamp(OptimisticSetup setup) {
    this.forgetsSign = setup.has(Option.SIGN_FORGOTTEN);
    this.forgetsOne = setup.has(Option.ONE_FORGOTTEN);
  }

  int of(int lockSeq) {
    return zigzag(lockSeq) + 1;
  }

  boolean isOf(int stamp, int lockSeq) {
    return stamp == (forgetsOne ? zigzag(lockSeq) : of(lockSeq));
  }

  private int zigzag(int lockSeq) {
    return forgetsSign ? Math.abs(lockSeq) : (lockSeq << 1) ^ (lockSeq >> 31);
  }
}
