package org.vmalock.examples.torture.lazy;

/**
 * Workers that keep contexts at hand. All methods may be called by any thread, but for those of a {@link Worker}, which belong to
 * the thread that has brought it up.
 */
public interface LazySystem {
  /**
   * Opens a context with one user, the caller.
   *
   * @return a new context, or a recycled one
   */
  Context open();

  /**
   * Makes the current thread a worker.
   *
   * @param name for messages
   * @return the worker
   */
  Worker register(String name);

  /**
   * Drops what was handed over to workers who do not need it any more, as far as the system can.
   *
   * @return how many hand-offs are still pending
   */
  int settle();

  /**
   * The books.
   *
   * @return what has happened so far
   */
  LazyLedger ledger();

  /** A context, open while it has users. */
  interface Context {
    /**
     * Becomes a user of it, unless the last user has left.
     *
     * @return whether the caller is a user now
     */
    boolean tryGet();

    /** Gives a user's reference back. */
    void put();

    /** Uses it, by one who is a user; a use after the free goes into the ledger. */
    void touch();
  }

  /** A worker. */
  interface Worker {
    /**
     * Switches to a task of a context. The caller is a user of it until after {@link #switchToIdle}.
     *
     * @param context the task's
     */
    void switchTo(Context context);

    /** Switches to the worker's own work, and keeps the context borrowed; or from one piece of such work to the next. */
    void switchToIdle();

    /**
     * Turns the borrowed context into a used one.
     *
     * @return false if there is none, or its last user has left
     */
    boolean tryUse();

    /** Uses what is at hand, if anything; a use after the free goes into the ledger. */
    void touch();

    /**
     * Sleeps, and may be asked meanwhile to let go of what is borrowed.
     *
     * @param nanos how long at most
     */
    void rest(long nanos);

    /** Ends the worker. */
    void close();

    /** Ends the worker, whose thread has ended without doing it; by another thread. */
    void closeDead();
  }
}
