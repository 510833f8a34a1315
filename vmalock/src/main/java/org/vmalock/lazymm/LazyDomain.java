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
import org.vmalock.primitive.HazardSlots;

/**
 * Workers and the {@link LazyContext}s that they share, with one {@link Scheme} for all of them, which can be changed while they work.
 *
 * <p>A domain with more workers than it was made for is no error: those who find no free row count their references, whatever the
 * scheme.
 *
 * <p>All methods may be called by any thread, workers included.
 */
public final class LazyDomain {
  private static final long FIRST_STEP_NANOS = 20_000;
  private static final long LONGEST_STEP_NANOS = 1_000_000;

  private final String name;
  private final ScanSet scanSet;
  private final long shootdownNanos;
  private final HazardSlots slots;

  /** By row. Set after the row was registered and before its first publication, cleared before it is retired. */
  private final AtomicReferenceArray<@Nullable Worker> byRow;

  private final Set<Worker> workers = ConcurrentHashMap.newKeySet();

  /** Threads that have asked workers for something and wait for the answer. */
  private final Queue<Thread> askers = new ConcurrentLinkedQueue<>();

  private final LazyCounters counters = new LazyCounters();

  /** Changes, together with the workers' copies, under {@code changing}. */
  private volatile Scheme scheme;

  /** Innermost: no user code and no other lock under it. */
  private final Object changing = new Object();

  private LazyDomain(Builder builder) {
    name = builder.name;
    scheme = builder.scheme;
    scanSet = builder.scanSet;
    shootdownNanos = builder.shootdownNanos;
    slots = HazardSlots.owned(builder.workers);
    byRow = new AtomicReferenceArray<>(builder.workers);
  }

  /**
   * Begins to build a domain.
   *
   * @return a builder for {@link Scheme#HAZARD}, {@link ScanSet#EVERY_WORKER} and {@value Builder#DEFAULT_WORKERS} workers
   */
  public static Builder builder() {
    return new Builder();
  }

  /** How a domain is to be. */
  public static final class Builder {
    /** How many workers a domain has room for that is built without saying. */
    public static final int DEFAULT_WORKERS = 256;

    private String name = "LazyDomain";
    private Scheme scheme = Scheme.HAZARD;
    private ScanSet scanSet = ScanSet.EVERY_WORKER;
    private int workers = DEFAULT_WORKERS;
    private long shootdownNanos = TimeUnit.MILLISECONDS.toNanos(100);

    private Builder() {}

    /**
     * Sets the name that messages call the domain by.
     *
     * @param name any text
     * @return this builder
     */
    public Builder name(String name) {
      this.name = Objects.requireNonNull(name, "name");
      return this;
    }

    /**
     * Sets the scheme to begin with.
     *
     * @param scheme how borrowed {@code LazyContext}s are kept alive
     * @return this builder
     */
    public Builder scheme(Scheme scheme) {
      this.scheme = Objects.requireNonNull(scheme, "scheme");
      return this;
    }

    /**
     * Sets which workers a last user looks at.
     *
     * @param scanSet all, or those in a mask that each {@code LazyContext} has
     * @return this builder
     */
    public Builder scanSet(ScanSet scanSet) {
      this.scanSet = Objects.requireNonNull(scanSet, "scanSet");
      return this;
    }

    /**
     * Sets how many workers have a slot at a time; each takes 128 bytes, whether it is brought up or not. More workers count.
     *
     * @param workers from 1 to {@link HazardSlots#MAXIMUM_ROWS}
     * @return this builder
     * @throws IllegalArgumentException if it is out of range
     */
    public Builder workers(int workers) {
      if (workers < 1 || workers > HazardSlots.MAXIMUM_ROWS) {
        throw new IllegalArgumentException("workers is " + workers + " and must be from 1 to " + HazardSlots.MAXIMUM_ROWS);
      }
      this.workers = workers;
      return this;
    }

    /**
     * Sets how long a last user waits for answers under {@link Scheme#SHOOTDOWN}.
     *
     * @param timeout the bound; 0 asks and does not wait
     * @param unit its unit
     * @return this builder
     * @throws IllegalArgumentException if the bound is negative
     */
    public Builder shootdownTimeout(long timeout, TimeUnit unit) {
      if (timeout < 0) {
        throw new IllegalArgumentException("timeout is " + timeout + " and must not be negative");
      }
      shootdownNanos = unit.toNanos(timeout);
      return this;
    }

