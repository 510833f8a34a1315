package org.vmalock.lazymm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.vmalock.internal.Failures;
import org.vmalock.internal.StackProbe;
import org.vmalock.primitive.OwnedHazardSlots;

/**
 * A thread that runs tasks of {@link LazyContext}s and keeps the context of its last task lazily.
 *
 * <p>The thread that calls {@link LazyDomain#register} is the worker. Only this thread switches:
 *
 * <pre>{@code
 * try (Worker worker = domain.register("worker-1")) {
 *   for (Task task = next(); task != null; task = next()) {
 *     worker.switchTo(task.context());   // the task is a user of its context
 *     task.run();
 *     worker.switchToIdle();             // the worker keeps the context, borrowed
 *     task.end();                        // may release its use: the borrow does not depend on it
 *   }
 * }
 * }</pre>
 *
 * <p>The context that the worker uses for a task or borrows is its <em>active</em> context:
 *
 * <pre>
 *                 switchTo(context), tryUse
 *          +---------------------------------+
 *          v                                 |
 *        TASK ---- switchToIdle ---> idle, a context borrowed ---- request, releaseKept ----> idle, no active context
 *          ^                                                                                     |
 *          +---------------------------- switchTo(context) --------------------------------------+
 * </pre>
 *
 * <p>Between two steps of idle work a worker need not switch; calling {@code switchToIdle} again does what {@link #finishSwitch} does.
 * The borrow belongs to the worker and not to a step of its work. A worker that waits elsewhere calls {@link #releaseKept} first: it
 * would keep its last context, and the memory or file behind it, for as long as it waits.
 *
 * <p>Progress: wait-free; lock-free where a worker has to drop a reference, and then a release action may run. Nothing allocates.
 * Origin: the {@code rq} of a processor in the Linux scheduler, with its {@code active_mm}. How a worker and a last user exchange a
 * reference: see the <a href="doc-files/algorithms.html#hand-off">algorithmic notes</a>.
 */
public final class Worker extends HandOffBox implements AutoCloseable {
  /** Closed. */
  static final int CLOSED = 0;

  /** Runs a task, which is a user of the active context. */
  static final int TASK = 1;

  /** Idle, with no active context or an immortal one. */
  static final int IDLE = 2;

  /** Idle, with a context borrowed by a hazard that is released by a store. */
  static final int IDLE_HAZARD = 3;

  /** Idle, with a context borrowed by a hazard that is released by an exchange. */
  static final int IDLE_EXACT = 4;

  /** Idle, with a context borrowed by a counted reference. */
  static final int IDLE_COUNTED = 5;

  private static final String[] STATES = {
    "closed", "runs a task", "idle", "idle, borrows by a hazard", "idle, borrows by an exact hazard", "idle, borrows by a count"
  };

  /** A request to release the active context if it has no users. */
  private static final int RELEASE_UNUSED = 1;

  /** A request to release the active context. */
  private static final int RELEASE_ANY = 2;

