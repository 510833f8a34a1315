package org.vmalock.lazymm;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.vmalock.internal.Failures;
import org.vmalock.internal.StackProbe;
import org.vmalock.internal.WarnOnce;
import org.vmalock.primitive.OwnedHazardSlots;

/**
 * A set of workers and the {@link LazyContext}s that they share, under one {@link Scheme}, which can be changed at runtime.
 *
 * <p>More workers than the domain has room for may register: a worker without a slot counts its borrows under every scheme.
 *
 * <p><b>Terminated threads.</b> A thread that terminates without {@link Worker#close} leaves its worker registered: its slot stays in use,
 * and the context that it borrows is not released. {@link #closeTerminated} closes such workers. A registration that finds no free slot
 * calls it, so that threads that do not close never use up the slots for good.
 *
 * <p>The first occurrence of each of the following is logged per domain, at level WARNING, by the {@link System.Logger} with the name of
 * this class: terminated threads that a registration had to close workers for, a worker without a slot, and workers that did not answer a
 * {@link Scheme#SHOOTDOWN} in time. {@link #statistics} counts all occurrences.
 *
 * <p>All methods may be called by any thread, workers included.
 */
public final class LazyDomain {
  private final String name;
  private final ScanSet scanSet;
  private final long shootdownNanos;
  private final OwnedHazardSlots slots;

  /** The worker of each row. Set after the row is registered and before its first publication, cleared before it is unregistered. */
  private final AtomicReferenceArray<@Nullable Worker> byRow;

  private final WorkerList workers = new WorkerList();

  /** Registrations that may still pass without a search for terminated threads, since the last one has found none. */
  private final AtomicInteger registrationsUntilSweep = new AtomicInteger();

  private final LazyCounters counters = new LazyCounters();
  private final WorkerWaits waits = new WorkerWaits(this, counters.waits);
  private final WarnOnce terminatedWarning = new WarnOnce(LazyDomain.class);
  private final WarnOnce slotWarning = new WarnOnce(LazyDomain.class);
  private final WarnOnce unansweredWarning = new WarnOnce(LazyDomain.class);

  /** Written, together with the workers' copies, under the monitor of {@code workers}; read by any thread. */
  private volatile Scheme scheme;

  private LazyDomain(Builder builder) {
    name = builder.name;
    scheme = builder.scheme;
    scanSet = builder.scanSet;
    shootdownNanos = builder.shootdownNanos;
    slots = new OwnedHazardSlots(builder.workers);
    byRow = new AtomicReferenceArray<>(builder.workers);
  }

  /**
   * Returns a builder with default settings.
   *
   * @return a builder for {@link Scheme#HAZARD}, {@link ScanSet#EVERY_WORKER} and {@value Builder#DEFAULT_WORKERS} workers
   */
  public static Builder builder() {
    return new Builder();
  }

  /** Builder for {@link LazyDomain}. */
  public static final class Builder {
    /** Default number of workers that have a slot. */
    public static final int DEFAULT_WORKERS = 256;

    private String name = "LazyDomain";
    private Scheme scheme = Scheme.HAZARD;
    private ScanSet scanSet = ScanSet.EVERY_WORKER;
    private int workers = DEFAULT_WORKERS;
    private long shootdownNanos = TimeUnit.MILLISECONDS.toNanos(100);

    private Builder() {}

    /**
     * Sets the name of the domain in messages.
     *
     * @param name the name
     * @return this builder
     */
    public Builder name(String name) {
      this.name = Objects.requireNonNull(name, "name");
      return this;
    }

    /**
     * Sets the initial scheme.
     *
     * @param scheme the scheme
     * @return this builder
     */
    public Builder scheme(Scheme scheme) {
      this.scheme = Objects.requireNonNull(scheme, "scheme");
      return this;
    }

    /**
     * Sets which workers a last user scans.
     *
     * @param scanSet all workers, or those in a mask of each context
     * @return this builder
     */
    public Builder scanSet(ScanSet scanSet) {
      this.scanSet = Objects.requireNonNull(scanSet, "scanSet");
      return this;
    }

