package org.vmalock.lazymm;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The registered workers of a domain, newest first, linked by fields of the workers: neither adding nor removing one allocates, so that a
 * worker can be closed when there is no memory.
 *
 * <p>Walks take no lock and see each worker that is registered during the whole walk. A removed worker keeps its link for the walks that
 * have reached it; the link leads to older workers only.
 *
 * <p>The monitor of this object is the innermost lock: no user code runs and no other lock is acquired under it.
 */
final class WorkerList {
  private volatile @Nullable Worker first;

  /** Written under the monitor. */
  private volatile int size;

  WorkerList() {}

  /** Adds a worker after its initialization by the given action, which runs under the monitor. */
  synchronized void add(Worker worker, Consumer<Worker> initialize) {
    initialize.accept(worker);
    Worker next = first;
    worker.older = next;
    if (next != null) {
      next.newer = worker;
    }
    worker.listed = true;
    first = worker;
    size = size + 1;
  }

  /** Removes a worker; returns true to one caller only. */
  synchronized boolean remove(Worker worker) {
    if (!worker.listed) {
      return false;
    }
    worker.listed = false;
    Worker before = worker.newer;
    Worker after = worker.older;
    if (before == null) {
      first = after;
    } else {
      before.older = after;
    }
    if (after != null) {
      after.newer = before;
    }
    worker.newer = null;
    size = size - 1;
    return true;
  }

  /** Returns the first worker of a walk, which continues with {@code older}; null if there is none. */
  @Nullable Worker first() {
    return first;
  }

  int size() {
    return size;
  }
}