  private static final VarHandle STATE;
  private static final VarHandle BORROW_STATE;
  private static final VarHandle REQUESTS;
  private static final VarHandle RELEASES;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      STATE = lookup.findVarHandle(Worker.class, "state", int.class);
      BORROW_STATE = lookup.findVarHandle(Worker.class, "borrowState", int.class);
      REQUESTS = lookup.findVarHandle(Worker.class, "requests", int.class);
      RELEASES = lookup.findVarHandle(Worker.class, "releases", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final String name;
  private final @Nullable Runnable wakeUp;

  /** The row in the domain's table; NONE if this worker counts its borrows. */
  private final int row;

  /** The next worker in the {@link WorkerList}. Written under its monitor. */
  volatile @Nullable Worker older;

  /** The previous worker in the {@link WorkerList}. Guarded by its monitor. */
  @Nullable Worker newer;

  /** Whether this worker is in the {@link WorkerList}. Guarded by its monitor. */
  boolean listed;

  /**
   * One of the constants above. Written by the worker, or by the thread that closes a worker whose thread has terminated; read by other
   * threads to find borrowing workers. A state without a borrow is stored with release: a thread that reads it finds the slot empty, or
   * {@code releases} raised until the reference of the borrow is dropped.
   */
  private int state = IDLE;

  /** The state of the next borrow. Written by threads that change the scheme, opaque: a borrow's own state is in {@code state}. */
  @SuppressWarnings("unused") // read by way of BORROW_STATE
  private int borrowState;

  /** A set of the two requests. Any thread adds one, the worker removes all. Volatile, but for the worker's check at each switch. */
  @SuppressWarnings("unused") // read by way of REQUESTS
  private int requests;

  /**
   * The number of releases that the worker has begun and not completed; each ends when its reference is dropped and the release action
   * has returned. More than one if a release action switches the worker. Written like {@code state}; read by drains.
   */
  private int releases;

  /** The active context. Accessed by the worker only. Not written when the worker alternates between one task and idle work. */
  private @Nullable LazyContext<?> active;

  /** The one context whose mask may contain this worker's row: the fast path borrows no other. Accessed by the worker only. */
  private @Nullable LazyContext<?> masked;

  /** True if the row is not in the summary: the worker borrows nothing and has parked. Accessed by the worker only. */
  private boolean hidden;

  Worker(LazyDomain domain, String name, @Nullable Runnable wakeUp, int row) {
    super(domain, row == OwnedHazardSlots.NONE ? OwnedHazardSlots.NONE : domain.slots().slot(row));
    this.name = name;
    this.wakeUp = wakeUp;
    this.row = row;
  }

  // ---- Switching

  /**
   * Switches to a task. The caller is a user of the task's context until the next switch. Ends the borrow of the active context, if
   * there is one. Called by the worker.
   *
   * @param next the task's context
   * @throws ContextReleasedException if the context has no users; nothing has changed then
   * @throws IllegalArgumentException if the context belongs to another domain; nothing has changed then
   * @throws IllegalStateException if the current thread is not this worker, or the worker is closed; nothing has changed then
   */
  public void switchTo(LazyContext<?> next) {
    if (next == active && state == IDLE_HAZARD && Thread.currentThread() == thread && next.isUsed()) {
      slots.clear(slot);
      STATE.setRelease(this, TASK);
      if (isNotified()) {
        finish(null);
      }
    } else {
      checkWorker("switchTo");
      checkUsed(next, "switchTo");
      switchToOther(next);
    }
  }

  private void switchToOther(LazyContext<?> next) {
    if (next.domain() != domain) {
      throw new IllegalArgumentException(
          this + " belongs to " + domain + " and cannot switch to " + next + " of " + next.domain());
    }
    probeBeforeRelease();
    LazyContext<?> counted = endBorrow();
    if (hidden) {
      slots.show(row);
      hidden = false;
    }
    active = next;
    STATE.setRelease(this, TASK);
    if (counted != null || isNotified()) {
      finish(counted);
    }
  }

  /**
   * Switches from a task to idle work, and keeps the task's context borrowed. The caller is still a user of the context, and may
   * release that use when this method has returned. If the worker is already idle, only does what {@link #finishSwitch} does.
   * Called by the worker.
   *
   * @throws ContextReleasedException if the context has no users, since the task released its use before; nothing has changed then
   * @throws IllegalStateException if the current thread is not this worker, or the worker is closed; nothing has changed then
   */
  public void switchToIdle() {
    LazyContext<?> context = active;
    if (context != null && context == masked && state == TASK && canStore() && Thread.currentThread() == thread && context.isUsed()) {
      slots.publish(slot, context.token());
      STATE.setOpaque(this, IDLE_HAZARD);
    } else {
      checkWorker("switchToIdle");
      if (state == TASK) {
        borrow(context);
      }
    }
    if (isNotified()) {
      finish(null);
    }
  }

  private boolean canStore() {
    return (int) BORROW_STATE.getOpaque(this) == IDLE_HAZARD;
  }

  private void borrow(@Nullable LazyContext<?> context) {
    if (context == null || context.isImmortal()) {
      STATE.setRelease(this, IDLE);
      return;
    }
    checkUsed(context, "switchToIdle");
    StackProbe.reserve();
    int next = slot == OwnedHazardSlots.NONE ? IDLE_COUNTED : (int) BORROW_STATE.getOpaque(this);
    if (next == IDLE_COUNTED) {
      context.addReferences(1);
    } else {
      moveMask(context);
      slots.publish(slot, next == IDLE_EXACT ? context.token() | Lifetime.EXACT : context.token());
    }
    STATE.setOpaque(this, next);
  }

  /** If a step overflows the stack, {@code masked} is null, and the next borrow takes this path again. */
  private void moveMask(LazyContext<?> context) {
    LazyContext<?> before = masked;
    if (before != context) {
      masked = null;
      if (before != null) {
        before.removeFromMask(row);
      }
      context.addToMask(row);
      masked = context;
    }
  }

  /**
   * Converts the borrow into a use: the worker becomes a user of its active context, as by {@link LazyContext#tryAcquireUse}, and
   * is in the same state as after {@link #switchTo}. It ends the use by {@link #switchToIdle} and {@link LazyContext#releaseUse}.
   * Called by the worker.
   *
   * @return true if the worker is a user now; false if the context has no users and is still borrowed
   * @throws IllegalStateException if the worker runs a task, has no active context or is closed, or the current thread is not this
   *     worker; nothing has changed then
   */
  public boolean tryUse() {
    checkWorker("tryUse");
    StackProbe.reserveDeep();
    LazyContext<?> context = active;
    if (state == TASK || context == null) {
      throw new IllegalStateException(this + ": tryUse expects an idle worker with an active context; call switchToIdle first");
    }
    if (!context.tryAcquireUse()) {
      return false;
    }
    switchToOther(context);
    return true;
  }

  /**
   * Completes a switch: drops a reference in the hand-off box that is no longer needed, and releases the borrowed context if that was
   * requested. Every switch includes it. A worker that does not switch for a long time may call it whenever it holds no pointer into
   * the borrowed resource. Called by the worker.
   *
   * @throws IllegalStateException if the current thread is not this worker, or the worker is closed; nothing has changed then
   */
  public void finishSwitch() {
    checkWorker("finishSwitch");
    if (isNotified()) {
      finish(null);
    }
  }

  private boolean isNotified() {
    return isBoxFull() || (int) REQUESTS.getOpaque(this) != 0;
  }

  /** Drops references and answers requests; then throws the exceptions of release actions, when the switch is complete. */
  private void finish(@Nullable LazyContext<?> counted) {
    if (counted == null) {
      StackProbe.reserveDeep(); // nothing was removed from a slot yet; otherwise the caller has done this before
    }
    Throwable failure = drop(counted, null);
    if (isNotified()) {
      failure = answerAndSettle(failure);
    }
    Failures.rethrow(failure);
  }

  private @Nullable Throwable answerAndSettle(@Nullable Throwable failure) {
    Throwable joined = failure;
    beginRelease();
    try {
      if ((int) REQUESTS.getOpaque(this) != 0) {
        joined = answer(joined);
      }
      return isBoxFull() ? settle(joined) : joined;
    } finally {
      endRelease();
      domain.waits().wake();
    }
  }

  /** The requests are removed first: a release action may borrow again, and a request that arrives then stays for the next switch. */
  private @Nullable Throwable answer(@Nullable Throwable failure) {
    int taken = (int) REQUESTS.getAndSet(this, 0);
    LazyContext<?> context = active;
    if (context == null || !isBorrowing() || ((taken & RELEASE_ANY) == 0 && context.isUsed())) {
      return failure;
    }
    LazyContext<?> counted = endBorrow();
    active = null;
    STATE.setRelease(this, IDLE);
    return drop(counted, failure);
  }

  /** Probes the stack for the end of the borrow, and further if that may drop the last reference. */
  private void probeBeforeRelease() {
    StackProbe.reserve();
    LazyContext<?> context = active;
    if (state == IDLE_EXACT ? slots.get(slot) < 0 : state == IDLE_COUNTED && context != null && context.count() == 1) {
      StackProbe.reserveDeep();
    }
  }

  /** Ends the borrow, if there is one; returns the context if the caller has to {@link #drop} a counted reference, otherwise null. */
  private @Nullable LazyContext<?> endBorrow() {
    return switch (state) {
      case IDLE_HAZARD -> {
        slots.clear(slot);
        yield null;
      }
      case IDLE_EXACT -> slots.exchange(slot) < 0 ? takeConverted() : null;
      case IDLE_COUNTED -> takeCounted();
      default -> null;
    };
  }

  private @Nullable LazyContext<?> takeConverted() {
    domain.counters().releasedByWorker.incrementAndGet();
    return takeCounted();
  }

  private @Nullable LazyContext<?> takeCounted() {
    beginRelease();
    return active;
  }

  /** Drops the counted reference that {@link #endBorrow} has returned, if it is not null. */
  private @Nullable Throwable drop(@Nullable LazyContext<?> counted, @Nullable Throwable failure) {
    if (counted == null) {
      return failure;
    }
    try {
      return counted.releaseAndJoin(failure);
    } finally {
      endRelease();
    }
  }

  /** Called before the store of a state without a borrow, the answer to a request, and the removal of a reference from the box. */
  private void beginRelease() {
    RELEASES.setOpaque(this, releases + 1);
  }

  private void endRelease() {
    RELEASES.setRelease(this, releases - 1);
  }

  // ---- Release, park and close

  /**
   * Releases the context that the worker keeps: ends its borrow, and drops the reference in its hand-off box. The worker has no active
   * context afterwards; its next task calls {@link #switchTo} as usual. If the worker has no active context, only does what {@link
   * #finishSwitch} does. Called by the worker.
   *
   * <p>A worker keeps its last context until it switches to a task of another one, however long that takes. Call this method before the
   * worker waits in a way that a request of the domain does not end: in {@code BlockingQueue.take}, for a {@code Future}, in a blocking
   * read. A worker that waits in {@link #park}, or was registered with an action that wakes it, is requested to release under {@link
   * Scheme#SHOOTDOWN} and by {@link LazyDomain#drain} only, so that it needs this call under the other schemes as well, if contexts are
   * to be released while it waits.
   *
   * @throws IllegalStateException if the worker runs a task or is closed, or the current thread is not this worker; nothing has changed
   *     then
   */
  public void releaseKept() {
    checkWorker("releaseKept");
    if (state == TASK) {
      throw new IllegalStateException(this + ": releaseKept expects an idle worker; call switchToIdle first");
    }
    StackProbe.reserveDeep();
    LazyContext<?> counted = endBorrow();
    active = null;
    STATE.setRelease(this, IDLE);
    finish(counted);
  }

  /**
   * Parks the worker until it is woken, and does what {@link #finishSwitch} does before and after. A request to release the borrowed
   * context wakes the worker. Scans skip a parked worker that borrows nothing. May return spuriously, like {@link
   * LockSupport#park}. Called by the worker.
   *
   * @param nanos the maximum time in nanoseconds; 0 or less does not park
   * @throws IllegalStateException if the current thread is not this worker, or the worker is closed; nothing has changed then
   */
  public void park(long nanos) {
    finishSwitch();
    if (state == IDLE && !hidden && row != OwnedHazardSlots.NONE) {
      hidden = true; // first: a row that is shown without need does no harm
      slots.hide(row);
    }
    LockSupport.parkNanos(this, nanos);
    finishSwitch();
  }

  /**
   * Closes the worker: ends its borrow, drops the reference in its hand-off box, and removes the worker from the domain. May be
   * called in every state. Called by the worker, once, before its thread terminates; a second call throws.
   *
   * @throws IllegalStateException if the current thread is not this worker, or the worker is already closed; nothing has changed then
   */
  @Override
  public void close() {
    checkWorker("close");
    StackProbe.reserveDeep();
    Failures.rethrow(tearDown(null));
  }

  /**
   * Returns whether the caller has to {@linkplain #tearDown close} the worker on behalf of its thread, which has terminated; everything
   * the thread did happens before this. Removing the worker from the domain's set selects one caller.
   */
  boolean tryClaimTerminated() {
    return !thread.isAlive() && domain.tryRemove(this);
  }

  /**
   * Empties the slot, closes the box and unregisters the row, in this order; then drops the references that are left, and removes the
   * worker from the domain's set. Returns the exceptions of release actions, joined with an earlier failure. Allocates nothing.
   */
  @Nullable Throwable tearDown(@Nullable Throwable failure) {
    LazyContext<?> counted = endBorrow();
    beginRelease();
    Lifetime last = closeSlotAndBox();
    try {
      return dropLast(last, drop(counted, failure));
    } finally {
      endRelease();
      domain.tryRemove(this);
      domain.waits().wake();
    }
  }

  private @Nullable Lifetime closeSlotAndBox() {
    active = null;
    if (masked != null) {
      masked.removeFromMask(row);
      masked = null;
    }
    Lifetime last = closeBox();
    STATE.setVolatile(this, CLOSED);
    domain.unregister(row);
    domain.waits().wake();
    return last;
  }

  private @Nullable Throwable dropLast(@Nullable Lifetime last, @Nullable Throwable failure) {
    Throwable joined = failure;
    if (last != null && last.context != null) {
      domain.counters().releasedByWorker.incrementAndGet();
      joined = last.context.releaseAndJoin(joined);
    }
    return joined;
  }

  // ---- Requests

  void requestReleaseOfUnused() {
    request(RELEASE_UNUSED);
  }

  void requestReleaseOfAny() {
    request(RELEASE_ANY);
  }

  /** Sets the request before unparking: a worker that parks in between finds its permit. */
  private void request(int request) {
    REQUESTS.getAndBitwiseOr(this, request);
    domain.counters().requests.incrementAndGet();
    if (wakeUp == null) {
      LockSupport.unpark(thread);
    } else {
      wakeUp.run();
    }
  }

  boolean hasRequest() {
    return (int) REQUESTS.getVolatile(this) != 0;
  }

  /** Returns whether the worker has ended a borrow, or emptied its box, and has not dropped the reference yet. For drains. Acquire. */
  boolean isReleasing() {
    return (int) RELEASES.getAcquire(this) > 0;
  }

  void adopt(Scheme scheme) {
    BORROW_STATE.setOpaque(this, scheme.borrowState);
  }

  // ---- State

  /**
   * Returns the active context: the context of the task, or the borrowed one. Called by the worker.
   *
   * @return the context; null if the worker has not used one yet, was requested to release it, or has called {@link #releaseKept}
   */
  public @Nullable LazyContext<?> active() {
    return active;
  }

  /**
   * Returns whether the worker runs a task. A snapshot for other threads.
   *
   * @return true between {@link #switchTo} and {@link #switchToIdle}
   */
  public boolean isRunningTask() {
    return (int) STATE.getOpaque(this) == TASK;
  }

  /**
   * Returns whether the worker borrows a context. A snapshot for other threads. An immortal context is never borrowed.
   *
   * @return true if the worker is idle and keeps a context that is not immortal
   */
  public boolean isBorrowing() {
    return (int) STATE.getVolatile(this) >= IDLE_HAZARD;
  }

  /**
   * Returns whether the hand-off box holds a reference, to be dropped at the worker's next switch or by {@link LazyDomain#settle}.
   *
   * @return true if there is one; there is never more than one
   */
  public boolean hasPendingHandOff() {
    return pending() != null;
  }

  /**
   * Returns whether the worker is registered with its domain.
   *
   * @return false once it is closed
   */
  public boolean isRegistered() {
    return (int) STATE.getVolatile(this) != CLOSED;
  }

  /**
   * Returns the name that the worker was registered with.
   *
   * @return the name
   */
  public String name() {
    return name;
  }

  @Override
  public String toString() {
    String description = STATES[(int) STATE.getOpaque(this)];
    String releasing = isReleasing() ? ", releases a context" : "";
    return "Worker[" + name + ": " + description + releasing + (hasPendingHandOff() ? ", a hand-off pending" : "") + "]";
  }

  boolean isWorker(Thread candidate) {
    return candidate == thread;
  }

  private void checkWorker(String operation) {
    if (Thread.currentThread() != thread || state == CLOSED) {
      throw notTheWorker(operation);
    }
  }

  private void checkUsed(LazyContext<?> context, String operation) {
    if (!context.isUsed()) {
      throw new ContextReleasedException(
          this + ": " + operation + " expects " + context + " to have a user; hold a use from before switchTo until after switchToIdle");
    }
  }

  private IllegalStateException notTheWorker(String operation) {
    if (state == CLOSED) {
      return new IllegalStateException(this + " is closed and cannot " + operation + "; register another worker");
    }
    return new IllegalStateException(
        this + ": " + operation + " by " + Thread.currentThread() + "; only " + thread + ", which registered it, may switch it");
  }
}