    /**
     * Sets the number of workers that have a slot at a time. Each slot takes 128 bytes, whether its worker is registered or not.
     * Further workers count their borrows.
     *
     * @param workers the number, from 1 to {@link OwnedHazardSlots#MAXIMUM_ROWS}
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder workers(int workers) {
      if (workers < 1 || workers > OwnedHazardSlots.MAXIMUM_ROWS) {
        throw new IllegalArgumentException("workers is " + workers + "; expected 1 to " + OwnedHazardSlots.MAXIMUM_ROWS);
      }
      this.workers = workers;
      return this;
    }

    /**
     * Sets the maximum time that a last user waits for the workers under {@link Scheme#SHOOTDOWN}.
     *
     * @param timeout the timeout, 0 or more; with 0 the last user sends its requests and does not wait
     * @param unit the unit of the timeout
     * @return this builder
     * @throws IllegalArgumentException if the timeout is negative
     */
    public Builder shootdownTimeout(long timeout, TimeUnit unit) {
      if (timeout < 0) {
        throw new IllegalArgumentException("timeout is " + timeout + "; expected 0 or more");
      }
      shootdownNanos = unit.toNanos(timeout);
      return this;
    }

    /**
     * Builds a domain without workers.
     *
     * @return the domain
     */
    public LazyDomain build() {
      return new LazyDomain(this);
    }
  }

  // ---- Contexts

  /**
   * Creates a context with one user, the caller.
   *
   * @param <R> the type of the resource
   * @param resource the resource to share
   * @param onRelease the release action; called once, after the last use, reference and borrow of the context have ended, without a
   *     lock held
   * @return the context
   */
  public <R> LazyContext<R> create(R resource, Consumer<? super R> onRelease) {
    Objects.requireNonNull(resource, "resource");
    Objects.requireNonNull(onRelease, "onRelease");
    LazyContext<R> context =
        LazyContext.mortal(this, resource, onRelease, scanSet == ScanSet.MASK ? slots.newRowSet() : null);
    counters.created.incrementAndGet();
    return context;
  }

  /**
   * Creates a context that is never released: it is not counted, borrowing it takes no slot, and {@code acquireUse}, {@code
   * releaseUse}, {@code retain} and {@code release} do nothing.
   *
   * @param <R> the type of the resource
   * @param resource the resource to share
   * @return the context
   */
  public <R> LazyContext<R> createImmortal(R resource) {
    return LazyContext.immortal(this, Objects.requireNonNull(resource, "resource"));
  }

  // ---- Workers

  /**
   * Registers the current thread as a worker that is woken by unparking it. The thread calls {@link Worker#close} before it
   * terminates.
   *
   * <p>If no slot is free, this method first closes the workers of terminated threads, like {@link #closeTerminated}. Release actions may
   * run then; their exceptions are logged and counted ({@link LazyStats#releaseFailures}), and not thrown. While the search finds none, it
   * is repeated only once as many workers have registered as there are, so that the cost of a registration stays constant on average.
   *
   * @param name the name of the worker in messages
   * @return the worker
   */
  public Worker register(String name) {
    return register(name, null);
  }

  /**
   * Registers the current thread as a worker that does not wait in {@link Worker#park}, but in the selector of an event loop, for
   * example.
   *
   * @param name the name of the worker in messages
   * @param wakeUp wakes the worker, which then calls {@link Worker#finishSwitch} soon; called by threads that request the worker to
   *     release, without a lock held; must not wait for the worker; null to unpark the thread
   * @return the worker
   */
  public Worker register(String name, @Nullable Runnable wakeUp) {
    Objects.requireNonNull(name, "name");
    StackProbe.reserveDeep();
    int row = registerRow();
    boolean registered = false;
    try {
      Worker worker = new Worker(this, name, wakeUp, row);
      add(worker, row);
      registered = true;
      return worker;
    } finally {
      if (!registered && row != OwnedHazardSlots.NONE) {
        byRow.set(row, null);
        slots.unregister(row);
      }
    }
  }

