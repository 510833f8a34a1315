package org.vmalock.benchmarks;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.vmalock.lazymm.Worker;
import org.vmalock.lazymm.LazyRef;
import org.vmalock.lazymm.LazyContext;
import org.vmalock.lazymm.LazyDomain;
import org.vmalock.lazymm.Scheme;

/** A worker leaves a task's context and comes back to it: out of the task and in again, under each scheme. */
@State(Scope.Benchmark)
public class LazySwitchBenchmark extends Measured {
  private final AtomicInteger count = new AtomicInteger(1);
  private final LazyRef<AtomicInteger> ref = new LazyRef<>(count, ignored -> {});

  /** What all workers share. */
  @State(Scope.Benchmark)
  public static class Shared {
    /** How what is borrowed is kept alive. */
    @Param({"REFCOUNT", "HAZARD", "HAZARD_EXACT", "SHOOTDOWN"})
    public Scheme scheme;

    LazyDomain domain;
    LazyContext<Object> context;
    LazyContext<Object> other;

    /** Makes two contexts, which stay open. */
    @Setup
    public void open() {
      domain = LazyDomain.builder().scheme(scheme).build();
      context = domain.create(new Object(), resource -> {});
      other = domain.create(new Object(), resource -> {});
    }
  }

  /** A worker of the thread that measures. */
  @State(Scope.Thread)
  public static class WorkerState {
    Worker worker;

    /**
     * Begins in a task.
     *
     * @param shared the domain
     */
    @Setup
    public void register(Shared shared) {
      worker = shared.domain.register("benchmark");
      worker.switchTo(shared.context);
    }

    /** Leaves the domain. */
    @TearDown
    public void close() {
      worker.close();
    }
  }

  /**
   * Ours: begins to borrow, and gives up.
   *
   * @param shared the context
   * @param worker this thread's
   */
  @Benchmark
  public void switchAndReturn(Shared shared, WorkerState worker) {
    worker.worker.switchToIdle();
    worker.worker.switchTo(shared.context);
  }

  /**
   * Two switches by turns between two contexts, with own work between them.
   *
   * @param shared the contexts
   * @param worker this thread's
   */
  @Benchmark
  public void betweenTwo(Shared shared, WorkerState worker) {
    worker.worker.switchToIdle();
    worker.worker.switchTo(shared.other);
    worker.worker.switchToIdle();
    worker.worker.switchTo(shared.context);
  }

  /**
   * The rival of the budget: a counted reference, acquired and released.
   *
   * @param shared unused; gives the rival the same parameters
   */
  @Benchmark
  public int atomicInteger(Shared shared) {
    count.incrementAndGet();
    return count.decrementAndGet();
  }

  /** Ours, for threads that are no workers: with a look whether the resource is still the one. */
  @Benchmark
  public Object lazyRef() {
    return ref.use(resource -> resource);
  }
}
