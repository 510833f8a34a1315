package org.vmalock;

/**
 * An object's permanent place in its pool: made with the object, and found from it without a look-up when it is freed.
 *
 * @param <T> the pooled type
 */
final class PoolCell<T extends VmaLock> {
  final VmaPool<T> pool;
  final T object;

  /** This cell's number in the pool's {@link FreeStack}, from 1. */
  final int index;

  /** The number of the cell below on the stack; written by whoever is pushing this cell, guessed at by whoever pops. */
  int next;

  PoolCell(VmaPool<T> pool, T object, int index) {
    this.pool = pool;
    this.object = object;
    this.index = index;
  }

  /** The last reference is gone and {@code onFree} has run; {@code reusable} says whether it has returned. */
  void giveBack(boolean reusable) {
    pool.giveBack(this, reusable);
  }
}