  private void add(Worker worker, int row) {
    if (row == OwnedHazardSlots.NONE) {
      counters.withoutSlot.incrementAndGet();
      slotWarning.warn(() -> worker + " of " + this + " has no slot, since " + slots.rows() + " workers have one: it counts its borrows, which"
          + " is slower. Build the domain for more workers, or close workers that are not needed.", null);
    } else {
      byRow.set(row, worker);
    }
    workers.add(worker, added -> added.adopt(scheme));
  }

  private int registerRow() {
    int row = slots.register();
    if (row != OwnedHazardSlots.NONE || registrationsUntilSweep.getAndUpdate(left -> Math.max(left - 1, 0)) > 0) {
      return row;
    }
    int closed = sweepTerminated();
    if (closed == 0) {
      registrationsUntilSweep.set(workers.size());
    }
    return slots.register();
  }

  private int sweepTerminated() {
    long before = counters.closedTerminated.get();
    Throwable failure = null;
    try {
      closeTerminated();
    } catch (Throwable e) {
      failure = e;
    }
    int closed = (int) (counters.closedTerminated.get() - before);
    if (closed != 0 || failure != null) {
      terminatedWarning.warn(() -> this + " had no free slot for a worker, and closed " + closed + " workers whose threads had terminated"
          + " without a call of Worker.close. Close a worker before its thread terminates.", failure);
    }
    return closed;
  }

  /**
   * Closes the workers whose threads have terminated without calling {@link Worker#close}, and drops their references. A program whose
   * threads may terminate that way calls it from time to time: until then the contexts that they kept are not released, unless a
   * registration finds no free slot. Exceptions of release actions propagate when all these workers are closed. Takes a step per worker.
   *
   * @return the number of workers closed
   */
  public int closeTerminated() {
    int closed = 0;
    Throwable failure = null;
    StackProbe.reserveDeep();
    for (Worker worker = workers.first(); worker != null; worker = worker.older) {
      if (worker.tryClaimTerminated()) {
        closed++;
        counters.closedTerminated.incrementAndGet();
        failure = worker.tearDown(failure);
      }
    }
    Failures.rethrow(failure);
    return closed;
  }

  /** Removes a worker from the set; returns true to one caller only. */
  boolean tryRemove(Worker worker) {
    return workers.remove(worker);
  }

  /** Unregisters the row of a worker. Its slot is empty and its box closed. */
  void unregister(int row) {
    if (row != OwnedHazardSlots.NONE) {
      byRow.set(row, null);
      slots.unregister(row);
    }
  }

  @Nullable Worker workerOfRow(int row) {
    return byRow.get(row);
  }

  // ---- The last user

  long shootdownNanos() {
    return shootdownNanos;
  }

  void warnUnanswered(LazyContext<?> context, List<String> names) {
    unansweredWarning.warn(() -> "Of the workers of " + this + ", " + names + " did not release " + context + " within "
        + TimeUnit.NANOSECONDS.toMillis(shootdownNanos) + " ms, and keep it until they switch. releaseUse has returned before the"
        + " release action. Let these workers call finishSwitch more often, releaseKept before they block, or raise shootdownTimeout.", null);
  }

  /** Returns the next slot, in the context's scan set, that names a generation; or NONE. */
  int nextBorrower(LazyContext<?> context, Lifetime lifetime, int from) {
    if (!context.hasMask()) {
      return slots.next(from, lifetime.token, Lifetime.SIGNIFICANT);
    }
    int start = from == 0 ? 0 : slots.row(from - 1) + 1;
    for (int row = context.nextInMask(start); row != OwnedHazardSlots.NONE; row = context.nextInMask(row + 1)) {
      if (lifetime.isNamedBy(slots.get(slots.slot(row)))) {
        return slots.slot(row);
      }
    }
    return OwnedHazardSlots.NONE;
  }

  WorkerWaits waits() {
    return waits;
  }

  // ---- Settle, drain, change the scheme

  /**
   * Drops the references in hand-off boxes whose workers no longer borrow the context. The workers need not cooperate: each slot
   * states what its worker borrows. A reference of a worker that still borrows the context stays pending. Lock-free.
   *
   * @return the number of hand-offs that are still pending
   */
  public int settle() {
    StackProbe.reserveDeep();
    Throwable failure = null;
    int pending = 0;
    for (Worker worker = workers.first(); worker != null; worker = worker.older) {
      failure = worker.settle(failure);
      if (worker.hasPendingHandOff()) {
        pending++;
      }
    }
    Failures.rethrow(failure);
    return pending;
  }

