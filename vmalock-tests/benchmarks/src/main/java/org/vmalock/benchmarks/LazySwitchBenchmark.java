package org.vmalock.benchmarks;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.vmalock.lazymm.LazyContext;
import org.vmalock.lazymm.LazyDomain;
import org.vmalock.lazymm.LazyRef;
import org.vmalock.lazymm.Scheme;
import org.vmalock.lazymm.Worker;

/** A worker switches from a task to idle and back to the same task, under each scheme. */
@State(Scope.Benchmark)
public class LazySwitchBenchmark extends Measured {
  private final AtomicInteger count = new AtomicInteger(1);
  private final LazyRef<AtomicInteger> ref = new LazyRef<>(count, ignored -> {});

  /** The domain and the contexts, shared by all workers. */
  @State(Scope.Benchmark)
  public static class Shared {
    /** The scheme that keeps a borrowed context alive. */
    @Param({"REFCOUNT", "HAZARD", "HAZARD_EXACT", "SHOOTDOWN"})
    public Scheme scheme;

    LazyDomain domain;
    LazyContext<Object> context;
    LazyContext<Object> other;

    /** Creates two contexts, which stay in use. */
    @Setup
    public void open() {
      domain = LazyDomain.builder().scheme(scheme).build();
      context = domain.create(new Object(), resource -> {});
      other = domain.create(new Object(), resource -> {});
    }
  }

  /** The worker of the measuring thread. */
  @State(Scope.Thread)
  public static class WorkerState {
    Worker worker;

    /**
     * Registers and switches to a task.
     *
     * @param shared the domain
     */
    @Setup
    public void register(Shared shared) {
      worker = shared.domain.register("benchmark");
      worker.switchTo(shared.context);
    }

    /** Closes the worker. */
    @TearDown
    public void close() {
      worker.close();
    }
  }

  /**
   * Borrows the context, and releases the borrow.
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
   * Switches between two contexts in turn, idle in between.
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

  /** A borrow by a thread that is no worker, validated after it was published. */
  @Benchmark
  public Object lazyRef() {
    return ref.use(resource -> resource);
  }
}
