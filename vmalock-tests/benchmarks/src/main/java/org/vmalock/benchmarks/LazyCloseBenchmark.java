package org.vmalock.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.vmalock.lazymm.Worker;
import org.vmalock.lazymm.LazyContext;
import org.vmalock.lazymm.LazyDomain;
import org.vmalock.lazymm.Scheme;

/**
 * The life of a context among many workers: it is made, some of them borrow it, its last user leaves and looks at all slots, the
 * borrowers leave and the last one releases it. One thread plays all workers, so that nothing but this work is measured.
 */
@State(Scope.Benchmark)
public class LazyCloseBenchmark extends Measured {
  /** The workers, each of which has a slot. */
  @Param({"1", "64", "1024", "65536"})
  public int slots;

  /** What they do while the context is closed. */
  @Param({"SLEEPING", "NONE", "SOME", "ALL"})
  public Borrowers borrowers;

  private Worker[] matching;
  private LazyDomain domain;
  private LazyContext<Object> init;

  /** Who borrows. */
  public enum Borrowers {
    /** Nobody borrows anything: scans pass all of them by. */
    SLEEPING,
    /** All of them borrow another context. */
    NONE,
    /** As many as the root of their number borrow this one, the others another one. */
    SOME,
    /** All of them borrow this one. */
    ALL
  }

  /** Brings the workers up. */
  @Setup(Level.Trial)
  public void register() {
    domain = LazyDomain.builder().scheme(Scheme.HAZARD).workers(slots).build();
    init = domain.createImmortal(new Object());
    LazyContext<Object> another = domain.create(new Object(), resource -> {});
    int match =
        switch (borrowers) {
          case SLEEPING, NONE -> 0;
          case SOME -> (int) Math.sqrt(slots);
          case ALL -> slots;
        };
    matching = new Worker[match];
    for (int i = 0; i < slots; i++) {
      Worker worker = domain.register("worker");
      if (i * (long) match / slots != (i + 1) * (long) match / slots) {
        matching[(int) (i * (long) match / slots)] = worker;
      } else if (borrowers == Borrowers.SLEEPING) {
        worker.park(0);
      } else {
        worker.switchTo(another);
        worker.switchToIdle();
      }
    }
  }

  /** A life, from its first user to its last borrower. */
  @Benchmark
  public LazyContext<Object> life() {
    LazyContext<Object> context = domain.create(this, resource -> {});
    for (Worker worker : matching) {
      worker.switchTo(context);
      worker.switchToIdle();
    }
    context.releaseUse();
    for (Worker worker : matching) {
      worker.switchTo(init);
    }
    return context;
  }
}
