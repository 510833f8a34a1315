package org.vmalock.lazymm;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vmalock.internal.Failures;

/**
 * One call of {@link LazyDomain#drain} or {@link LazyDomain#changeScheme}: requests the borrowing workers to release, and waits within a
 * limit until the borrows have ended and their references are dropped.
 *
 * <p>Only the second wait proves that the references are dropped: a worker states that it releases before it states that it has released,
 * by its state, by the answer to a request or by its empty box. The workers of the calling thread are skipped in that wait: the call may
 * come from a release action.
 */
final class DomainDrain {
  private final LazyDomain domain;
  private final Set<Worker> requested = ConcurrentHashMap.newKeySet();
  private final Set<Worker> others = ConcurrentHashMap.newKeySet();
  private @Nullable Throwable failure;

  DomainDrain(LazyDomain domain) {
    this.domain = domain;
  }

  /** Requests and waits; returns true if all borrows have ended. Then throws the exceptions of wake-ups and release actions, joined. */
  boolean run(@Nullable Worker first, long nanos) throws InterruptedException {
    long begin = System.nanoTime();
    for (Worker worker = first; worker != null; worker = worker.older) {
      request(worker);
    }
    boolean answered = await(this::unanswered, nanos);
    settle();
    boolean drained = answered && await(this::releasing, Math.max(nanos, 0) - (System.nanoTime() - begin));
    Failures.rethrow(failure);
    return drained;
  }

  private void request(Worker worker) {
    if (!worker.isWorker(Thread.currentThread())) {
      others.add(worker);
    }
    if (worker.isBorrowing()) {
      requested.add(worker);
      try {
        worker.requestReleaseOfAny();
      } catch (Throwable e) {
        failure = Failures.join(failure, e);
      }
    }
  }

  private boolean await(Supplier<Set<Worker>> awaited, long nanos) throws InterruptedException {
    try {
      return domain.waits().await(awaited, nanos, true);
    } catch (InterruptedException e) {
      if (failure != null) {
        e.addSuppressed(failure);
      }
      throw e;
    }
  }

  private void settle() {
    try {
      domain.settle();
    } catch (Throwable e) {
      failure = Failures.join(failure, e);
    }
  }

  private Set<Worker> unanswered() {
    requested.removeIf(worker -> !worker.hasRequest() || !worker.isBorrowing());
    return requested;
  }

  private Set<Worker> releasing() {
    others.removeIf(worker -> !worker.isReleasing());
    return others;
  }
}
