package org.vmalock.examples.torture;

import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.torture.Tally.Count;

/**
 * The place of one thread: with hot-plug, or when threads die, one after another sits in it. What they do is counted together.
 */
final class Seat {
  private final Session session;
  private final String name;
  private final Function<Seat, Job> jobs;
  private final SplittableRandom random;
  private final Tally tally = new Tally();
  private Chance chance;
  private @Nullable TortureWorker worker;
  private int workers;

  Seat(Session session, String name, SplittableRandom random, Function<Seat, Job> jobs) {
    this.session = session;
    this.name = name;
    this.jobs = jobs;
    this.random = random;
    this.chance = new Chance(random.split(), session.options());
  }

  Session session() {
    return session;
  }

  /** The choices of the thread that sits here now. */
  Chance chance() {
    return chance;
  }

  Tally tally() {
    return tally;
  }

  void count(Count count) {
    tally.count(count);
  }

  // ---- For the one thread that watches over all seats

  /** Lets a new thread sit down, if nobody sits here. */
  void fill() {
    if (isTaken()) {
      return;
    }
    workers++;
    chance = new Chance(random.split(), session.options());
    worker = new TortureWorker(workers == 1 ? name : name + "." + workers, this, jobs);
    worker.start();
  }

  boolean isTaken() {
    return worker != null && worker.isRunning();
  }

  /** Asks the thread that sits here to go. */
  void vacate() {
    if (worker != null) {
      worker.leave();
    }
  }

  void interrupt() {
    if (worker != null) {
      worker.interrupt();
    }
  }

  /** Waits for the thread that sits here; it must have been told to stop. */
  void join(long millis) throws InterruptedException {
    if (worker != null) {
      worker.join(millis);
    }
  }

  boolean isStuck(long nanos) {
    return worker != null && worker.isStuck(nanos);
  }
}
