package org.vmalock.examples.torture;

import java.util.List;
import org.vmalock.examples.torture.Counters.Count;
import org.vmalock.examples.torture.lazy.LazySystem.SystemContext;
import org.vmalock.examples.torture.lazy.LazySystem.SystemWorker;
import org.vmalock.examples.torture.subject.Fault;

/** The workload of a worker: runs tasks of one context after another, and keeps the most recent context lazily between tasks. */
final class LazyWorker implements Workload {
  private static final int ROUNDS_PER_CHECK = 32;
  private static final int ROUNDS_PER_CLOSE = 200;
  private static final int ROUNDS_PER_PARK = 200;
  private static final long PARK_NANOS = 200_000;
  private static final int TASKS_PER_DEATH = 2_000;
  private static final int TASKS_PER_EXCEPTION = 500;

  private final LazyTorture torture;
  private final ThreadSlot slot;
  private final FaultInjector injector;
  private SystemWorker worker;

  LazyWorker(LazyTorture torture, ThreadSlot slot) {
    this.torture = torture;
    this.slot = slot;
    this.injector = slot.injector();
    this.worker = register();
  }

  private SystemWorker register() {
    return torture.system().register(Thread.currentThread().getName());
  }

  @Override
  public void round() {
    if (injector.oneIn(ROUNDS_PER_CHECK)) {
      torture.checkCounts();
    }
    if (injector.oneIn(ROUNDS_PER_CLOSE)) {
      SystemWorker old = worker;
      worker = register();
      old.close();
    }
    if (injector.oneIn(2)) {
      runTask(torture.context(injector));
    } else {
      useKeptContext();
    }
    worker.touch();
    if (injector.oneIn(ROUNDS_PER_PARK)) {
      worker.park(PARK_NANOS);
    } else {
      injector.randomDelay();
    }
    worker.touch();
  }

  /**
   * Runs one task. An exception of a release action propagates from the switch that ran the action, which is complete by then.
   */
  private void runTask(SystemContext context) {
    if (!context.tryAcquireUse()) {
      slot.count(Count.GONE);
      return;
    }
    slot.count(Count.ACQUIRED);
    boolean terminating = false;
    try {
      worker.switchTo(context);
      context.touch();
      if (injector.injects(Fault.DIE, TASKS_PER_DEATH)) {
        terminating = true;
        throw new SimulatedThreadDeath(List.of(() -> releaseAfterTermination(context)));
      }
      if (injector.injects(Fault.THROW, TASKS_PER_EXCEPTION)) {
        throw new InjectedException();
      }
      injector.randomDelay();
    } finally {
      if (!terminating) {
        endTask(context);
      }
    }
  }

  /** Closes the worker of a terminated thread, and releases the task's use of its context; called by the reaper. */
  private void releaseAfterTermination(SystemContext context) {
    try {
      worker.closeTerminated();
    } finally {
      context.releaseUse();
    }
  }

  private void endTask(SystemContext context) {
    try {
      worker.switchToIdle();
    } finally {
      slot.count(Count.RELEASED);
      context.releaseUse();
    }
  }

  private void useKeptContext() {
    worker.touch();
    worker.switchToIdle();
    worker.touch();
  }

  @Override
  public void finish() {
    try {
      worker.close();
    } catch (InjectedException injected) {
      slot.count(Count.EXCEPTIONS);
    }
  }
}
