package org.vmalock.internal;

import org.jspecify.annotations.Nullable;

/**
 * The releases that one thread has to perform: of locks that have neither owner nor reader, of contexts, of values of references. A
 * release runs user code, which may drop the last reference to further objects; these are queued and released when the running call has
 * returned, so that a chain of any length needs the stack of one release:
 *
 * <pre>
 *   recursive                                   queued
 *   ---------------------------------------     ---------------------------------------
 *   drop(a)                                     drop(a)
 *     release(a)                                  release(a)
 *       drop(b)                                     drop(b): queues b
 *         release(b)                              release(b)
 *           drop(c) ...                             drop(c): queues c
 *                                                 release(c) ...
 * </pre>
 *
 * <p>A queued object has no reference left, so no other thread acquires it. The queue links members that their objects allocate when they
 * are created, and allocates nothing itself, but for one queue per thread.
 *
 * <p>The outermost call receives the first exception, with the others suppressed in it, after all releases.
 *
 * <p>Confined to its thread. A thread that is about to wait for what a queued release returns calls {@link #runBeforeWaiting} first.
 */
public final class ReleaseQueue {
  private static final ThreadLocal<ReleaseQueue> OF_THREAD = ThreadLocal.withInitial(ReleaseQueue::new);

  private @Nullable Link first;
  private @Nullable Link last;
  private @Nullable Throwable failure;

  /** The outermost call runs on this thread. */
  private boolean running;

  private ReleaseQueue() {}

  /** A member of the queue: an object whose last reference was dropped. It is in one queue, once. */
  public abstract static class Link {
    private @Nullable Link next;

    /** Creates a link that is in no queue. */
    protected Link() {}

    /**
     * Releases the object. Called once per drop of its last reference.
     *
     * @return the exception of the user's code; null if it has thrown none
     */
    protected abstract @Nullable Throwable release();
  }

  /**
   * Returns the queue of the current thread.
   *
   * @return the queue; null if there is no memory for it, and then the caller releases the object at once, as is correct at any time
   */
  public static @Nullable ReleaseQueue ofThread() {
    try {
      return OF_THREAD.get();
    } catch (OutOfMemoryError e) {
      return null; // its first use by this thread allocates
    }
  }

  /**
   * Releases an object and everything that its release queues; or queues it if this thread performs another release.
   *
   * @param link the object
   * @return the exceptions, joined; null if there are none, or the object was queued
   */
  public static @Nullable Throwable run(Link link) {
    ReleaseQueue queue = ofThread();
    if (queue == null) {
      return link.release();
    }
    if (queue.tryBegin()) {
      return queue.runOutermost(link);
    }
    queue.add(link);
    return null;
  }

  /**
   * Calls a link's {@code release} at once; what it queues is released afterwards, by the outermost call.
   *
   * @param link the steps to be performed now
   * @return the exceptions of the steps, joined; with those of everything queued, if this is the outermost call; null if there are none
   */
  public static @Nullable Throwable runNow(Link link) {
    ReleaseQueue queue = ofThread();
    return queue != null && queue.tryBegin() ? queue.runOutermost(link) : link.release();
  }

  private @Nullable Throwable runOutermost(Link link) {
    try {
      record(link.release());
    } finally {
      performQueued();
    }
    return finish();
  }

  /**
   * Begins the outermost call, which ends by {@link #performQueued} and {@link #finish}.
   *
   * @return false if this thread performs another release; nothing has changed then
   */
  public boolean tryBegin() {
    if (running) {
      return false;
    }
    running = true;
    return true;
  }

  /**
   * Queues an object. Called between {@link #tryBegin} and {@link #performQueued} of this thread.
   *
   * @param link the object
   */
  public void add(Link link) {
    Link before = last;
    last = link;
    if (before == null) {
      first = link;
    } else {
      before.next = link;
    }
  }

  /**
   * Adds an exception to those of the outermost call. A release inside of the recorded one may have added its own before.
   *
   * @param thrown the exception; null for none
   */
  public void record(@Nullable Throwable thrown) {
    if (thrown != null) {
      failure = Failures.join(failure, thrown);
    }
  }

  /** Performs the queued releases of the outermost call, in order. A StackOverflowError leaves the rest to the next call. */
  public void performQueued() {
    try {
      if (first != null) {
        drain();
      }
    } finally {
      running = false;
    }
  }

  private void drain() {
    for (Link link = first; link != null; link = first) {
      first = link.next;
      link.next = null;
      if (first == null) {
        last = null;
      }
      record(link.release());
    }
  }

  /**
   * Returns the exceptions of the outermost call, after {@link #performQueued}.
   *
   * @return the first exception, with the later ones suppressed in it; null if there are none
   */
  public @Nullable Throwable finish() {
    Throwable thrown = failure;
    failure = null;
    return thrown;
  }

  /**
   * Performs the queued releases of this thread, if it has any, before the thread waits: it may wait for what one of them returns. A
   * release that waits itself does the same. The exceptions are those of the outermost call.
   *
   * @return whether there were any
   */
  public static boolean runBeforeWaiting() {
    ReleaseQueue queue = ofThread();
    if (queue == null || queue.first == null) {
      return false;
    }
    queue.drain();
    return true;
  }
}
