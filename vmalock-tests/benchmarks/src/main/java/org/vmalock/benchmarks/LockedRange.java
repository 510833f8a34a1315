package org.vmalock.benchmarks;

import java.util.Map;
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

  /** Adds a range of a space, with its number as the value. */
  static void put(Map<Long, LockedRange> map, RangeSpace space, int range) {
    map.put(RangeSpace.signed(space.start(range)), new LockedRange(RangeSpace.signed(space.last(range)), range));
  }

  /** Removes a range, and waits for its readers. */
  static LockedRange remove(Map<Long, LockedRange> map, long start) {
    LockedRange range = map.remove(start);
    long stamp = range.lock.writeLock();
    range.unmapped = true;
    range.lock.unlockWrite(stamp);
    return range;
  }
}
