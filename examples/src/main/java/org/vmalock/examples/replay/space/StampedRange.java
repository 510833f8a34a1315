package org.vmalock.examples.replay.space;

import java.util.concurrent.locks.StampedLock;

/** A range of pages with a lock of its own. */
final class StampedRange {
  final StampedLock lock = new StampedLock();

  /** The first page, which is also its key. */
  final long first;

  /** The first page after it. Written under the write lock; readers also look at it without a lock, as a hint. */
  volatile long end;

  /** CacheHandle by the lock. */
  int protection;

  /** Taken out of the map, for good. CacheHandle by the lock. */
  boolean dead;

  /** The writer's stamp, or 0. Only the writer's thread uses it. */
  private long writeStamp;

  StampedRange(long first, long end, int protection) {
    this.first = first;
    this.end = end;
    this.protection = protection;
  }

  /** Write-locks it unless the writer has it already; says whether it did. */
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
