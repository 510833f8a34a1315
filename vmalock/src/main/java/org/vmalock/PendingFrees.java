package org.vmalock;

import org.jspecify.annotations.Nullable;
import org.vmalock.internal.Failures;

/**
 * The objects that one thread has to free. {@link VmaLock#onFree} and the pool's {@code onDiscard} may drop the last reference to further
 * objects; these are queued and freed when the running call has returned, so that a chain of any length needs the stack of one object:
 *
 * <pre>
 *   recursive                                   queued
 *   ---------------------------------------     ---------------------------------------
 *   retire(a)                                   retire(a)
 *     onFree(a)                                   onFree(a)
 *       retire(b)                                   retire(b): queues b
 *         onFree(b)                               onFree(b)
 *           retire(c) ...                           retire(c): queues c
 *                                                 onFree(c) ...
 * </pre>
 *
 * <p>A queued object has neither an owner nor a reader, so no other thread acquires it; its pool counts it as existing. The queue links
 * the cells of the objects and allocates nothing; an object without pool gets a link. If there is no memory for that, or for the queue of
 * a thread, the object is freed within the running call, as is correct at any time.
 *
 * <p>The outermost call throws the first exception, with the others suppressed in it, after all objects have been freed.
 *
 * <p>Confined to its thread. A thread that is about to wait for an object of a pool frees the queued ones first, since it may wait for one
 * of them.
 */
final class PendingFrees {
  private static final ThreadLocal<PendingFrees> OF_THREAD = ThreadLocal.withInitial(PendingFrees::new);

  private @Nullable Link first;
  private @Nullable Link last;
  private @Nullable Throwable failure;

  /** A call to {@link #free} runs on this thread. */
  private boolean active;

  /** A call to {@link #freeQueuedBeforeWaiting} runs on this thread. */
  private boolean ahead;

  private PendingFrees() {}

  /** A member of the queue: the cell of a pooled object, or a link to an object without pool. */
  abstract static class Link {
    private @Nullable Link next;

    /** Returns the object to be freed. */
    abstract VmaLock occupant();

    /** Returns its cell, or null if it belongs to no pool. */
    abstract @Nullable PoolCell<?> home();
  }

  /** A link to an object without pool. */
  private static final class Unpooled extends Link {
    private final VmaLock object;

    Unpooled(VmaLock object) {
      this.object = object;
    }

    @Override
    VmaLock occupant() {
      return object;
    }

    @Override
    @Nullable PoolCell<?> home() {
      return null;
    }
  }

  /** Frees an object, or queues it if this thread is freeing another one. */
  static void free(VmaLock lock, @Nullable PoolCell<?> home) {
    PendingFrees pending = ofThread();
    if (pending == null) {
      Failures.rethrow(freeNow(lock, home));
    } else if (pending.active) {
      pending.freeNested(lock, home);
    } else {
      pending.freeOutermost(lock, home);
    }
  }

  private void freeOutermost(VmaLock lock, @Nullable PoolCell<?> home) {
    active = true;
    try {
      record(freeNow(lock, home));
      if (first != null) {
        freeQueued();
      }
    } finally {
      active = false; // also after a StackOverflowError, which leaves the queue to the next call
    }
    Throwable thrown = failure;
    if (thrown != null) {
      failure = null;
      Failures.rethrow(thrown);
    }
  }

  private void freeNested(VmaLock lock, @Nullable PoolCell<?> home) {
    Link link = home != null ? home : tryLink(lock);
    if (link != null) {
      enqueue(link);
    } else {
      record(freeNow(lock, null));
    }
  }

  private void enqueue(Link link) {
    Link before = last;
    last = link;
    if (before == null) {
      first = link;
    } else {
      before.next = link;
    }
  }

  private void freeQueued() {
    for (Link link = first; link != null; link = first) {
      first = link.next;
      link.next = null;
      if (first == null) {
        last = null;
      }
      record(freeNow(link.occupant(), link.home()));
    }
  }

  /** Frees the queued objects of this thread, if it has any; returns whether it had. Their exceptions are those of the outermost call. */
  static boolean freeQueuedBeforeWaiting() {
    PendingFrees pending = ofThread();
    if (pending == null || pending.first == null || pending.ahead) {
      return false;
    }
    pending.ahead = true;
    try {
      pending.freeQueued();
    } finally {
      pending.ahead = false;
    }
    return true;
  }

  /** Adds an exception to those of the outermost call. A free inside of the recorded one may have added its own before. */
  private void record(@Nullable Throwable thrown) {
    if (thrown != null) {
      failure = Failures.join(failure, thrown);
    }
  }

  /** Runs onFree and returns the object to its pool; returns the exception of these, or null. */
  private static @Nullable Throwable freeNow(VmaLock lock, @Nullable PoolCell<?> home) {
    Throwable failure = null;
    boolean reusable = true;
    try {
      lock.onFree();
    } catch (Throwable e) {
      failure = Failures.join(failure, e);
      reusable = false;
    }
    if (home != null) {
      try {
        home.giveBack(reusable);
      } catch (Throwable e) {
        failure = Failures.join(failure, e);
      }
    }
    return failure;
  }

  private static @Nullable PendingFrees ofThread() {
    try {
      return OF_THREAD.get();
    } catch (OutOfMemoryError e) {
      return null; // its first use by this thread allocates
    }
  }

  private static @Nullable Link tryLink(VmaLock lock) {
    try {
      return new Unpooled(lock);
    } catch (OutOfMemoryError e) {
      return null;
    }
  }
}
