package org.vmalock.benchmarks;

import java.util.concurrent.locks.StampedLock;

/** The entry of a concurrent map that is locked by hand: a range with a lock of its own, and a flag for readers of an unmapped range. */
final class LockedRange {
  final long last;
  final StampedLock lock = new StampedLock();

  /** Guarded by {@link #lock}. */
  Object value;

  /** Guarded by {@link #lock}. */
  boolean unmapped;

  LockedRange(long last, Object value) {
    this.last = last;
    this.value = value;
  }
}
