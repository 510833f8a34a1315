package org.vmalock.debug;

import org.vmalock.internal.HoldTable;

/**
 * The lock-dependency checker: records every read lock that is held and where it was acquired, and refuses waits that cannot end.
 *
 * <p>It is off unless the JVM was started with {@code -Dvmalock.debug=true}, and then costs nothing. When it is on, each read costs a
 * stack trace and a global monitor; use it in tests and to analyse a stall, not in production.
 *
 * <p>When it is on:
 *
 * <ul>
 *   <li>A thread that is about to wait for a structure lock while it holds the read lock of a node of that structure gets an {@link
 *       IllegalStateException} whose cause is the acquisition of that read lock. A writer that holds the structure lock may be waiting
 *       for this very reader. The wait is refused whether or not the structure lock is held at that moment, so that a test finds the
 *       mistake without the race. Attempts that do not wait are legal.
 *   <li>A writer that is about to wait for the readers of a node gets the same exception if it holds a read lock of that node itself.
 *   <li>A writer that has waited longer than a threshold for the readers of a node logs them once: see the {@linkplain
 *       org.vmalock.debug package page}.
 * </ul>
 *
 * <p><b>The holder of a read.</b> A read belongs to the thread that acquired it, until it is released or {@linkplain #handOff handed
 * off}. Any thread may release it. The hold that is then removed is, in this order: the oldest hold of that lock and stamp that the
 * releasing thread has acquired and not handed off; the oldest that was handed off; the oldest. A read that is never released keeps its
 * lock object reachable.
 *
 * <p>Locks are compared by identity. Progress: blocking, for the monitor of the recorded holds only; no method of a user's class is
 * called with that monitor held.
 *
 * <p>The idea is the Linux kernel's lockdep, with readers treated as attempts that never wait, and writers as holders during the drain
 * only.
 */
public final class HoldTracker {
  /** Whether reads are recorded in this JVM: system property {@code vmalock.debug}, read once. */
  public static final boolean ENABLED = HoldTable.ENABLED;

  private HoldTracker() {}

  /**
   * Declares that the reads of a lock that the current thread has acquired will be released by another thread, so that the current thread
   * may wait for that. The reads are still listed. Does nothing when the tracker is off.
   *
   * @param lock the read-locked node
   */
  public static void handOff(Object lock) {
    HoldTable.handOff(lock);
  }

  /**
   * Describes the holds of a node's read lock: their threads, their age and the stack of each acquisition; oldest first. Given a structure
   * lock, it describes the holds of all nodes of that structure. A read that is being acquired or released may be missing.
   *
   * @param lock a node or a structure lock
   * @return several lines; empty if no read lock is held, or if the tracker is off
   */
  public static String describeHolds(Object lock) {
    return HoldTable.describe(lock);
  }

  /**
   * Returns the number of reads of all locks in this JVM that have been acquired and not released. It is zero at the end of a test that
   * leaks none.
   *
   * @return zero or more; zero when the tracker is off
   */
  public static int holds() {
    return HoldTable.size();
  }
}
