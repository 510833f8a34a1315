package org.vmalock.benchmarks;

import java.util.concurrent.locks.StampedLock;

/** What one would put into a concurrent map by hand: a range with a lock of its own, and a flag for readers who come too late. */
final class LockedRange {
  final long last;
  final Object value;
  final StampedLock lock = new StampedLock();

  /** CacheHandle by {@link #lock}. */
  boolean unmapped;

  LockedRange(long last, Object value) {
    this.last = last;
    this.value = value;
  }
}
