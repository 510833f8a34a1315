package org.vmalock.examples.torture;

import java.util.List;
import org.vmalock.examples.torture.Counters.Count;
import org.vmalock.examples.torture.lazy.LazySystem.Context;
import org.vmalock.examples.torture.lazy.LazySystem.Worker;
import org.vmalock.examples.torture.subject.Fault;

/** A worker: runs tasks of one context after another, and keeps the last one at hand in between. */
final class LazyWorker implements Workload {
  private static final int ROUNDS_UNTIL_CHECKED = 32;
  private static final int ROUNDS_UNTIL_TAKEN_DOWN = 200;
  private static final int ROUNDS_UNTIL_RESTED = 200;
  private static final long REST_NANOS = 200_000;
  private static final int TASKS_UNTIL_DEATH = 2_000;
  private static final int TASKS_UNTIL_THROWN = 500;

  private final LazyTorture torture;
  private final ThreadSlot slot;
  private final FaultInjector chance;
  private Worker worker;

  LazyWorker(LazyTorture torture, ThreadSlot slot) {
    this.torture = torture;
    this.slot = slot;
    this.chance = slot.chance();
    this.worker = register();
  }

  private Worker register() {
    return torture.system().register(Thread.currentThread().getName());
  }

  @Override
  public void round() {
    if (chance.oneIn(ROUNDS_UNTIL_CHECKED)) {
      torture.requireSound();
    }
    if (chance.oneIn(ROUNDS_UNTIL_TAKEN_DOWN)) {
      Worker old = worker;
      worker = register();
      old.close();
    }
    if (chance.oneIn(2)) {
      runTask(torture.context(chance));
    } else {
      useWhatIsAtHand();
    }
    worker.touch();
    if (chance.oneIn(ROUNDS_UNTIL_RESTED)) {
      worker.rest(REST_NANOS);
    } else {
      chance.randomDelay();
    }
    worker.touch();
  }

  /** What a release action throws comes out of the switch that set it off, which is complete by then. */
  private void runTask(Context context) {
    if (!context.tryGet()) {
      slot.count(Count.GONE);
      return;
    }
    slot.count(Count.GRABS);
    boolean died = false;
    try {
      worker.switchTo(context);
      context.touch();
      if (chance.strikes(Fault.DIE, TASKS_UNTIL_DEATH)) {
        died = true;
        throw new SimulatedThreadDeath(List.of(() -> end(context)));
      }
      if (chance.strikes(Fault.THROW, TASKS_UNTIL_THROWN)) {
        throw new InjectedException();
      }
      chance.randomDelay();
    } finally {
      if (!died) {
        goOnWithoutTask(context);
      }
    }
  }

  /** What the dead thread has left: the worker, and the task's reference. */
  private void end(Context context) {
    try {
      worker.closeDead();
    } finally {
      context.put();
    }
  }

  private void goOnWithoutTask(Context context) {
    try {
      worker.switchToIdle();
    } finally {
      slot.count(Count.DROPS);
      context.put();
    }
  }

  private void useWhatIsAtHand() {
    worker.touch();
    worker.switchToIdle();
    worker.touch();
  }

  @Override
  public void leave() {
    try {
      worker.close();
    } catch (InjectedException injected) {
      slot.count(Count.EXCEPTIONS);
    }
  }
}