    /**
     * Builds the domain, without workers.
     *
     * @return the domain
     */
    public LazyDomain build() {
      return new LazyDomain(this);
    }
  }

  // ---- Mms

  /**
   * Makes an {@code LazyContext} with one user, the caller.
   *
   * @param <R> the resource
   * @param resource what is to be shared
   * @param onRelease what to do with it when nobody uses, grabs or borrows it any more; called once, under no lock
   * @return the {@code LazyContext}
   */
  public <R> LazyContext<R> create(R resource, Consumer<? super R> onRelease) {
    Objects.requireNonNull(resource, "resource");
    Objects.requireNonNull(onRelease, "onRelease");
    counters.created.increment();
    return LazyContext.mortal(this, resource, onRelease, scanSet == ScanSet.MASK ? (slots.rows() + 63) >>> 6 : 0);
  }

  /**
   * Makes an {@code LazyContext} that is never released: it has no counts, borrowing it takes no slot, and {@code get}, {@code put},
   * {@code grab} and {@code drop} do nothing.
   *
   * @param <R> the resource
   * @param resource what is to be shared
   * @return the {@code LazyContext}
   */
  public <R> LazyContext<R> createImmortal(R resource) {
    return LazyContext.immortal(this, Objects.requireNonNull(resource, "resource"));
  }

  // ---- Workers

  /**
   * Makes the current thread a worker, which is woken by unparking it. The thread calls {@link Worker#close} before it ends.
   *
   * @param name the name that messages call it by
   * @return its context
   */
  public Worker register(String name) {
    return register(name, null);
  }

  /**
   * Makes the current thread a worker that sleeps elsewhere than in {@link Worker#park}, in the selector of an event loop for
   * example.
   *
   * @param name the name that messages call it by
   * @param wakeUp makes the worker return from its sleep and call {@link Worker#finishSwitch} soon; called by threads that ask the
   *     worker to let go, under no lock, and must not wait for the worker; null to unpark the thread
   * @return its context
   */
  public Worker register(String name, @Nullable Runnable wakeUp) {
    Objects.requireNonNull(name, "name");
    int row = slots.register();
    Worker worker = new Worker(this, name, wakeUp, row);
    if (row != HazardSlots.NONE) {
      byRow.set(row, worker);
    }
    synchronized (changing) {
      worker.adopt(scheme);
      workers.add(worker);
    }
    return worker;
  }

  /**
   * Takes down the workers whose threads have ended without doing it, and drops what they held.
   *
   * @return how many there were
   */
  public int closeDead() {
    int dead = 0;
    Throwable failure = null;
    for (Worker worker : workers) {
      try {
        if (worker.closeDead()) {
          dead++;
        }
      } catch (RuntimeException | Error e) {
        dead++;
        failure = Failures.join(failure, e);
      }
    }
    Failures.rethrow(failure);
    return dead;
  }

  boolean forget(Worker worker) {
    return workers.remove(worker);
  }

  /** The last step of going down: the slot is empty and the box closed. */
  void retire(Worker worker, int row) {
    if (row != HazardSlots.NONE) {
      byRow.set(row, null);
      slots.retire(row);
    }
    workers.remove(worker);
  }

  @Nullable Worker workerOfRow(int row) {
    return byRow.get(row);
  }

  // ---- The last user

  @Nullable Throwable unlazy(LazyContext<?> context, Lifetime life) {
    Throwable failure = scheme == Scheme.SHOOTDOWN ? new Shootdown(this, context, life).run(shootdownNanos) : null;
    Throwable later = new Unlazy(this, context, life).run();
    return later == null ? failure : Failures.join(failure, later);
  }

  /** The next slot that names a life, in the scan set of its LazyContext. */
  int nextBorrower(LazyContext<?> context, Lifetime life, int from) {
    if (!context.hasMask()) {
      return slots.next(from, life.token, Lifetime.SIGNIFICANT);
    }
    int start = from == 0 ? 0 : slots.row(from - 1) + 1;
    for (int row = context.nextInMask(start); row != HazardSlots.NONE; row = context.nextInMask(row + 1)) {
      if (life.isNamedBy(slots.get(slots.slot(row)))) {
        return slots.slot(row);
      }
    }
    return HazardSlots.NONE;
  }

