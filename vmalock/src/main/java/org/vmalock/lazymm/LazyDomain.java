package org.vmalock.lazymm;

import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.vmalock.internal.Failures;
import org.vmalock.internal.TimedWait;
import org.vmalock.primitive.OwnedHazardSlots;

/**
 * A set of workers and the {@link LazyContext}s that they share, under one {@link Scheme}, which can be changed at runtime.
 *
 * <p>More workers than the domain has room for may register: a worker without a row counts its borrows under every scheme.
 *
 * <p>All methods may be called by any thread, workers included.
 */
public final class LazyDomain {
  private static final long FIRST_STEP_NANOS = 20_000;
  private static final long LONGEST_STEP_NANOS = 1_000_000;

  private final String name;
  private final ScanSet scanSet;
  private final long shootdownNanos;
  private final OwnedHazardSlots slots;

  /** The worker of each row. Set after the row is registered and before its first publication, cleared before it is unregistered. */
  private final AtomicReferenceArray<@Nullable Worker> byRow;

  private final Set<Worker> workers = ConcurrentHashMap.newKeySet();

  /** Threads that wait for workers to answer their requests. */
  private final Queue<Thread> waiters = new ConcurrentLinkedQueue<>();

  private final LazyCounters counters = new LazyCounters();

  /** Written, together with the workers' copies, under {@code schemeLock}; read by any thread. */
  private volatile Scheme scheme;

  /** Innermost lock: no user code runs and no other lock is acquired under it. */
  private final Object schemeLock = new Object();

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
    counters.created.increment();
    return LazyContext.mortal(this, resource, onRelease, scanSet == ScanSet.MASK ? slots.newRowSet() : null);
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
    int row = slots.register();
    Worker worker = new Worker(this, name, wakeUp, row);
    if (row != OwnedHazardSlots.NONE) {
      byRow.set(row, worker);
    }
    synchronized (schemeLock) {
      worker.adopt(scheme);
      workers.add(worker);
    }
    return worker;
  }

  /**
   * Closes the workers whose threads have terminated without calling {@link Worker#close}, and drops their references.
   *
   * @return the number of workers closed
   */
  public int closeTerminated() {
    int closed = 0;
    Throwable failure = null;
    for (Worker worker : workers) {
      try {
        if (worker.closeIfTerminated()) {
          closed++;
        }
      } catch (RuntimeException | Error e) {
        closed++;
        failure = Failures.join(failure, e);
      }
    }
    Failures.rethrow(failure);
    return closed;
  }

  /** Removes a worker from the set; returns true to one caller only. */
  boolean tryRemove(Worker worker) {
    return workers.remove(worker);
  }

  /** Unregisters the row of a worker and removes the worker. Its slot is empty and its box closed. */
  void unregister(Worker worker, int row) {
    if (row != OwnedHazardSlots.NONE) {
      byRow.set(row, null);
      slots.unregister(row);
    }
    workers.remove(worker);
  }

  @Nullable Worker workerOfRow(int row) {
    return byRow.get(row);
  }

  // ---- The last user

  @Nullable Throwable unlazy(LazyContext<?> context, Lifetime lifetime) {
    Throwable failure = scheme == Scheme.SHOOTDOWN ? new Shootdown(this, context, lifetime).run(shootdownNanos) : null;
    Throwable later = new Unlazy(this, context, lifetime).run();
    return later == null ? failure : Failures.join(failure, later);
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

  /** Starts a wait for workers that tests its condition periodically: not every release of a context wakes the waiting threads. */
  static TimedWait startWait(long nanos) {
    return new TimedWait(nanos, FIRST_STEP_NANOS, LONGEST_STEP_NANOS);
  }

  void addWaiter(Thread waiter) {
    waiters.add(waiter);
  }

  void removeWaiter(Thread waiter) {
    waiters.remove(waiter);
  }

  void wakeWaiters() {
    for (Thread waiter : waiters) {
      LockSupport.unpark(waiter);
    }
  }

  // ---- Settle, drain, change the scheme

  /**
   * Drops the references in hand-off boxes whose workers no longer borrow the context. The workers need not cooperate: each slot
   * states what its worker borrows. A reference of a worker that still borrows the context stays pending. Lock-free.
   *
   * @return the number of hand-offs that are still pending
   */
  public int settle() {
    Throwable failure = null;
    int pending = 0;
    for (Worker worker : workers) {
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
   * borrow and every pending hand-off from before this call has ended. Workers continue to run, and may borrow again. Must not be
   * called by a worker that borrows a context, since it cannot answer while it waits here. Blocking, bounded.
   *
   * @param timeout the maximum time to wait; with 0 or less this method sends the requests and does not wait
   * @param unit the unit of the timeout
   * @return true if all workers have answered; false on timeout, then the remaining workers release at their next switch
   * @throws InterruptedException if the current thread is interrupted while waiting; the requests stay in force
   */
  public boolean drain(long timeout, TimeUnit unit) throws InterruptedException {
    Set<Worker> requested = ConcurrentHashMap.newKeySet();
    Throwable failure = null;
    for (Worker worker : workers) {
      if (worker.isBorrowing()) {
        requested.add(worker);
        try {
          worker.requestReleaseOfAny();
        } catch (RuntimeException | Error e) {
          failure = Failures.join(failure, e);
        }
      }
    }
    boolean answered = awaitRelease(requested, unit.toNanos(timeout));
    try {
      settle();
    } catch (RuntimeException | Error e) {
      failure = Failures.join(failure, e);
    }
    Failures.rethrow(failure);
    return answered;
  }

  private boolean awaitRelease(Set<Worker> requested, long nanos) throws InterruptedException {
    TimedWait wait = startWait(nanos);
    addWaiter(Thread.currentThread());
    try {
      while (true) {
        requested.removeIf(worker -> !worker.hasRequest() || !worker.isBorrowing());
        if (requested.isEmpty() || wait.hasExpired()) {
          return requested.isEmpty();
        }
        wait.park(this);
        TimedWait.throwIfInterrupted(requested::toString);
      }
    } finally {
      removeWaiter(Thread.currentThread());
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
   * @return true if all workers have answered; false on timeout, with the new scheme in force
   * @throws InterruptedException if the current thread is interrupted while waiting; the new scheme is in force
   */
  public boolean changeScheme(Scheme next, long timeout, TimeUnit unit) throws InterruptedException {
    Objects.requireNonNull(next, "next");
    synchronized (schemeLock) {
      scheme = next;
      workers.forEach(worker -> worker.adopt(next));
    }
    return drain(timeout, unit);
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
    for (Worker worker : workers) {
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
