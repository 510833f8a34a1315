package org.vmalock.lazymm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.vmalock.internal.Failures;
import org.vmalock.primitive.RefCount;

/**
 * A context that tasks use and workers keep warm: a tenant's state, an open segment, an address space. It has two counts.
 *
 * <table>
 *   <caption>The two counts</caption>
 *   <tr><th scope="col">count</th><th scope="col">who is in it</th><th scope="col">up, down</th><th scope="col">at zero</th></tr>
 *   <tr><td>users</td><td>tasks that use it for real; never rises from zero</td><td>{@link #acquireUse}, {@link #tryAcquireUse}, {@link
 *   #releaseUse}</td>
 *       <td>nobody can begin to borrow it; borrowers are dealt with as the domain's {@link Scheme} says</td></tr>
 *   <tr><td>count</td><td>one for all users together, one for each {@link #retain}, one for each borrower that is counted</td>
 *       <td>{@link #retain}, {@link #release}</td><td>the release action runs, once</td></tr>
 * </table>
 *
 * <p>A worker (a {@link Worker}) that switches from a task of this {@code LazyContext} to work of its own keeps it <em>borrowed</em>: that
 * costs a store where a count would cost an update of a line that all workers fight for. When the last user leaves, its {@link
 * #releaseUse} finds the borrowers and turns each hazard into a count.
 *
 * <p>The release action gets the resource, is called by the thread that drops the last reference, under no lock, when the
 * operation that dropped it is otherwise complete, and may use any method of this package. What it throws reaches the caller of
 * that operation; it is not called again, and {@link #releaseFailure} tells it afterwards.
 *
 * <p>Misuse is refused by a named error as far as a count can tell; of two threads that give back one reference at the same
 * moment, one may get past the check, and then the count is pinned and the resource leaks, see {@link RefCount}.
 *
 * <p>All methods may be called by any thread. An {@code LazyContext} is made by {@link LazyDomain#create}. Origin: {@code mm_struct} of
 * Linux with its {@code mm_users} and {@code mm_count}.
 *
 * @param <R> the resource
 */
public final class LazyContext<R> {
  private static final int USED = 0;
  private static final int UNUSED = 1;
  private static final int RELEASING = 2;
  private static final int RELEASED = 3;
  private static final int RENEWING = 4;

  private static final VarHandle RESOURCE;
  private static final VarHandle STATE;
  private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

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

  /** A bit per row of the domain's slots; set and cleared by the row's worker alone, read by whoever unlazies. */
  private final long @Nullable [] mask;

  /** Written between two lives; stable for whoever is counted in either count. */
  private Lifetime lifetime;

  /** What a borrower publishes, 0 for an immortal one. A copy of the life's, to save a load. Written with it. */
  private long token;

  /** Null once it is released. Release-stored when a life begins, acquired by whoever asks for it. */
  @SuppressWarnings("unused") // read by way of RESOURCE
  private @Nullable Object resource;

  /** Written between two lives, taken by the releasing thread. */
  private @Nullable Consumer<? super R> onRelease;

  /** How far the life has come. Volatile, but for the opaque look that refuses to borrow what has no users. */
  @SuppressWarnings("unused") // read by way of STATE
  private int state;

  /** Written by the releasing thread before {@code state}, read after it. */
  private @Nullable Throwable releaseFailure;

  /** Written by the one last user, before it drops the users' reference. */
  private volatile List<String> unanswered = List.of();

  private LazyContext(LazyDomain domain, boolean immortal, R resource, Consumer<? super R> onRelease, int maskWords) {
    this.domain = domain;
    this.immortal = immortal;
    this.onRelease = onRelease;
    this.resource = resource;
    lifetime = new Lifetime(this);
    token = immortal ? 0 : lifetime.token;
    users = new RefCount(immortal ? RefCount.SATURATED : 1);
    count = new RefCount(immortal ? RefCount.SATURATED : 1);
    mask = maskWords == 0 ? null : new long[maskWords];
  }

  static <R> LazyContext<R> mortal(LazyDomain domain, R resource, Consumer<? super R> onRelease, int maskWords) {
    return new LazyContext<>(domain, false, resource, onRelease, maskWords);
  }

  static <R> LazyContext<R> immortal(LazyDomain domain, R resource) {
    return new LazyContext<>(domain, true, resource, ignored -> {}, 0);
  }

  // ---- The resource