  void addAsker(Thread asker) {
    askers.add(asker);
  }

  void removeAsker(Thread asker) {
    askers.remove(asker);
  }

  void wakeAskers() {
    for (Thread asker : askers) {
      LockSupport.unpark(asker);
    }
  }

  // ---- Settling, draining, changing over

  /**
   * Drops the references that were handed over to workers who have no use for them any more. Needs nothing from the workers: the
   * proof is in their slots. What a worker still borrows stays. Lock-free.
   *
   * @return how many hand-offs are still pending
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
   * Asks every worker that borrows something to let go of it, wakes it if it sleeps, and waits until all have: after that nothing
   * of what was borrowed before is borrowed still, and no hand-off from before is pending. Workers go on working, and may borrow
   * again. Blocking, bounded. Not for workers that borrow something themselves, since they cannot answer here.
   *
   * @param timeout how long to wait at most; 0 or less asks and does not wait
   * @param unit its unit
   * @return false if a worker has not answered in time; it will at its next switch
   * @throws InterruptedException if the caller is interrupted while it waits; the workers stay asked
   */
  public boolean drain(long timeout, TimeUnit unit) throws InterruptedException {
    Set<Worker> asked = ConcurrentHashMap.newKeySet();
    Throwable failure = null;
    for (Worker worker : workers) {
      if (worker.isBorrowing()) {
        asked.add(worker);
        try {
          worker.askAny();
        } catch (RuntimeException | Error e) {
          failure = Failures.join(failure, e);
        }
      }
    }
    boolean answered = awaitAnswers(asked, unit.toNanos(timeout));
    try {
      settle();
    } catch (RuntimeException | Error e) {
      failure = Failures.join(failure, e);
    }
    Failures.rethrow(failure);
    return answered;
  }

  private boolean awaitAnswers(Set<Worker> asked, long nanos) throws InterruptedException {
    long begin = System.nanoTime();
    long step = FIRST_STEP_NANOS;
    addAsker(Thread.currentThread());
    try {
      while (true) {
        asked.removeIf(worker -> !worker.hasMail() || !worker.isBorrowing());
        long left = nanos - (System.nanoTime() - begin);
        if (asked.isEmpty() || left <= 0) {
          return asked.isEmpty();
        }
        LockSupport.parkNanos(this, Math.min(left, step));
        if (Thread.interrupted()) {
          throw new InterruptedException("interrupted while waiting for " + asked);
        }
        step = Math.min(2 * step, LONGEST_STEP_NANOS);
      }
    } finally {
      removeAsker(Thread.currentThread());
    }
  }

  /**
   * Changes the scheme: what is borrowed from now on is borrowed the new way, and what was borrowed before is {@linkplain #drain
   * drained}. Until then both kinds are there together, which is safe, because each borrow is left the way it was taken. A worker
   * that is in the midst of {@link Worker#switchToIdle} may take one more reference the old way.
   *
   * @param next the scheme
   * @param timeout how long to wait at most for the workers; 0 or less does not wait
   * @param unit its unit
   * @return false if a worker has not answered in time; the new scheme is in force nevertheless
   * @throws InterruptedException if the caller is interrupted while it waits; the new scheme is in force nevertheless
   */
  public boolean changeOver(Scheme next, long timeout, TimeUnit unit) throws InterruptedException {
    Objects.requireNonNull(next, "next");
    synchronized (changing) {
      scheme = next;
      workers.forEach(worker -> worker.adopt(next));
    }
    return drain(timeout, unit);
  }

  // ---- Questions

  /**
   * The scheme in force.
   *
   * @return how what is borrowed from now on is kept alive
   */
  public Scheme scheme() {
    return scheme;
  }

  /**
   * How many references that were handed over wait in the boxes of workers: at most one each. Takes a step per worker.
   *
   * @return their number
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
   * The workers at this moment.
   *
   * @return how many are brought up
   */
  public int online() {
    return workers.size();
  }

  /**
   * What has happened so far.
   *
   * @return the counters, each read for itself
   */
  public LazyStats statistics() {
    return counters.snapshot();
  }

  LazyCounters counters() {
    return counters;
  }

  HazardSlots slots() {
    return slots;
  }

  @Override
  public String toString() {
    return name + "[" + scheme + ", " + workers.size() + " workers, " + pendingHandOffs() + " hand-offs pending]";
  }
}
