package org.vmalock;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The threads that wait for one kind of event, newest first. Registration is a volatile compare-and-set of the head. The list is emptied
 * only as a whole, by a volatile exchange; registrations that were cancelled are unlinked by the thread that cancels. A registration is
 * made once and never again pushed, so that a head is never mistaken for an earlier one.
 *
 * <p>Unlinking stores the next live registration over cancelled ones. Of two threads that unlink at the same time one may restore
 * cancelled registrations that the other has skipped; neither skips a live one.
 */
class WaitList {
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

  WaitList() {}

  /** One registration of one thread. */
  static final class Waiter {
    private static final VarHandle THREAD;
    private static final VarHandle NEXT;

    static {
      try {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        THREAD = lookup.findVarHandle(Waiter.class, "thread", Thread.class);
        NEXT = lookup.findVarHandle(Waiter.class, "next", Waiter.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    private final Object awaited;

    /** The thread that waits; null once it is cancelled or taken. Published by the compare-and-set of the head. */
    @SuppressWarnings("unused") // accessed by way of THREAD
    private @Nullable Thread thread = Thread.currentThread();

    /** The registration before this one. */
    @SuppressWarnings("unused") // accessed by way of NEXT
    private @Nullable Waiter next;

    /** Creates a registration of the current thread, which {@link #register} adds. */
    Waiter(Object awaited) {
      this.awaited = awaited;
    }

    private @Nullable Thread thread() {
      return (Thread) THREAD.getOpaque(this);
    }

    private @Nullable Waiter next() {
      return (Waiter) NEXT.getOpaque(this);
    }

    /** Returns whether {@link #wakeAll} has taken this registration. Asked by its thread, which has not cancelled it. */
    boolean isTaken() {
      return THREAD.getVolatile(this) == null;
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

  /** Adds a new registration. */
  final void register(Waiter waiter) {
    Waiter first;
    do {
      first = first();
      Waiter.NEXT.setOpaque(waiter, first);
    } while (!HEAD.compareAndSet(this, first, waiter));
  }

  /** Removes a registration; it may have been taken or removed already. */
  final void cancel(Waiter waiter) {
    Waiter.THREAD.setOpaque(waiter, (Thread) null);
    Waiter first = first();
    while (first != null && first.thread() == null) {
      HEAD.compareAndSet(this, first, first.next());
      first = first();
    }
    for (Waiter live = first; live != null; live = live.next()) {
      Waiter direct = live.next();
      Waiter next = direct;
      while (next != null && next.thread() == null) {
        next = next.next();
      }
      if (next != direct) {
        Waiter.NEXT.setOpaque(live, next);
      }
    }
  }

  /** Takes all registrations and wakes their threads, if there are any. */
  final void wakeAll() {
    if (first() != null) {
      for (Waiter waiter = (Waiter) HEAD.getAndSet(this, (Waiter) null); waiter != null; waiter = waiter.next()) {
        waiter.take();
      }
    }
  }

  /** Wakes the threads that wait for this object; they stay registered. */
  final void wake(Object awaited) {
    for (Waiter waiter = first(); waiter != null; waiter = waiter.next()) {
      if (waiter.awaited == awaited) {
        waiter.wake();
      }
    }
  }

  /** The number of registrations that are not cancelled; exact if no thread changes the list. */
  final int size() {
    int size = 0;
    for (Waiter waiter = first(); waiter != null; waiter = waiter.next()) {
      size += waiter.thread() == null ? 0 : 1;
    }
    return size;
  }

  private @Nullable Waiter first() {
    return (Waiter) HEAD.getVolatile(this);
  }
}