  /**
   * The resource. The caller is a user, has retained the {@code LazyContext}, or is the worker that borrows it; then it stays until the
   * caller leaves. Acquire. Wait-free.
   *
   * @return what the domain's {@code create} got
   * @throws ContextReleasedException if it has been released
   */
  @SuppressWarnings("unchecked")
  public R resource() {
    Object present = RESOURCE.getAcquire(this);
    if (present == null) {
      throw new ContextReleasedException(
          this + " has been released; keep it used, retained or borrowed as long as you need its resource");
    }
    return (R) present;
  }

  // ---- Users

  /**
   * Adds a user. The caller is one already. Volatile. Lock-free.
   *
   * @throws ContextReleasedException if there is no user any more; nothing has changed then
   */
  public void acquireUse() {
    if (!tryAcquireUse()) {
      throw new ContextReleasedException(this + " has no user any more and gets none; look it up again");
    }
  }

  /**
   * Adds a user unless the last one has left. Volatile if it succeeds. Lock-free.
   *
   * @return whether the caller is a user now
   */
  public boolean tryAcquireUse() {
    return immortal || users.incrementNotZero();
  }

  /**
   * Adds a user if this is still the life that the caller has looked up. Volatile if it succeeds. Lock-free.
   *
   * @param expected what {@link #generation} returned
   * @return whether the caller is a user of that life now
   */
  public boolean tryAcquireUse(long expected) {
    if (expected != generation() || !tryAcquireUse()) {
      return false;
    }
    if (expected == generation()) {
      return true;
    }
    releaseUse(); // a later life, entered by mistake, is left the ordinary way
    return false;
  }

  /**
   * Gives a user's reference back. The last one deals with the borrowers, as the domain's {@link Scheme} says, and drops the
   * reference that all users had in common. Volatile. Lock-free, but for {@link Scheme#SHOOTDOWN}, where the last user waits, at
   * most for the domain's bound; an interrupt does not end that wait and stays pending.
   *
   * @throws ContextReleasedException if there is no user; nothing has changed then
   */
  public void releaseUse() {
    if (immortal) {
      return;
    }
    if (users.get() == 0) {
      throw new ContextReleasedException(this + " has no user; releaseUse was called more often than acquireUse");
    }
    if (users.decrementAndTest()) {
      lastUserLeft();
    }
  }

  /** Runs once per life: users never rise from zero. */
  private void lastUserLeft() {
    STATE.setVolatile(this, UNUSED);
    Throwable failure = null;
    try {
      failure = domain.unlazy(this, lifetime);
    } catch (Throwable e) {
      failure = e;
    }
    Failures.rethrow(releaseAndJoin(failure));
  }

  // ---- The object

  /**
   * Keeps the resource without using it for real: it stays until {@link #release}, though the {@code LazyContext} may lose its users
   * meanwhile. The caller is a user, or has retained it already. Volatile. Lock-free.
   *
   * @throws ContextReleasedException if it has been released; nothing has changed then
   */
  public void retain() {
    if (!immortal && !count.incrementNotZero()) {
      throw new ContextReleasedException(this + " has been released; retain it while it has users");
    }
  }

  /**
   * Gives back what {@link #retain} took. The last reference runs the release action. Volatile. Lock-free.
   *
   * @throws ContextReleasedException if there is no reference; nothing has changed then
   */
  public void release() {
    if (immortal) {
      return;
    }
    if (count.get() == 0) {
      throw new ContextReleasedException(this + " has no reference; release was called more often than retain");
    }
    Failures.rethrow(releaseAndJoin(null));
  }

  /** Adds references in the name of borrowers; the caller holds one. */
  void raise(int references) {
    count.add(references);
  }

  /** Takes back references that were raised and not given to anybody; the caller holds another one. */
  void lower(int references) {
    if (count.subtractAndTest(references)) {
      throw new IllegalStateException(this + " lost a reference that was not the caller's: releaseUse or release was called too often");
    }
  }

  /** Drops a reference, and adds what the release action throws, if it runs, to an earlier failure. */
  @Nullable Throwable releaseAndJoin(@Nullable Throwable failure) {
    return count.decrementAndTest() ? runReleaseAction(failure) : failure;
  }

  @SuppressWarnings("unchecked")
  private @Nullable Throwable runReleaseAction(@Nullable Throwable earlier) {
    STATE.setVolatile(this, RELEASING);
    R released = (R) Objects.requireNonNull((Object) RESOURCE.getAndSet(this, null));
    Consumer<? super R> action = Objects.requireNonNull(onRelease);
    onRelease = null;
    Throwable failure = earlier;
    try {
      action.accept(released);
    } catch (Throwable e) {
      releaseFailure = e;
      domain.counters().releaseFailures.increment();
      failure = Failures.join(earlier, e);
    }
    domain.counters().released.increment();
    STATE.setVolatile(this, RELEASED);
    return failure;
  }

