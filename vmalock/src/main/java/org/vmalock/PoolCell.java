package org.vmalock;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.vmalock.internal.ReleaseQueue;

/**
 * A permanent place of a pool, for one object at a time, which refers to it. A cell whose object was discarded is vacant: it is kept for
 * the next object, so that a discard allocates nothing.
 *
 * @param <T> the pooled type
 */
final class PoolCell<T extends VmaLock> extends ReleaseQueue.Link {
  final VmaPool<T> pool;

  /** Written by the thread that creates or discards the object, while the cell is free for no other thread; null if vacant. */
  volatile @Nullable T object;

  /** The number of this cell in the pool's {@link FreeStack}, from 1. */
  final int index;

  /** The number of the next cell below on the stack; written by the thread that pushes this cell, a guess for threads that pop. */
  int next;

  PoolCell(VmaPool<T> pool, @Nullable T object, int index) {
    this.pool = pool;
    this.object = object;
    this.index = index;
  }

  /** Returns the object of a cell that is not vacant. */
  T occupant() {
    return Objects.requireNonNull(object, "object");
  }

  @Override
  protected @Nullable Throwable release() {
    return PendingFrees.freeNow(occupant(), this);
  }

  /** Returns the object to its pool: its last reference was dropped and {@code onFree} has run, normally if it is reusable. */
  void giveBack(boolean reusable) {
    pool.giveBack(this, reusable);
  }
}
