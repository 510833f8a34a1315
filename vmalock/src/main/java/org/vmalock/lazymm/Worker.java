package org.vmalock.lazymm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.vmalock.internal.Failures;
import org.vmalock.primitive.HazardSlots;

/**
 * A worker's context: which {@link LazyContext} it has at hand, and whether it uses it for a task or merely keeps it.
 *
 * <p>The thread that calls {@link LazyDomain#register} is the worker, and it alone may switch:
 *
 * <pre>{@code
 * Worker worker = domain.register("worker-1");
 * try {
 *   for (Task task = next(); task != null; task = next()) {
 *     worker.switchTo(task.context());       // the task is a user of its LazyContext
 *     task.run();
 *     worker.switchToIdle();          // the LazyContext stays at hand, borrowed
 *     task.end();                    // and may put its LazyContext here: the borrow does not depend on it
 *   }
 * } finally {
 *   worker.close();
 * }
 * }</pre>
 *
 * <pre>
 *                 switchTo(context), tryUse
 *          +---------------------------------+
 *          v                                 |
 *        USER ---- switchToIdle -----> IDLE, an LazyContext borrowed ---- asked to let go ----> IDLE, nothing at hand
 *          ^                                                                                  |
 *          +------------------------------- switchTo(context) -------------------------------------+
 * </pre>
 *
 * <p>From one piece of its own work to the next a worker does not switch, or calls {@code switchToIdle} again: what it has
 * borrowed belongs to it and not to the piece of work.
 *
 * <p>Progress: wait-free; where a worker has to drop references, lock-free, and a release action may run. Allocation-free.
 */
public final class Worker extends HandOffBox {
  /** Taken down. */
  static final int OFFLINE = 0;

  /** A task runs, and is a user of the LazyContext at hand. */
  static final int USER = 1;

  /** The worker's own work, with nothing at hand, or an immortal LazyContext. */
  static final int IDLE = 2;

  /** The worker's own work; an LazyContext is borrowed by a hazard that is left by a store. */
  static final int STORED = 3;

  /** The same, left by an exchange. */
  static final int EXCHANGED = 4;

  /** The same, by a reference in the count. */
  static final int COUNTED = 5;

  private static final String[] STATES = {
    "taken down", "runs a task", "nothing borrowed", "borrows by a hazard", "borrows by an exact hazard", "borrows by a count"
  };

  /** In the mailbox: let go of an LazyContext that has no users. */
  private static final int LET_GO_UNUSED = 1;

  /** In the mailbox: let go of whatever is borrowed. */
  private static final int LET_GO_ANY = 2;

