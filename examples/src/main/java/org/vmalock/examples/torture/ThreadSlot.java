package org.vmalock.examples.torture;

import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.torture.Counters.Count;

/**
 * The place of one thread: with hot-plug, or when threads die, one after another sits in it. What they do is counted together.
 */
final class ThreadSlot {
  private final Session session;
  private final String name;
  private final Function<ThreadSlot, Workload> workloads;
  private final SplittableRandom random;
  private final Counters counters = new Counters();
  private FaultInjector chance;
  private @Nullable TortureThread worker;
  private int workers;

  ThreadSlot(Session session, String name, SplittableRandom random, Function<ThreadSlot, Workload> workloads) {
    this.session = session;
    this.name = name;
    this.workloads = workloads;
    this.random = random;
    this.chance = new FaultInjector(random.split(), session.options());
  }

  Session session() {
    return session;
  }

  /** The choices of the thread that sits here now. */
  FaultInjector chance() {
    return chance;
  }

  Counters counters() {
    return counters;
  }

  void count(Count count) {
    counters.count(count);
  }

  // ---- For the one thread that watches over all seats

  /** Lets a new thread sit down, if nobody sits here. */
  void fill() {
    if (isTaken()) {
      return;
    }
    workers++;
    chance = new FaultInjector(random.split(), session.options());
    worker = new TortureThread(workers == 1 ? name : name + "." + workers, this, workloads);
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
