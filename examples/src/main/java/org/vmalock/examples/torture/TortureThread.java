package org.vmalock.examples.torture;

import java.util.function.Function;
import org.vmalock.examples.run.RunThread;
import org.vmalock.examples.torture.Counters.Count;
import org.vmalock.examples.torture.subject.Fault;

/** A thread in a seat: does its job until it is told to go, or dies. */
final class TortureThread extends RunThread {
  private final ThreadSlot slot;
  private final Function<ThreadSlot, Workload> workloads;
  private volatile boolean leaving;

  TortureThread(String name, ThreadSlot slot, Function<ThreadSlot, Workload> workloads) {
    super(name, slot.session()::failed);
    this.slot = slot;
    this.workloads = workloads;
  }

  /** Makes the thread stop after its round. */
  void leave() {
    leaving = true;
  }

  @Override
  protected void work() throws InterruptedException {
    Session session = slot.session();
    try {
      Workload workload = workloads.apply(slot);
      for (long rounds = 1; !leaving && !session.isOver(); rounds++) {
        session.stutter().awaitStart();
        round(workload);
        advanceTo(rounds);
      }
      workload.leave();
    } catch (SimulatedThreadDeath death) {
      slot.count(Count.DEATHS);
      session.reaper().inherit(Thread.currentThread(), death.estate());
    }
  }

  private void round(Workload workload) throws InterruptedException {
    try {
      workload.round();
    } catch (InterruptedException interrupted) {
      if (!slot.session().options().has(Fault.INTERRUPT)) {
        throw interrupted;
      }
      slot.count(Count.INTERRUPTS);
    } catch (InjectedException injected) {
      slot.count(Count.EXCEPTIONS);
    }
    Thread.interrupted();
    slot.count(Count.ROUNDS);
  }
}