  private static final VarHandle STATE;
  private static final VarHandle FORM;
  private static final VarHandle MAIL;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      STATE = lookup.findVarHandle(Worker.class, "state", int.class);
      FORM = lookup.findVarHandle(Worker.class, "form", int.class);
      MAIL = lookup.findVarHandle(Worker.class, "mail", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final String name;
  private final @Nullable Runnable wakeUp;

  /** The row in the domain's table, or NONE: then this worker counts. */
  private final int row;

  /**
   * Written by the worker, opaque; read by others to see who borrows. A deputy of a dead worker takes over from it, see
   * closeDead.
   */
  private int state = IDLE;

  /** How the next borrow is to be held. Written by who changes the scheme, opaque: the worker's slot says what it has taken. */
  @SuppressWarnings("unused") // read by way of FORM
  private int form;

  /** In the mailbox by anybody, out by the worker. */
  @SuppressWarnings("unused") // read by way of MAIL
  private int mail;

  /** The LazyContext at hand. The worker's alone. Not written when a worker goes back and forth between a task and its own work. */
  private @Nullable LazyContext<?> active;

  /** The one LazyContext whose mask may have this worker's bit; the next to be borrowed without any preparation. The worker's alone. */
  private @Nullable LazyContext<?> masked;

  /** Not in the summary: nothing is at hand and the worker sleeps. The worker's alone. */
  private boolean hidden;

  Worker(LazyDomain domain, String name, @Nullable Runnable wakeUp, int row) {
    super(domain, row == HazardSlots.NONE ? HazardSlots.NONE : domain.slots().slot(row));
    this.name = name;
    this.wakeUp = wakeUp;
    this.row = row;
  }

  // ---- Switching

  /**
   * Switches to a task. The caller is a user of the task's {@code LazyContext}, and stays one until it has switched away. What was
   * borrowed is given up, unless it is the same. By the worker.
   *
   * @param next the task's {@code LazyContext}
   * @throws ContextReleasedException if it has no users; nothing has changed then
   * @throws IllegalArgumentException if it belongs to another domain; nothing has changed then
   * @throws IllegalStateException if the caller is not this worker, or it is taken down; nothing has changed then
   */
  public void switchTo(LazyContext<?> next) {
    if (next == active && state == STORED && Thread.currentThread() == thread && next.isUsed()) {
      slots.clear(slot);
      STATE.setOpaque(this, USER);
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
    LazyContext<?> counted = leave();
    if (hidden) {
      slots.show(row);
      hidden = false;
    }
    active = next;
    STATE.setOpaque(this, USER);
    finish(counted);
  }

  /**
   * Switches from a task to work of the worker's own, and keeps the task's {@code LazyContext} borrowed. The caller is still a user of it,
   * and may give that up when this has returned. In the midst of the worker's own work it only does what {@link #finishSwitch}
   * does. By the worker.
   *
   * @throws ContextReleasedException if the {@code LazyContext} has no users any more: the task has put it too early; nothing has changed then
   * @throws IllegalStateException if the caller is not this worker, or it is taken down; nothing has changed then
   */
  public void switchToIdle() {
    LazyContext<?> context = active;
    if (context != null && context == masked && state == USER && canStore() && Thread.currentThread() == thread && context.isUsed()) {
      slots.publish(slot, context.token());
      STATE.setOpaque(this, STORED);
    } else {
      checkWorker("switchToIdle");
      if (state == USER) {
        borrow(context);
      }
    }
    if (isNotified()) {
      finish(null);
    }
  }

  private boolean canStore() {
    return (int) FORM.getOpaque(this) == STORED;
  }

  private void borrow(@Nullable LazyContext<?> context) {
    if (context == null || context.isImmortal()) {
      STATE.setOpaque(this, IDLE);
      return;
    }
    checkUsed(context, "switchToIdle");
    int next = slot == HazardSlots.NONE ? COUNTED : (int) FORM.getOpaque(this);
    if (next == COUNTED) {
      context.raise(1);
    } else {
      moveMask(context);
      slots.publish(slot, next == EXCHANGED ? context.token() | Lifetime.EXCHANGED : context.token());
    }
    STATE.setOpaque(this, next);
  }

  private void moveMask(LazyContext<?> context) {
    if (masked != context) {
      if (masked != null) {
        masked.leaveMask(row);
      }
      context.enterMask(row);
      masked = context;
    }
  }

  /**
   * Turns the borrowed {@code LazyContext} into a used one: the worker becomes a user of it, as with {@link LazyContext#tryAcquireUse}, and is then in the
   * state after {@link #switchTo}. It leaves by {@link #switchToIdle} and {@link LazyContext#releaseUse}. By the worker.
   *
   * @return false if the last user has left, and it can only be kept as it is
   * @throws IllegalStateException if a task runs, nothing is at hand, or the caller is not this worker; nothing has changed then
   */
  public boolean tryUse() {
    checkWorker("tryUse");
    LazyContext<?> context = active;
    if (state == USER || context == null) {
      throw new IllegalStateException(this + ": tryUse needs a borrowed LazyContext, in the worker's own work");
    }
    if (!context.tryAcquireUse()) {
      return false;
    }
    switchToOther(context);
    return true;
  }

  /**
   * Does what is left to be done after a switch: drops a reference that was handed over and is not needed, and lets go of what
   * others have asked for. Every switch does it; a worker that does not switch for long may do it whenever it holds no pointer
   * into what it has borrowed. By the worker.
   *
   * @throws IllegalStateException if the caller is not this worker, or it is taken down; nothing has changed then
   */
  public void finishSwitch() {
    checkWorker("finishSwitch");
    if (isNotified()) {
      finish(null);
    }
  }

  private boolean isNotified() {
    return isBoxFull() || (int) MAIL.getOpaque(this) != 0;
  }

  /** Whatever a release action throws comes last, when the switch is complete. */
  private void finish(@Nullable LazyContext<?> counted) {
    Throwable failure = counted == null ? null : counted.releaseAndJoin(null);
    if ((int) MAIL.getOpaque(this) != 0) {
      failure = answer(failure);
    }
    if (isBoxFull()) {
      failure = settle(failure);
    }
    Failures.rethrow(failure);
  }

  private @Nullable Throwable answer(@Nullable Throwable failure) {
    int asked = (int) MAIL.getAndSet(this, 0);
    Throwable joined = failure;
    LazyContext<?> context = active;
    if (context != null && isBorrowing() && ((asked & LET_GO_ANY) != 0 || !context.isUsed())) {
      LazyContext<?> counted = leave();
      active = null;
      STATE.setOpaque(this, IDLE);
      joined = counted == null ? failure : counted.releaseAndJoin(failure);
    }
    domain.wakeAskers();
    return joined;
  }

  /** Gives up what is borrowed, if anything; returns the LazyContext if a counted reference is left for the caller to drop. */
  private @Nullable LazyContext<?> leave() {
    return switch (state) {
      case STORED -> {
        slots.clear(slot);
        yield null;
      }
      case EXCHANGED -> slots.exchange(slot) < 0 ? handedOff() : null;
      case COUNTED -> active;
      default -> null;
    };
  }

  private @Nullable LazyContext<?> handedOff() {
    domain.counters().droppedByOwner.increment();
    return active;
  }

  // ---- Sleeping and going

  /**
   * Parks the worker until it is woken, and does what {@link #finishSwitch} does before and after. In this sleep it can be asked
   * to let go of what it has borrowed, and is woken for it; with nothing borrowed, scans pass it by. May return for no reason,
   * like {@link LockSupport#park}. By the worker.
   *
   * @param nanos the longest time to sleep, in nanoseconds; 0 or less does not sleep
   * @throws IllegalStateException if the caller is not this worker, or it is taken down; nothing has changed then
   */
  public void park(long nanos) {
    finishSwitch();
    if (state == IDLE && !hidden && row != HazardSlots.NONE) {
      slots.hide(row);
      hidden = true;
    }
    LockSupport.parkNanos(this, nanos);
    finishSwitch();
  }

  /**
   * Ends the worker: gives up what is at hand and what was handed over, and leaves the domain. To be called in every state, in a
   * {@code finally} of the worker's thread. By the worker, once.
   *
   * @throws IllegalStateException if the caller is not this worker, or it is taken down already; nothing has changed then
   */
  public void close() {
    checkWorker("close");
    goDown();
  }

  /** Called by whoever has found that the thread is dead, which is as if that thread called it; once, by the set of workers. */
  boolean closeDead() {
    if (thread.isAlive() || !domain.forget(this)) {
      return false;
    }
    goDown();
    return true;
  }

  boolean isDead() {
    return !thread.isAlive();
  }

  /** The order matters: the slot, then the box, and only then out of sight. */
  private void goDown() {
    LazyContext<?> counted = leave();
    active = null;
    if (masked != null) {
      masked.leaveMask(row);
      masked = null;
    }
    Lifetime last = closeBox();
    STATE.setVolatile(this, OFFLINE);
    domain.retire(this, row);
    domain.wakeAskers();
    Throwable failure = counted == null ? null : counted.releaseAndJoin(null);
    if (last != null && last.context != null) {
      domain.counters().droppedByOwner.increment();
      failure = last.context.releaseAndJoin(failure);
    }
    Failures.rethrow(failure);
  }

  // ---- The mailbox

  void askUnused() {
    ask(LET_GO_UNUSED);
  }

  void askAny() {
    ask(LET_GO_ANY);
  }

  /** Letter first, then the wake-up: a worker that parks in between finds its permit. */
  private void ask(int what) {
    MAIL.getAndBitwiseOr(this, what);
    domain.counters().asked.increment();
    if (wakeUp == null) {
      LockSupport.unpark(thread);
    } else {
      wakeUp.run();
    }
  }

  boolean hasMail() {
    return (int) MAIL.getVolatile(this) != 0;
  }

  void adopt(Scheme scheme) {
    FORM.setOpaque(this, scheme.form);
  }

  // ---- Questions

  /**
   * What the worker has at hand: the task's {@code LazyContext}, or the borrowed one. By the worker.
   *
   * @return null if there is none, because nothing was used yet or the worker was asked to let go
   */
  public @Nullable LazyContext<?> active() {
    return active;
  }

  /**
   * Tells whether a task runs. Moves when others ask.
   *
   * @return true between {@link #switchTo} and {@link #switchToIdle}
   */
  public boolean isUser() {
    return (int) STATE.getOpaque(this) == USER;
  }

  /**
   * Tells whether an {@code LazyContext} is borrowed. Moves when others ask; an immortal {@code LazyContext} needs no borrowing.
   *
   * @return true if the worker keeps an {@code LazyContext} that it is no user of
   */
  public boolean isBorrowing() {
    return (int) STATE.getVolatile(this) >= STORED;
  }

  /**
   * Tells whether a reference that was handed over waits in the box, for the worker's next switch or for {@link LazyDomain#settle}.
   *
   * @return whether there is one; never more
   */
  public boolean hasPendingHandOff() {
    return pending() != null;
  }

  /**
   * Tells whether the worker is part of its domain.
   *
   * @return false once it is taken down
   */
  public boolean isOnline() {
    return (int) STATE.getVolatile(this) != OFFLINE;
  }

  /**
   * The name that it was brought up with.
   *
   * @return the name
   */
  public String name() {
    return name;
  }

  @Override
  public String toString() {
    String known = STATES[(int) STATE.getOpaque(this)];
    return "Worker[" + name + ": " + known + (hasPendingHandOff() ? ", a hand-off pending" : "") + "]";
  }

  boolean isWorker(Thread candidate) {
    return candidate == thread;
  }

  private void checkWorker(String operation) {
    if (Thread.currentThread() != thread || state == OFFLINE) {
      throw notTheWorker(operation);
    }
  }

  private void checkUsed(LazyContext<?> context, String operation) {
    if (!context.isUsed()) {
      throw new ContextReleasedException(
          this + ": " + operation + " needs " + context + " to have a user; be one from before switchTo until after switchToIdle");
    }
  }

  private IllegalStateException notTheWorker(String operation) {
    if (state == OFFLINE) {
      return new IllegalStateException(this + " is taken down and cannot " + operation + "; bring another one up");
    }
    return new IllegalStateException(
        this + ": " + operation + " by " + Thread.currentThread() + "; only " + thread + ", which brought it up, may switch it");
  }
}
