package org.vmalock.lazymm;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.vmalock.internal.Failures;
import org.vmalock.primitive.HazardSlots;

/**
 * What the last user of an {@link LazyContext} does under {@link Scheme#SHOOTDOWN} before anything else: asks the borrowers to let go.
 *
 * <p>Only those whose slot names the {@code LazyContext} are asked, so that nobody waits for a worker that is busy with something else. A
 * worker that is itself the caller cannot answer while it waits here, and is passed over.
 */
final class Shootdown {
  private static final long FIRST_STEP_NANOS = 20_000;
  private static final long LONGEST_STEP_NANOS = 1_000_000;

  private final LazyDomain domain;
  private final LazyContext<?> context;
  private final Lifetime life;
  private final Thread self = Thread.currentThread();
  private @Nullable Throwable failure;

  Shootdown(LazyDomain domain, LazyContext<?> context, Lifetime life) {
    this.domain = domain;
    this.context = context;
    this.life = life;
  }

  /** Returns what a worker's wake-up has thrown, if anything. */
  @Nullable Throwable run(long nanos) {
    List<Worker> borrowers = borrowers();
    if (!borrowers.isEmpty()) {
      borrowers.forEach(this::ask);
      await(nanos);
      report(borrowers());
    }
    return failure;
  }

  private void ask(Worker borrower) {
    try {
      borrower.askUnused();
    } catch (RuntimeException | Error e) {
      failure = Failures.join(failure, e);
    }
  }

  private void await(long nanos) {
    long begin = System.nanoTime();
    long step = FIRST_STEP_NANOS;
    boolean interrupted = false;
    domain.addAsker(self);
    try {
      long left = nanos;
      while (left > 0 && !borrowers().isEmpty()) {
        LockSupport.parkNanos(domain, Math.min(left, step));
        interrupted |= Thread.interrupted();
        step = Math.min(2 * step, LONGEST_STEP_NANOS);
        left = nanos - (System.nanoTime() - begin);
      }
    } finally {
      domain.removeAsker(self);
      if (interrupted) {
        self.interrupt();
      }
    }
  }

  private List<Worker> borrowers() {
    List<Worker> borrowers = new ArrayList<>();
    for (int slot = domain.nextBorrower(context, life, 0); slot != HazardSlots.NONE; slot = domain.nextBorrower(context, life, slot + 1)) {
      Worker worker = domain.workerOfRow(domain.slots().row(slot));
      if (worker != null && !worker.isWorker(self)) {
        borrowers.add(worker);
      }
    }
    return borrowers;
  }

  private void report(List<Worker> late) {
    if (!late.isEmpty()) {
      domain.counters().unanswered.add(late.size());
      context.reportUnanswered(late.stream().map(Worker::name).toList());
    }
  }
}
