package org.vmalock.lazymm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.vmalock.internal.Failures;
import org.vmalock.internal.ReleaseQueue;
import org.vmalock.internal.StackProbe;
import org.vmalock.primitive.OwnedHazardSlots;
import org.vmalock.primitive.RefCount;
import org.vmalock.primitive.RowSet;

/**
 * A reference-counted context that tasks use and that workers keep lazily: a tenant's state, an open segment, an address space. It
 * has two counts:
 *
 * <table>
 *   <caption>The two counts</caption>
 *   <tr><th scope="col">count</th><th scope="col">references</th><th scope="col">methods</th><th scope="col">at zero</th></tr>
 *   <tr><td>users</td><td>one per task that uses the context; never rises from zero</td><td>{@link #acquireUse}, {@link
 *   #tryAcquireUse}, {@link #releaseUse}</td>
 *       <td>no further borrow can begin; the domain's {@link Scheme} defines how existing borrows are converted</td></tr>
 *   <tr><td>count</td><td>one for all users together, one per {@link #retain}, one per counted borrow</td>
 *       <td>{@link #retain}, {@link #release}</td><td>the release action runs, once</td></tr>
 * </table>
 *
 * <p>A {@link Worker} that switches from a task of this context to idle work keeps the context <em>borrowed</em>: that costs a
 * store to a slot of its own instead of an update of a count that all workers contend for. The {@link #releaseUse} of the last user
 * finds the borrowing workers and converts each hazard into a counted reference.
 *
 * <p>The release action receives the resource. The thread that drops the last reference calls it, without holding a lock, when the
 * operation that dropped the reference is otherwise complete; the action may use any method of this package. Exceptions that it
 * throws propagate to the caller of that operation; it is not called again, and {@link #releaseFailure} returns the exception
 * afterwards.
 *
 * <p>A release action, or {@code onFree} of a lock, may drop the last reference to a further context: its release action runs in the same
 * thread, when the running one has returned, so that chains of any length need no deep stack. The exceptions of the whole chain propagate
 * to the caller of the outermost operation: the first, with the later ones suppressed in it.
 *
 * <p>If an operation throws {@link OutOfMemoryError} or {@link StackOverflowError} before it has changed anything, it can be repeated.
 *
 * <p>Misuse is refused by an exception as far as a count can detect it. If two threads release one reference at the same moment, one
 * may pass the check; the count is then pinned and the resource leaks, see {@link RefCount}.
 *
 * <p>A released context can be {@linkplain #recycle recycled}. Each incarnation has a {@linkplain #generation generation number} of
 * its own.
 *
 * <p>All methods may be called by any thread. Contexts are created by {@link LazyDomain#create}. Origin: {@code mm_struct} of Linux
 * with its {@code mm_users} and {@code mm_count}.
 *
 * @param <R> the type of the resource
 */
public final class LazyContext<R> {
  private static final int USED = 0;
  private static final int UNUSED = 1;
  private static final int RELEASING = 2;
  private static final int RELEASED = 3;
  private static final int RECYCLING = 4;