  /**
   * Requests every borrowing worker to release, wakes it if it is parked, and waits until all have released. After that, every
   * borrow and every pending hand-off from before this call has ended, and the release actions that workers ran for them have returned.
   * Workers continue to run, and may borrow again. Blocking, bounded. The caller holds no lock that a release action acquires. Two
   * workers whose release actions drain the domain with a timeout wait for each other until it elapses.
   *
   * @param timeout the maximum time to wait; with 0 or less this method sends the requests and does not wait
   * @param unit the unit of the timeout
   * @return true if all workers have released; false on timeout, then the remaining workers release at their next switch
   * @throws InterruptedException if the current thread is interrupted while waiting; the requests stay in force
   * @throws IllegalStateException if the current thread is a worker that borrows a context, and the timeout is positive: the thread would
   *     wait for itself; nothing has changed then
   */
  public boolean drain(long timeout, TimeUnit unit) throws InterruptedException {
    checkNotBorrowing("drain", timeout);
    return new DomainDrain(this).run(workers.first(), unit.toNanos(timeout));
  }

  private void checkNotBorrowing(String operation, long timeout) {
    Thread self = Thread.currentThread();
    for (Worker worker = workers.first(); timeout > 0 && worker != null; worker = worker.older) {
      if (worker.isWorker(self) && worker.isBorrowing()) {
        throw new IllegalStateException(operation + " of " + this + " by " + worker + ", which keeps a context: the thread would wait for"
            + " itself. Call releaseKept first, or " + operation + " without a timeout");
      }
    }
  }

  /**
   * Changes the scheme: later borrows follow the new scheme, and existing borrows are {@linkplain #drain drained}. Borrows of both
   * schemes may coexist until then, which is safe, because each borrow ends by the scheme by which it began. A concurrent {@link
   * Worker#switchToIdle} may still borrow under the old scheme.
   *
   * @param next the new scheme
   * @param timeout the maximum time to wait for the workers; with 0 or less this method does not wait
   * @param unit the unit of the timeout
   * @return true if all workers have released; false on timeout, with the new scheme in force
   * @throws InterruptedException if the current thread is interrupted while waiting; the new scheme is in force
   * @throws IllegalStateException if the current thread is a worker that borrows a context, and the timeout is positive: the thread would
   *     wait for itself; nothing has changed then
   */
  public boolean changeScheme(Scheme next, long timeout, TimeUnit unit) throws InterruptedException {
    Objects.requireNonNull(next, "next");
    checkNotBorrowing("changeScheme", timeout);
    synchronized (workers) {
      scheme = next;
      for (Worker worker = workers.first(); worker != null; worker = worker.older) {
        worker.adopt(next);
      }
    }
    return new DomainDrain(this).run(workers.first(), unit.toNanos(timeout));
  }

  // ---- State and statistics

  /**
   * Returns the scheme in force.
   *
   * @return the scheme that later borrows follow
   */
  public Scheme scheme() {
    return scheme;
  }

  /**
   * Returns the number of references in hand-off boxes, at most one per worker. Takes a step per worker.
   *
   * @return 0 or more
   */
  public int pendingHandOffs() {
    int pending = 0;
    for (Worker worker = workers.first(); worker != null; worker = worker.older) {
      if (worker.hasPendingHandOff()) {
        pending++;
      }
    }
    return pending;
  }

  /**
   * Returns the current number of registered workers.
   *
   * @return 0 or more
   */
  public int registeredWorkers() {
    return workers.size();
  }

  /**
   * Returns the statistics of this domain.
   *
   * @return a snapshot; the counters are not read atomically as a whole
   */
  public LazyStats statistics() {
    return counters.snapshot();
  }

  LazyCounters counters() {
    return counters;
  }

  OwnedHazardSlots slots() {
    return slots;
  }

  @Override
  public String toString() {
    return name + "[" + scheme + ", " + workers.size() + " workers, " + pendingHandOffs() + " hand-offs pending]";
  }
}
