package org.vmalock;

/**
 * The permanent place of one object in its pool: created with the object, which refers to it.
 *
 * @param <T> the pooled type
 */
final class PoolCell<T extends VmaLock> {
  final VmaPool<T> pool;
  final T object;

  /** The number of this cell in the pool's {@link FreeStack}, from 1. */
  final int index;

  /** The number of the next cell below on the stack; written by the thread that pushes this cell, a guess for threads that pop. */
  int next;

  PoolCell(VmaPool<T> pool, T object, int index) {
    this.pool = pool;
    this.object = object;
    this.index = index;
  }

  /** Returns the object to its pool: its last reference was dropped and {@code onFree} has run, normally if it is reusable. */
  void giveBack(boolean reusable) {
    pool.giveBack(this, reusable);
  }
}
