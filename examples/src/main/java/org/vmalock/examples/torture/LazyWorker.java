package org.vmalock.examples.torture;

import java.util.List;
import org.vmalock.examples.torture.Tally.Count;
import org.vmalock.examples.torture.lazy.LazySystem.Context;
import org.vmalock.examples.torture.lazy.LazySystem.Worker;
import org.vmalock.examples.torture.subject.Fault;

/** A worker: runs tasks of one context after another, and keeps the last one at hand in between. */
final class LazyWorker implements Job {
  private static final int ROUNDS_UNTIL_CHECKED = 32;
  private static final int ROUNDS_UNTIL_TAKEN_DOWN = 200;
  private static final int ROUNDS_UNTIL_RESTED = 200;
  private static final long REST_NANOS = 200_000;
  private static final int TASKS_UNTIL_DEATH = 2_000;
  private static final int TASKS_UNTIL_THROWN = 500;

  private final LazyTorture torture;
  private final Seat seat;
  private final Chance chance;
  private Worker worker;

  LazyWorker(LazyTorture torture, Seat seat) {
    this.torture = torture;
    this.seat = seat;
    this.chance = seat.chance();
    this.worker = bringUp();
  }

  private Worker bringUp() {
    return torture.system().bringUp(Thread.currentThread().getName());
  }

  @Override
  public void round() {
    if (chance.oneIn(ROUNDS_UNTIL_CHECKED)) {
      torture.requireSound();
    }
    if (chance.oneIn(ROUNDS_UNTIL_TAKEN_DOWN)) {
      Worker old = worker;
      worker = bringUp();
      old.takeDown();
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
      chance.dawdle();
    }
    worker.touch();
  }

  /** What a release action throws comes out of the switch that set it off, which is complete by then. */
  private void runTask(Context context) {
    if (!context.tryGet()) {
      seat.count(Count.GONE);
      return;
    }
    seat.count(Count.GRABS);
    boolean died = false;
    try {
      worker.switchTo(context);
      context.touch();
      if (chance.strikes(Fault.DIE, TASKS_UNTIL_DEATH)) {
        died = true;
        throw new Death(List.of(() -> end(context)));
      }
      if (chance.strikes(Fault.THROW, TASKS_UNTIL_THROWN)) {
        throw new InjectedException();
      }
      chance.dawdle();
    } finally {
      if (!died) {
        goOnWithoutTask(context);
      }
    }
  }

  /** What the dead thread has left: the worker, and the task's reference. */
  private void end(Context context) {
    try {
      worker.takeDownDead();
    } finally {
      context.put();
    }
  }

  private void goOnWithoutTask(Context context) {
    try {
      worker.switchToKernel();
    } finally {
      seat.count(Count.DROPS);
      context.put();
    }
  }

  private void useWhatIsAtHand() {
    worker.touch();
    worker.switchToKernel();
    worker.touch();
  }

  @Override
  public void leave() {
    try {
      worker.takeDown();
    } catch (InjectedException injected) {
      seat.count(Count.EXCEPTIONS);
    }
  }
}
