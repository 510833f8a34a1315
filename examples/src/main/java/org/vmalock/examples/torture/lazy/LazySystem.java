package org.vmalock.examples.torture.lazy;

import java.util.List;

/**
 * A system of workers that keep contexts lazily. All methods may be called by any thread, except those of a {@link SystemWorker},
 * which are called by the thread that registered it.
 */
public interface LazySystem {
  /**
   * Creates a context with one user, the caller.
   *
   * @return a new context, or a recycled one
   */
  SystemContext create();

  /**
   * Registers the current thread as a worker.
   *
   * @param name the worker's name in messages
   * @return the worker
   */
  SystemWorker register(String name);

  /**
   * Releases the counts handed off to workers that no longer borrow the context, as far as the system can.
   *
   * @return the number of hand-offs still pending
   */
  int settle();

  /**
   * Returns the counts of the system.
   *
   * @return the counts so far
   */
  LazyCounts counts();

  /**
   * Returns what is left of a complete run, and where the statistics of the system differ from its counts.
   *
   * @return one line for each; empty if nothing is left
   */
  List<String> leftovers();

  /** A context, which exists while it has users or borrowers. */
  interface SystemContext {
    /**
     * Acquires a use, unless the last use was released.
     *
     * @return whether the caller is a user
     */
    boolean tryAcquireUse();

    /** Releases a use. */
    void releaseUse();

    /** Accesses the resource; called by a user. An access after the free is counted. */
    void touch();
  }

  /** A worker. */
  interface SystemWorker {
    /**
     * Switches to a task of a context. The caller must be a user of the context until after {@link #switchToIdle}.
     *
     * @param context the task's context
     */
    void switchTo(SystemContext context);

    /** Switches to work without a context, and keeps the present context borrowed. May be called repeatedly. */
    void switchToIdle();

    /**
     * Converts the borrow into a use.
     *
     * @return false if nothing is borrowed, or if the last use was released
     */
    boolean tryUse();

    /** Accesses the resource of the kept context, if there is one. An access after the free is counted. */
    void touch();

    /**
     * Parks the worker, which may be requested meanwhile to release the context that it borrows.
     *
     * @param nanos the longest wait in nanoseconds
     */
    void park(long nanos);

    /** Closes the worker. */
    void close();

    /** Closes the worker after its thread has terminated; called by another thread. */
    void closeTerminated();
  }
}
