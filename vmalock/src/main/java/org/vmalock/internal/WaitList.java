package org.vmalock.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The threads that wait for one kind of event, newest first. Registration is a volatile compare-and-set of the head. The list is emptied
 * only as a whole, by a volatile exchange. A registration is made once and never again pushed, so that a head is never mistaken for an
 * earlier one.
 *
 * <p>A thread cancels its registration in constant time, on average: cancelled registrations are unlinked when they reach the head, and
 * behind a registration that stays by a sweep, once more were cancelled than stayed in the list at the last sweep. One thread sweeps at a
 * time. It stores the next registration that stays over cancelled ones, and never stores the head, so it skips no registration that stays.
 * A cancelled registration keeps neither its thread nor the awaited object reachable.
 *
 * <p>{@link #cancel}, {@link #wake} and {@link #wakeAll} allocate nothing; {@link #register} fails before it changes anything.
 */
public class WaitList {
  /** Cancelled registrations that are not worth a sweep. */
  private static final int FEW = 32;

  private static final VarHandle HEAD;

  static {
    try {
      HEAD = MethodHandles.lookup().findVarHandle(WaitList.class, "head", Waiter.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("unused") // accessed by way of HEAD
  private @Nullable Waiter head;

  /** Creates an empty list. */
  public WaitList() {}

  /**
   * The counts of the registrations from an empty list to the next one. Shared by them, so that a list without registrations is one word;
   * what they say decides only when to sweep.
   */
  private static final class Sweeps {
    /** Registrations that were cancelled since the last sweep. */
    final AtomicInteger cancelled = new AtomicInteger();

    final AtomicBoolean sweeping = new AtomicBoolean();

    /** The registrations that stayed at the last sweep. */
    volatile int stayed;

    /** The registrations that sweeps have looked at. Accessed by the sweeping thread, and by tests. */
    long visited;
  }

  /** One registration of one thread. */
  public static final class Waiter {
    private static final VarHandle THREAD;
    private static final VarHandle NEXT;
    private static final VarHandle AWAITED;

    static {
      try {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        THREAD = lookup.findVarHandle(Waiter.class, "thread", Thread.class);
        NEXT = lookup.findVarHandle(Waiter.class, "next", Waiter.class);
        AWAITED = lookup.findVarHandle(Waiter.class, "awaited", Object.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    /** What the thread waits for; null once it is cancelled. */
    @SuppressWarnings("unused") // accessed by way of AWAITED
    private @Nullable Object awaited;

    /** The thread that waits; null once it is cancelled or taken. Published by the compare-and-set of the head. */
    @SuppressWarnings("unused") // accessed by way of THREAD
    private @Nullable Thread thread = Thread.currentThread();

    /** The registration before this one. */
    @SuppressWarnings("unused") // accessed by way of NEXT
    private @Nullable Waiter next;

    /** Published by the compare-and-set of the head. */
    private @Nullable Sweeps sweeps;

    /**
     * Creates a registration of the current thread, which {@link #register} adds.
     *
     * @param awaited what the thread waits for
     */
    public Waiter(Object awaited) {
      this.awaited = awaited;
    }

    private @Nullable Thread thread() {
      return (Thread) THREAD.getOpaque(this);
    }

    private @Nullable Waiter next() {
      return (Waiter) NEXT.getOpaque(this);
    }

    private boolean awaits(Object event) {
      return AWAITED.getOpaque(this) == event;
    }

    /**
     * Returns whether {@link #wakeAll} has taken this registration. Asked by its thread, which has not cancelled it.
     *
     * @return whether the thread has to register again before it waits
     */
    public boolean isTaken() {
      return THREAD.getVolatile(this) == null;
    }

    private void clear() {
      AWAITED.setOpaque(this, (Object) null);
      THREAD.setOpaque(this, (Thread) null);
    }

    /** Clears the thread before the unpark, from which the thread returns to ask {@link #isTaken}. */
    private void take() {
      Thread waiting = thread();
      if (waiting != null) {
        THREAD.setVolatile(this, (Thread) null);
        LockSupport.unpark(waiting);
      }
    }

    private void wake() {
      Thread waiting = thread();
      if (waiting != null) {
        LockSupport.unpark(waiting);
      }
    }
  }

  /**
   * Adds a new registration. Volatile.
   *
   * @param waiter a registration of the current thread
   */
  public final void register(Waiter waiter) {
    Sweeps own = null;
    Waiter first;
    do {
      first = first();
      if (first == null && own == null) {
        own = new Sweeps();
      }
      waiter.sweeps = first == null ? own : first.sweeps;
      Waiter.NEXT.setOpaque(waiter, first);
    } while (!HEAD.compareAndSet(this, first, waiter));
  }

  /**
   * Removes a registration of the current thread; it may have been taken already. Called once.
   *
   * @param waiter the registration
   */
  public final void cancel(Waiter waiter) {
    waiter.clear();
    Waiter first = first();
    while (first != null && first.thread() == null) {
      HEAD.compareAndSet(this, first, first.next());
      first = first();
    }
    if (first == null) {
      return;
    }
    Sweeps sweeps = first.sweeps;
    if (sweeps != null && sweeps.cancelled.incrementAndGet() > FEW + sweeps.stayed && sweeps.sweeping.compareAndSet(false, true)) {
      try {
        sweep(first, sweeps);
      } finally {
        sweeps.sweeping.set(false);
      }
    }
  }

  private static void sweep(Waiter from, Sweeps sweeps) {
    sweeps.cancelled.set(0);
    int staying = 1;
    long steps = 1;
    Waiter before = from;
    for (Waiter waiter = before.next(); waiter != null; waiter = waiter.next()) {
      steps++;
      if (waiter.thread() != null) {
        skip(before, waiter);
        before = waiter;
        staying++;
      }
    }
    skip(before, null);
    sweeps.stayed = staying;
    sweeps.visited += steps;
  }

  private static void skip(Waiter before, @Nullable Waiter after) {
    if (before.next() != after) {
      Waiter.NEXT.setOpaque(before, after);
    }
  }

  /** Takes all registrations and wakes their threads, if there are any. Volatile. */
  public final void wakeAll() {
    if (first() != null) {
      Waiter taken = (Waiter) HEAD.getAndSet(this, (Waiter) null);
      for (Waiter waiter = taken; waiter != null; waiter = waiter.next()) {
        waiter.take();
      }
    }
  }

  /**
   * Wakes the threads that wait for this object; they stay registered. Volatile.
   *
   * @param awaited the object that was passed to the constructor of the registrations
   */
  public final void wake(Object awaited) {
    for (Waiter waiter = first(); waiter != null; waiter = waiter.next()) {
      if (waiter.awaits(awaited)) {
        waiter.wake();
      }
    }
  }

  /**
   * Counts the registrations that are not cancelled.
   *
   * @return their number; exact if no thread changes the list
   */
  public final int size() {
    int size = 0;
    for (Waiter waiter = first(); waiter != null; waiter = waiter.next()) {
      size += waiter.thread() == null ? 0 : 1;
    }
    return size;
  }

  /** Counts all registrations that are linked. For tests. */
  final int length() {
    int length = 0;
    for (Waiter waiter = first(); waiter != null; waiter = waiter.next()) {
      length++;
    }
    return length;
  }

  /** Returns the number of registrations that sweeps have looked at, of a list that is not empty. For tests. */
  final long visited() {
    Waiter first = first();
    return first == null || first.sweeps == null ? 0 : first.sweeps.visited;
  }

  private @Nullable Waiter first() {
    return (Waiter) HEAD.getVolatile(this);
  }
}
