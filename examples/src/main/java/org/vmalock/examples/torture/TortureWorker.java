package org.vmalock.examples.torture;

import java.util.function.Function;
import org.vmalock.examples.run.Worker;
import org.vmalock.examples.torture.Tally.Count;
import org.vmalock.examples.torture.subject.Fault;

/** A thread in a seat: does its job until it is told to go, or dies. */
final class TortureWorker extends Worker {
  private final Seat seat;
  private final Function<Seat, Job> jobs;
  private volatile boolean leaving;

  TortureWorker(String name, Seat seat, Function<Seat, Job> jobs) {
    super(name, seat.session()::failed);
    this.seat = seat;
    this.jobs = jobs;
  }

  /** Makes the thread stop after its round. */
  void leave() {
    leaving = true;
  }

  @Override
  protected void work() throws InterruptedException {
    Session session = seat.session();
    try {
      Job job = jobs.apply(seat);
      for (long rounds = 1; !leaving && !session.isOver(); rounds++) {
        session.stutter().awaitStart();
        round(job);
        advanceTo(rounds);
      }
      job.leave();
    } catch (Death death) {
      seat.count(Count.DEATHS);
      session.deputy().inherit(Thread.currentThread(), death.estate());
    }
  }

  private void round(Job job) throws InterruptedException {
    try {
      job.round();
    } catch (InterruptedException interrupted) {
      if (!seat.session().options().has(Fault.INTERRUPT)) {
        throw interrupted;
      }
      seat.count(Count.INTERRUPTS);
    } catch (InjectedException injected) {
      seat.count(Count.EXCEPTIONS);
    }
    Thread.interrupted();
    seat.count(Count.ROUNDS);
  }
}