  private static final VarHandle RESOURCE;
  private static final VarHandle STATE;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      RESOURCE = lookup.findVarHandle(LazyContext.class, "resource", Object.class);
      STATE = lookup.findVarHandle(LazyContext.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final LazyDomain domain;
  private final boolean immortal;
  private final RefCount users;
  private final RefCount count;

  /** The rows of workers that may borrow this context. A worker adds and removes its own row; the last user reads the set. */
  private final @Nullable RowSet mask;

  /** Written between two generations; stable for a thread that holds a reference in either count. */
  private Lifetime lifetime;

  /** The token that a borrowing worker publishes; 0 if immortal. Copied from {@code lifetime}, and written with it, to save a load. */
  private long token;

  /** Null once released. Stored with release when a generation begins; read with acquire by any thread. */
  @SuppressWarnings("unused") // read by way of RESOURCE
  private @Nullable Object resource;

  /** Written between two generations; set to null by the releasing thread. */
  private @Nullable Consumer<? super R> onRelease;

  /** The resource between the drop of the last reference and its release action. Accessed by the releasing thread. */
  private @Nullable R released;

  /** One of the constants above. Volatile, but for the opaque load that refuses to borrow a context without users. */
  @SuppressWarnings("unused") // read by way of STATE
  private int state;

  /** Written by the releasing thread before {@code state}, read after it. */
  private @Nullable Throwable releaseFailure;

  /** Written by the last user, before it drops the reference that all users share. */
  private volatile List<String> unanswered = List.of();

  private LazyContext(LazyDomain domain, boolean immortal, R resource, Consumer<? super R> onRelease, @Nullable RowSet mask) {
    this.domain = domain;
    this.immortal = immortal;
    this.onRelease = onRelease;
    this.resource = resource;
    lifetime = new Lifetime(this);
    token = immortal ? 0 : lifetime.token;
    users = new RefCount(immortal ? RefCount.SATURATED : 1);
    count = new RefCount(immortal ? RefCount.SATURATED : 1);
    this.mask = mask;
  }

  static <R> LazyContext<R> mortal(LazyDomain domain, R resource, Consumer<? super R> onRelease, @Nullable RowSet mask) {
    return new LazyContext<>(domain, false, resource, onRelease, mask);
  }

  static <R> LazyContext<R> immortal(LazyDomain domain, R resource) {
    return new LazyContext<>(domain, true, resource, ignored -> {}, null);
  }

  // ---- The resource

  /**
   * Returns the resource. It stays valid while the caller is a user, has retained the context, or is a worker that borrows it.
   * Acquire. Wait-free.
   *
   * @return the resource that was passed to {@link LazyDomain#create} or {@link #recycle}
   * @throws ContextReleasedException if the context has been released
   */
  @SuppressWarnings("unchecked")
  public R resource() {
    Object present = RESOURCE.getAcquire(this);
    if (present == null) {
      throw new ContextReleasedException(
          this + " has been released; keep it used, retained or borrowed while its resource is needed");
    }
    return (R) present;
  }

  // ---- Users

  /**
   * Adds a user. The caller is already a user. Volatile. Lock-free.
   *
   * @throws ContextReleasedException if the context has no users; nothing has changed then
   */
  public void acquireUse() {
    if (!tryAcquireUse()) {
      throw new ContextReleasedException(this + " has no users, and no user can be added; look the context up again");
    }
  }

  /**
   * Adds a user unless the last user has released the context. Volatile if it succeeds. Lock-free.
   *
   * @return true if the caller is a user now
   */
  public boolean tryAcquireUse() {
    return immortal || users.incrementNotZero();
  }

  /**
   * Adds a user if the context has users and is of the expected generation. Volatile if it succeeds. Lock-free.
   *
   * @param expected a result of {@link #generation}
   * @return true if the caller is a user of that generation now
   */
  public boolean tryAcquireUse(long expected) {
    if (expected != generation() || !tryAcquireUse()) {
      return false;
    }
    if (expected == generation()) {
      return true;
    }
    releaseUse(); // of a later generation, of which this thread may be the last user
    return false;
  }

  /**
   * Removes a user. The last user converts the hazards of borrowing workers, as the domain's {@link Scheme} defines, and drops the
   * reference that all users share. Volatile. Lock-free, except under {@link Scheme#SHOOTDOWN}, where the last user waits
   * for at most the domain's timeout; an interrupt does not end that wait, and the interrupt status is kept.
   *
   * <p>Under {@code SHOOTDOWN} a worker may fail to answer within the timeout. The context is not released then when this method returns
   * false: the worker keeps it, and releases it at its next switch. {@link #unanswered} names these workers, {@link LazyStats#unanswered}
   * counts them, and the first occurrence in a domain is logged.
   *
   * @return true if no user, reference or borrow is left: the release action has run, or runs next if this thread is running another one;
   *     false if the context is still used, retained or borrowed, or is immortal
   * @throws ContextReleasedException if the context has no users; nothing has changed then
   */
  public boolean releaseUse() {
    if (immortal) {
      return false;
    }
    if (users.get() == 0) {
      throw new ContextReleasedException(this + " has no users; call releaseUse once for create, recycle and each acquireUse");
    }
    return !users.decrementNotOne() && releaseOnlyUse();
  }

  /** Releases a use that was the only one a moment ago. Everything that can fail precedes the release. */
  private boolean releaseOnlyUse() {
    LastUse lastUse = new LastUse(domain, this, lifetime);
    StackProbe.reserveDeep();
    if (!users.decrementAndTest()) {
      return false;
    }
    STATE.setVolatile(this, UNUSED);
    Failures.rethrow(ReleaseQueue.runNow(lastUse));
    return isReleased();
  }

  // ---- References

  /**
   * Adds a reference without adding a user: the resource stays valid until {@link #release}, even if the last user releases the
   * context before. The caller is a user, or has already retained the context. Volatile. Lock-free.
   *
   * @throws ContextReleasedException if the context has been released; nothing has changed then
   */
  public void retain() {
    if (!immortal && !count.incrementNotZero()) {
      throw new ContextReleasedException(this + " has been released; retain it while it has users or references");
    }
  }

  /**
   * Drops a reference that {@link #retain} added. Dropping the last reference runs the release action. Volatile. Lock-free.
   *
   * @throws ContextReleasedException if there are no references; nothing has changed then
   */
  public void release() {
    if (immortal) {
      return;
    }
    if (count.get() == 0) {
      throw new ContextReleasedException(this + " has no references; call release once for each retain");
    }
    StackProbe.reserveDeep();
    Failures.rethrow(releaseAndJoin(null));
  }

  /** Adds references for borrowing workers. The caller holds a reference. */
  void addReferences(int references) {
    count.add(references);
  }

  /** Drops added references that were not needed. The caller holds another reference. */
  void removeReferences(int references) {
    if (count.subtractAndTest(references)) {
      throw new IllegalStateException(this + " lost a reference of another thread: releaseUse or release was called too often");
    }
  }

  /** Drops a reference. If the release action runs and throws, joins that exception with an earlier failure. */
  @Nullable Throwable releaseAndJoin(@Nullable Throwable failure) {
    if (!count.decrementAndTest()) {
      return failure;
    }
    beginRelease();
    return Failures.joinAny(failure, ReleaseQueue.run(lifetime));
  }

  @SuppressWarnings("unchecked")
  private void beginRelease() {
    STATE.setVolatile(this, RELEASING);
    released = (R) RESOURCE.getAndSet(this, null);
  }

  /** Calls the release action, after {@link #releaseAndJoin} has found that no reference is left; returns its exception, or null. */
  @Nullable Throwable runReleaseAction() {
    R resource = Objects.requireNonNull(released);
    Consumer<? super R> action = Objects.requireNonNull(onRelease);
    released = null;
    onRelease = null;
    Throwable failure = null;
    try {
      action.accept(resource);
    } catch (Throwable e) {
      failure = e;
      releaseFailure = e;
      domain.counters().releaseFailures.incrementAndGet();
    }
    domain.counters().released.incrementAndGet();
    STATE.setVolatile(this, RELEASED);
    return failure;
  }

  // ---- Generations

  /**
   * Starts a new generation of a released context, for pools of contexts: with one user, the caller, in the same domain. Slots and
   * hand-off boxes that still name an earlier generation do not match the new one. Volatile. Wait-free.
   *
   * @param next the resource of the new generation
   * @param action the release action of the new generation
   * @return the new {@link #generation}
   * @throws IllegalStateException if the release action of the last generation has not returned, or another thread recycles the
   *     context; nothing has changed then
   */
  public long recycle(R next, Consumer<? super R> action) {
    Objects.requireNonNull(next, "next");
    Objects.requireNonNull(action, "action");
    Lifetime recycled = new Lifetime(this);
    StackProbe.reserveDeep();
    if (!STATE.compareAndSet(this, RELEASED, RECYCLING)) {
      throw new IllegalStateException(this + " is not released; recycle it from one thread, after its release action has returned");
    }
    lifetime = recycled;
    token = recycled.token;
    onRelease = action;
    releaseFailure = null;
    unanswered = List.of();
    domain.counters().created.incrementAndGet();
    RESOURCE.setRelease(this, next);
    count.set(1);
    STATE.setVolatile(this, USED);
    users.set(1);
    return token;
  }

  /**
   * Returns the current generation, for {@link #tryAcquireUse(long)}. Stable while the caller is a user or has retained the context;
   * otherwise the result may already be out of date.
   *
   * @return a number that is unique among all generations of all contexts
   */
  public long generation() {
    return lifetime.token;
  }

  // ---- State

  /**
   * Returns the current number of users, for checks and diagnostics.
   *
   * @return 0 or more; negative if the context is immortal, or its count of users is pinned by misuse
   */
  public int users() {
    return users.get();
  }

  /**
   * Returns the current number of references, for checks and diagnostics.
   *
   * @return 0 or more; negative if the context is immortal, or its count is pinned by misuse
   */
  public int count() {
    return count.get();
  }

  /**
   * Returns whether the context is never released.
   *
   * @return true if it was created by {@link LazyDomain#createImmortal}
   */
  public boolean isImmortal() {
    return immortal;
  }

  /**
   * Returns whether the last reference of the current generation was dropped: its release action has begun or is about to.
   *
   * @return true if the resource is no longer available
   */
  public boolean isReleased() {
    return (int) STATE.getVolatile(this) >= RELEASING;
  }

  /**
   * Returns whether the context can be {@linkplain #recycle recycled}: its release action has returned or thrown.
   *
   * @return true if the current generation has ended
   */
  public boolean isRecyclable() {
    return (int) STATE.getVolatile(this) == RELEASED;
  }

  /**
   * Returns the exception that the release action has thrown.
   *
   * @return the exception; null if the action has thrown none, or has not returned
   */
  public @Nullable Throwable releaseFailure() {
    return isRecyclable() ? releaseFailure : null;
  }

  /**
   * Returns the workers that did not release the context in time when the last user requested it under {@link Scheme#SHOOTDOWN}. Their
   * hazards were converted into counted references, as under {@link Scheme#HAZARD}.
   *
   * @return the names of the workers; each keeps the resource until its next switch, {@link Worker#releaseKept} or {@link Worker#close}
   */
  public List<String> unanswered() {
    return unanswered;
  }

  void reportUnanswered(List<String> workers) {
    unanswered = workers;
  }

  @Override
  public String toString() {
    return "LazyContext[" + lifetime.token / 2 + ": " + describe() + "]";
  }

  private String describe() {
    if (immortal) {
      return "immortal";
    }
    if (isReleased()) {
      return "released";
    }
    return users.get() + " users, count " + count.get();
  }

  // ---- For workers

  /**
   * Returns whether the context has users, for the check that refuses a borrow without a user. Opaque, and of a field that is rarely
   * written, unlike the count of users. Exact for a user.
   */
  boolean isUsed() {
    return (int) STATE.getOpaque(this) == USED;
  }

  long token() {
    return token;
  }

  /** Adds a row to the mask. Called by the row's worker, before it publishes this context. */
  void addToMask(int row) {
    if (mask != null) {
      mask.add(row);
    }
  }

  /** Removes a row from the mask. Called by the row's worker, when its slot no longer names this context. */
  void removeFromMask(int row) {
    if (mask != null) {
      mask.remove(row);
    }
  }

  boolean hasMask() {
    return mask != null;
  }

  /** Returns the first row at or after the given one whose worker may borrow this context, or NONE. */
  int nextInMask(int row) {
    return mask == null ? OwnedHazardSlots.NONE : mask.next(row);
  }

  LazyDomain domain() {
    return domain;
  }
}
