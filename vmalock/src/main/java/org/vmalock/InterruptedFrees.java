package org.vmalock;

import org.jspecify.annotations.Nullable;
import org.vmalock.internal.Failures;
import org.vmalock.internal.ReleaseQueue;

/**
 * Cells of objects that were retired, but could not be freed: the thread that dropped the last reference had no stack for it. They are
 * freed by a later call of the pool.
 *
 * <p>{@link PendingFrees} adds a cell by assignments within {@code synchronized}: a method call could overflow again.
 */
final class InterruptedFrees {
  /** Linked by {@code nextInterrupted}; written under the monitor of this object. */
  volatile @Nullable PoolCell<?> first;

  InterruptedFrees() {}

  boolean hasAny() {
    return first != null;
  }

  /** Frees the objects; returns the exceptions of {@code onFree} and {@code onDiscard}, joined, or null. */
  @Nullable Throwable freeAll() {
    Throwable failure = null;
    for (PoolCell<?> cell = takeFirst(); cell != null; cell = takeFirst()) {
      failure = Failures.joinAny(failure, ReleaseQueue.run(cell));
    }
    return failure;
  }

  private synchronized @Nullable PoolCell<?> takeFirst() {
    PoolCell<?> cell = first;
    if (cell != null) {
      first = cell.nextInterrupted;
      cell.nextInterrupted = null;
    }
    return cell;
  }
}
