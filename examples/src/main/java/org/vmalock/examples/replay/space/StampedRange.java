package org.vmalock.examples.replay.space;

import java.util.concurrent.locks.StampedLock;

/** A range of pages with a lock of its own. */
final class StampedRange {
  final StampedLock lock = new StampedLock();

  /** The first page; the key in the map. */
  final long first;

  /** The page after the last one. Written under the write lock; readers also read it without a lock, as a hint. */
  volatile long end;

  /** The protection, 0 to 7. Guarded by {@link #lock}. */
  int protection;

  /** Whether the range was removed from the map. Guarded by {@link #lock}. */
  boolean removed;

  /** The stamp of the writer, or 0. Used by the thread of the writer only. */
  private long writeStamp;

  StampedRange(long first, long end, int protection) {
    this.first = first;
    this.end = end;
    this.protection = protection;
  }

  /** Acquires the write lock; returns false if the writer holds it already. */
  boolean lockForWriting() {
    if (writeStamp != 0) {
      return false;
    }
    writeStamp = lock.writeLock();
    return true;
  }

  void unlockForWriting() {
    long stamp = writeStamp;
    writeStamp = 0;
    lock.unlockWrite(stamp);
  }
}
