package org.vmalock;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The threads that wait for one of several equal things, first come, first served. A thing is granted to the first waiter: the granting
 * thread stores it into the waiter's node by one compare-and-set and unparks the waiter, which has nothing to compete for when it wakes.
 * A waiter gives up by a compare-and-set of the same field, in constant time. Neither allocates.
 *
 * <p>The queue is that of Michael and Scott, with the outcome of the wait in the node: null, the thing, or the reason to give up. It
 * changes once. A node is dequeued after it has an outcome, and not before, so that the first node without one is served next:
 *
 * <pre>
 *   T1 grant(x)                          T2 cancel                         T3 grant(y)
 *   ---------------------------------    ------------------------------    ---------------------------------
 *   n = head.next: of T2                                                   n = head.next: of T2
 *                                        CAS n.outcome null -> GIVEN UP
 *   CAS n.outcome null -> x fails
 *   CAS head -> n                                                          CAS n.outcome null -> y fails
 *   n = head.next: the next waiter                                         CAS head -> n fails: head is read again
 *   CAS n.outcome null -> x
 * </pre>
 *
 * <p>If T1's compare-and-set precedes, that of T2 fails: T2 has received x, and returns it or passes it on.
 *
 * <p>Nodes of waiters that gave up are dequeued when they reach the head. Behind a waiter that stays they are unlinked by a sweep, once
 * their number exceeds that of the waiters. One thread sweeps at a time, and never unlinks the last node, to which others append.
 *
 * <p>The outcome and the links are volatile: actions before a grant happen-before the return of the waiter.
 */
final class WaitQueue {
  private static final int FEW = 64;
  private static final VarHandle OUTCOME;
  private static final VarHandle NEXT;
  private static final VarHandle HEAD;
  private static final VarHandle TAIL;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      OUTCOME = lookup.findVarHandle(Waiter.class, "outcome", Object.class);
      NEXT = lookup.findVarHandle(Waiter.class, "next", Waiter.class);
      HEAD = lookup.findVarHandle(WaitQueue.class, "head", Waiter.class);
      TAIL = lookup.findVarHandle(WaitQueue.class, "tail", Waiter.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** One wait of one thread. Created by that thread, before it claims anything. */
  static final class Waiter {
    /** The waiting thread; cleared by it at the end of the wait, since the node may stay in the queue. */
    private @Nullable Thread thread = Thread.currentThread();

    /** Null while the thread waits. */
    private volatile @Nullable Object outcome;

    /** Written by the thread that appends the next node, and by a sweep. */
    private volatile @Nullable Waiter next;

    /** Returns the outcome of this wait, or null if it has not ended. */
    @Nullable Object outcome() {
      return outcome;
    }

    /** Ends the use of this node by its thread, after the wait has ended. */
    void end() {
      thread = null;
    }
  }

  /** The node before the first waiter; its own wait has ended. */
  private volatile Waiter head = new Waiter();

  /** The last node, or one that leads to it. */
  private volatile Waiter tail = head;

  /** The number of nodes without an outcome; incremented before a node is appended. */
  private final AtomicInteger waiting = new AtomicInteger();

  /** The number of waiters that have given up since the last sweep. */
  private final AtomicInteger cancelled = new AtomicInteger();

  private final AtomicBoolean sweeping = new AtomicBoolean();

  WaitQueue() {
    head.outcome = this;
    head.end();
  }

  /** Appends a waiter. Does not allocate. */
  void enqueue(Waiter waiter) {
    waiting.incrementAndGet();
    Waiter last = tail;
    while (true) {
      Waiter next = last.next;
      if (next != null) {
        last = next;
      } else if (NEXT.compareAndSet(last, null, waiter)) {
        TAIL.setVolatile(this, waiter); // may go back: a tail that is behind leads to the last node as well
        return;
      }
    }
  }

  /** Returns whether a thread waits. */
  boolean hasWaiting() {
    while (true) {
      Waiter before = head;
      Waiter first = before.next;
      if (first == null) {
        return false;
      }
      if (first.outcome == null) {
        return true;
      }
      HEAD.compareAndSet(this, before, first);
    }
  }

  /** Grants a thing to the first waiter and unparks it; returns false if no thread waits. */
  boolean grant(Object thing) {
    while (true) {
      Waiter before = head;
      Waiter first = before.next;
      if (first == null) {
        return false;
      }
      Thread thread = first.thread; // before the outcome: the thread clears it afterwards
      boolean granted = OUTCOME.compareAndSet(first, null, thing);
      HEAD.compareAndSet(this, before, first);
      if (granted) {
        waiting.decrementAndGet();
        LockSupport.unpark(thread);
        return true;
      }
    }
  }

  /** Ends the wait of the calling thread for a reason; returns false if it has an outcome already. */
  boolean cancel(Waiter waiter, Object reason) {
    if (!OUTCOME.compareAndSet(waiter, null, reason)) {
      return false;
    }
    int waiters = waiting.decrementAndGet();
    if (hasWaiting() && cancelled.incrementAndGet() > FEW + waiters && sweeping.compareAndSet(false, true)) {
      try {
        cancelled.set(0);
        sweep();
      } finally {
        sweeping.set(false);
      }
    }
    return true;
  }

  /** Unlinks the nodes with an outcome behind the first waiter, except the last node. */
  private void sweep() {
    Waiter before = head;
    for (Waiter node = before.next; node != null; ) {
      Waiter after = node.next;
      if (after != null && node.outcome != null) {
        before.next = after;
      } else {
        before = node;
      }
      node = after;
    }
  }

  /** Returns the number of waiting threads. */
  int waiting() {
    return waiting.get();
  }

  /** Counts the nodes behind the head. For tests. */
  int length() {
    int length = 0;
    for (Waiter node = head.next; node != null; node = node.next) {
      length++;
    }
    return length;
  }
}
