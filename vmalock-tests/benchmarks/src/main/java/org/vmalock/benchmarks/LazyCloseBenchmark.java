package org.vmalock.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.vmalock.lazymm.LazyContext;
import org.vmalock.lazymm.LazyDomain;
import org.vmalock.lazymm.Scheme;
import org.vmalock.lazymm.Worker;

/**
 * The lifetime of a context among many workers: it is created, some workers borrow it, its last user scans all slots, the borrowers release
 * it and the last one runs its release action. One thread plays all workers, so that only this work is measured.
 */
@State(Scope.Benchmark)
public class LazyCloseBenchmark extends Measured {
  /** The workers, each of which has a slot. */
  @Param({"1", "64", "1024", "65536"})
  public int slots;

  /** The state of the workers while the context is closed. */
  @Param({"SLEEPING", "NONE", "SOME", "ALL"})
  public Borrowers borrowers;

  private Worker[] matching;
  private LazyDomain domain;
  private LazyContext<Object> init;

  /** The workers that borrow. */
  public enum Borrowers {
    /** No worker borrows: scans skip all of them. */
    SLEEPING,
    /** All of them borrow another context. */
    NONE,
    /** As many as the root of their number borrow this one, the others another one. */
    SOME,
    /** All of them borrow this one. */
    ALL
  }

  /** Registers the workers. */
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

  /** A lifetime, from its first user to its last borrower. */
  @Benchmark
  public LazyContext<Object> lifetime() {
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