  // ---- The next life

  /**
   * Begins another life of a released {@code LazyContext}, for those who keep theirs in a pool: with one user, the caller, under the same
   * domain. Slots and boxes that remember an earlier life do not mistake this one for it. Volatile. Wait-free.
   *
   * @param next the resource
   * @param action what to do with it at the end
   * @return the value of {@link #generation} from now on
   * @throws IllegalStateException if the last life is not over, its release action included, or another thread renews it; nothing
   *     has changed then
   */
  public long renew(R next, Consumer<? super R> action) {
    Objects.requireNonNull(next, "next");
    Objects.requireNonNull(action, "action");
    if (!STATE.compareAndSet(this, RELEASED, RENEWING)) {
      throw new IllegalStateException(this + " is not released; renew it when its release action has returned, from one thread");
    }
    lifetime = new Lifetime(this);
    token = lifetime.token;
    onRelease = action;
    releaseFailure = null;
    unanswered = List.of();
    domain.counters().created.increment();
    RESOURCE.setRelease(this, next);
    count.set(1);
    STATE.setVolatile(this, USED);
    users.set(1);
    return token;
  }

  /**
   * Which life this is, for {@link #tryAcquireUse(long)}. Stable while the caller is counted; otherwise a guess.
   *
   * @return a number that no other life of any {@code LazyContext} has
   */
  public long generation() {
    return lifetime.token;
  }

  // ---- Questions

  /**
   * The users at this moment, for checks and for people.
   *
   * @return their number; negative if it is immortal, or pinned by misuse
   */
  public int users() {
    return users.get();
  }

  /**
   * The references at this moment, for checks and for people.
   *
   * @return their number; negative if it is immortal, or pinned by misuse
   */
  public int count() {
    return count.get();
  }

  /**
   * Tells whether it lives for ever.
   *
   * @return true if it was made by {@link LazyDomain#createImmortal}
   */
  public boolean isImmortal() {
    return immortal;
  }

  /**
   * Tells whether the release action of the present life has begun.
   *
   * @return true if the resource cannot be had any more
   */
  public boolean isReleased() {
    return (int) STATE.getVolatile(this) >= RELEASING;
  }

  /**
   * Tells whether the present life is over, its release action included, so that it can be {@linkplain #renew renewed}.
   *
   * @return true if the release action has returned, or thrown
   */
  public boolean isOver() {
    return (int) STATE.getVolatile(this) == RELEASED;
  }

  /**
   * What the release action has thrown.
   *
   * @return null if it has thrown nothing, or has not returned yet
   */
  public @Nullable Throwable releaseFailure() {
    return isOver() ? releaseFailure : null;
  }

  /**
   * Who did not answer when the last user asked the borrowers to let go, under {@link Scheme#SHOOTDOWN}.
   *
   * @return the names of the workers, each of which keeps the resource until its next switch
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
   * What keeps a borrow from beginning without a user. Opaque, and of a field that others hardly ever write: the count of users
   * moves all the time. Whoever is a user sees the truth.
   */
  boolean isUsed() {
    return (int) STATE.getOpaque(this) == USED;
  }

  long token() {
    return token;
  }

  /** By the worker of the row, before it publishes. */
  void enterMask(int row) {
    if (mask != null) {
      WORD.getAndBitwiseOr(mask, row >>> 6, 1L << row);
    }
  }

  /** By the worker of the row, when its slot names this one no more. */
  void leaveMask(int row) {
    if (mask != null) {
      WORD.getAndBitwiseAnd(mask, row >>> 6, ~(1L << row));
    }
  }

  boolean hasMask() {
    return mask != null;
  }

  /** The first row at or after this one whose worker may borrow it; -1 if there is none. */
  int nextInMask(int row) {
    for (int from = row; mask != null && from >>> 6 < mask.length; from = (from | 63) + 1) {
      long bits = (long) WORD.getVolatile(mask, from >>> 6) & (-1L << from);
      if (bits != 0) {
        return (from & ~63) + Long.numberOfTrailingZeros(bits);
      }
    }
    return -1;
  }

  LazyDomain domain() {
    return domain;
  }
}
