package org.vmalock.lazymm;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vmalock.internal.Failures;
import org.vmalock.primitive.OwnedHazardSlots;

/**
 * The first step of a last user under {@link Scheme#SHOOTDOWN}: requests the borrowing workers to release the context, and waits for
 * them within a limit.
 *
 * <p>Only workers whose slot names the context are requested, so the last user does not wait for workers that are busy with other
 * contexts. The calling thread's own worker is skipped: it cannot answer while it waits here.
 */
final class Shootdown {
  private final LazyDomain domain;
  private final LazyContext<?> context;
  private final Lifetime lifetime;
  private final Thread self = Thread.currentThread();
  private @Nullable Throwable failure;

  Shootdown(LazyDomain domain, LazyContext<?> context, Lifetime lifetime) {
    this.domain = domain;
    this.context = context;
    this.lifetime = lifetime;
  }

  /** Requests and waits; returns the exceptions that the workers' wake-ups have thrown, joined, or null if there are none. */
  @Nullable Throwable run(long nanos) {
    List<Worker> borrowers = borrowers();
    if (!borrowers.isEmpty()) {
      borrowers.forEach(this::request);
      await(nanos);
      report(borrowers(), nanos);
    }
    return failure;
  }

  private void request(Worker borrower) {
    try {
      borrower.requestReleaseOfUnused();
    } catch (Throwable e) {
      failure = Failures.join(failure, e);
    }
  }

  private void await(long nanos) {
    try {
      domain.waits().await(this::borrowers, nanos, false);
    } catch (InterruptedException e) {
      throw new AssertionError("a wait that is not interruptible was interrupted", e);
    }
  }

  private List<Worker> borrowers() {
    List<Worker> borrowers = new ArrayList<>();
    int slot = domain.nextBorrower(context, lifetime, 0);
    while (slot != OwnedHazardSlots.NONE) {
      Worker worker = domain.workerOfRow(domain.slots().row(slot));
      if (worker != null && !worker.isWorker(self)) {
        borrowers.add(worker);
      }
      slot = domain.nextBorrower(context, lifetime, slot + 1);
    }
    return borrowers;
  }

  private void report(List<Worker> unanswered, long nanos) {
    if (!unanswered.isEmpty()) {
      domain.counters().unanswered.addAndGet(unanswered.size());
      List<String> names = unanswered.stream().map(Worker::name).toList();
      context.reportUnanswered(names);
      if (nanos > 0) {
        domain.warnUnanswered(context, names);
      }
    }
  }
}
