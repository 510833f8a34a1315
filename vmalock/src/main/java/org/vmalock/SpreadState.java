package org.vmalock;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.vmalock.internal.FlightEvents;

/**
 * What a node needs to be read by hazards, in an object beside it: the node itself does not grow. It is created when the node first
 * spreads, takes the place of the node's cell in {@link VmaLock#side}, and stays.
 *
 * <p>The token of a hazard read consists of the serial number of the node and of the generation that is read. No two nodes have one serial
 * number, so no token is used for another node, and for another generation only after 2<sup>32</sup> of them.
 */
final class SpreadState {
  private static final int SERIAL_SHIFT = 32;
  private static final AtomicInteger LAST_SERIAL = new AtomicInteger();

  /** The node's place in its pool, or null if it belongs to none. */
  final @Nullable PoolCell<?> cell;

  private final long serial;

  /** The node's own choice, or null. Written by any thread. */
  volatile @Nullable Spreading pinned;

  /** The time of the last search by a writer. Written under the structure's write lock. */
  long lastScan = System.nanoTime();

  /** Readers do not spread the node before this time. Written under the structure's write lock, read by readers that collide. */
  volatile long pausedUntil = lastScan;

  private SpreadState(@Nullable PoolCell<?> cell, int serial) {
    this.cell = cell;
    this.serial = (long) serial << SERIAL_SHIFT;
  }

  /** Returns the state of a node, creating it if there is none; null if there is no memory, or no serial number is left. */
  static @Nullable SpreadState obtain(VmaLock lock) {
    try {
      SpreadState state = lock.spreadState();
      return state != null ? state : create(lock);
    } catch (OutOfMemoryError e) {
      return null; // the reads of this node are counted
    }
  }

  private static @Nullable SpreadState create(VmaLock lock) {
    int serial = LAST_SERIAL.updateAndGet(last -> last < 0 ? last : last + 1);
    if (serial < 0) {
      return null;
    }
    if (VmaLock.SIDE.compareAndSet(lock, lock.cell(), new SpreadState(lock.cell(), serial))) {
      FlightEvents.spread(lock);
    }
    return lock.spreadState();
  }

  /** Returns the token of the generation of a word or stamp; positive. */
  long token(long wordOrStamp) {
    return serial | Integer.toUnsignedLong(LockWord.generation(wordOrStamp));
  }
}
