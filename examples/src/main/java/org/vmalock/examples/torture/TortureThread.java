package org.vmalock.examples.torture;

import java.util.function.Function;
import org.vmalock.examples.run.RunThread;
import org.vmalock.examples.torture.Counters.Count;
import org.vmalock.examples.torture.subject.Fault;

/** A thread of a slot: repeats its workload until it is requested to stop, or is terminated on purpose. */
final class TortureThread extends RunThread {
  private final ThreadSlot slot;
  private final Function<ThreadSlot, Workload> workloads;
  private volatile boolean stopRequested;

  TortureThread(String name, ThreadSlot slot, Function<ThreadSlot, Workload> workloads) {
    super(name, slot.control()::reportFailure);
    this.slot = slot;
    this.workloads = workloads;
  }

  /** Requests that the thread stop after its current round. */
  void requestStop() {
    stopRequested = true;
  }

  @Override
  protected void work() throws InterruptedException {
    TortureControl control = slot.control();
    try {
      Workload workload = workloads.apply(slot);
      for (long rounds = 1; !stopRequested && !control.isStopped(); rounds++) {
        control.stutter().awaitStart();
        round(workload);
        advanceTo(rounds);
      }
      workload.finish();
    } catch (SimulatedThreadDeath death) {
      slot.count(Count.DEATHS);
      control.reaper().releaseAfterTermination(Thread.currentThread(), death.held());
    }
  }

  private void round(Workload workload) throws InterruptedException {
    try {
      workload.round();
    } catch (InterruptedException interrupted) {
      if (!slot.control().options().has(Fault.INTERRUPT)) {
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
