package org.vmalock.models;

/** The stamp of an optimistic read: lockSeq plus one, so that it is greater than zero. */
final class OptimisticStamp {
  static final int REFUSED = 0;

  private OptimisticStamp() {}

  static int of(int lockSeq) {
    return lockSeq + 1;
  }
}
