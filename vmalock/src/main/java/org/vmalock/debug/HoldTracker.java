package org.vmalock.debug;

import java.util.List;
import org.vmalock.internal.DebugLevel;
import org.vmalock.internal.HoldReports;
import org.vmalock.internal.Holds;
import org.vmalock.internal.LeakWatch;

/**
 * Records holds and where they were acquired, lists them, finds those that are never released, and refuses waits that cannot end.
 *
 * <p>The system property {@code vmalock.debug} sets the level when the JVM starts:
 *
 * <ul>
 *   <li>{@code off}, the default: nothing is recorded, at no cost.
 *   <li>{@code sampled}, for production: one of many acquisitions is recorded, in bounded memory. Finds leaks that repeat, and stalls.
 *   <li>{@code all}, for tests and to analyse a failure: every acquisition is recorded, with a stack trace and under a global monitor, and
 *       is checked.
 * </ul>
 *
 * <p><b>What is recorded.</b> Read locks of nodes, read and write locks of structures, owner references of pooled objects, and the handles and
 * borrows of trees, caches and lazy references.
 *
 * <p><b>Leaks</b> are logged once, at levels {@code sampled} and {@code all}: a hold whose thread has ended; a handle or a borrow that was
 * collected without a close; a pooled object that has long been detached and was not retired. Of the leaks whose acquisitions have the same
 * stack, the first, the tenth, the hundredth and so on are logged. <b>Stalls</b>, too: a wait that exceeds a threshold, with its holders;
 * the longest ones of a search, and the number of the others. The {@linkplain org.vmalock.debug package page} has the properties and the
 * name of the logger.
 *
 * <p><b>What is refused</b>, at level {@code all}, before anything has changed and whether or not another thread is there, so that a test
 * finds the mistake without the race:
 *
 * <ul>
 *   <li>A wait of a thread for itself, by {@link IllegalStateException}: for a structure lock beside a read lock of the structure or of one of
 *       its nodes; without a time limit for a node beside another node of the structure; for the readers of a node beside an own read of it,
 *       by {@code startWrite} or {@code retireAndWait}; for the holders of a pool or a cache that is closed beside an own hold; for an object
 *       of a pool all of which the thread reads. The cause is the acquisition of what the thread holds.
 *   <li>A wait against the order of locks, by {@code IllegalStateException}: the thread waits for a structure while it holds another one, and
 *       the reverse order was seen before; or for a node of a {@linkplain org.vmalock.VmaLock class that the program names}. Both orders
 *       are suppressed exceptions, each with the stack of the wait and that of the acquisition.
 *   <li>A release by a thread that holds nothing, by {@link IllegalMonitorStateException}: a foreign or a second release. The cause is where
 *       the hold was released before, if that is known, and where it and the present holds were acquired.
 * </ul>
 *
 * <p>Attempts that do not wait are never refused.
 *
 * <p><b>The holder.</b> A hold belongs to the thread that acquired it, until it is released or {@linkplain #handOff handed off}. A hold with
 * a handle belongs to the handle, which any thread may close. The hold that a release removes is, in this order: that of the handle; the
 * latest of that lock and generation that the releasing thread has acquired and not handed off; one that was handed off. A hold that is
 * never released keeps its lock object reachable.
 *
 * <p>Locks are compared by identity. Progress: blocking at level {@code all}, for the monitor of the recorded holds only; no method of a
 * user's class is called with that monitor held.
 *
 * <p>The ideas are those of the Linux kernel's lockdep, with readers treated as attempts that never wait, and of Netty's leak detector.
 */
public final class HoldTracker {
  /** Whether holds are recorded in this JVM: the level is not {@code off}. */
  public static final boolean ENABLED = DebugLevel.ON;

  private HoldTracker() {}

  /**
   * Returns the level of this JVM.
   *
   * @return {@code off}, {@code sampled} or {@code all}
   */
  public static String level() {
    return DebugLevel.CURRENT.toString();
  }

  /**
   * Declares that the holds of a lock that the current thread has acquired will be released by another thread, so that the current thread
   * may wait for that, and end. The holds are still listed; one with a handle is a leak if the handle is collected. Does nothing at
   * level {@code off}.
   *
   * @param lock a read-locked node, a read-locked structure, a borrowed reference, a handle or a borrow
   */
  public static void handOff(Object lock) {
    Holds.handOff(lock);
  }

  /**
   * Describes the recorded holds of an object: their threads with their states, their age and the stack of each acquisition; oldest first.
   * Given a structure lock or a pool, it describes the holds of all its nodes or objects, too. A hold that is being acquired or released
   * may be missing.
   *
   * @param lock a node, a structure lock, a pool or a reference
   * @return several lines; empty if no hold is recorded
   */
  public static String describeHolds(Object lock) {
    return HoldReports.describe(lock);
  }

  /**
   * Describes all recorded holds like {@link #describeHolds}, and all waits that have not ended.
   *
   * @return several lines, the first of which has the numbers and the level
   */
  public static String dump() {
    return HoldReports.dump();
  }

  /**
   * Searches for leaks. Finds those that were logged before, too.
   *
   * @return a report of several lines for each; empty if there is none
   */
  public static List<String> findLeaks() {
    return LeakWatch.findLeaks();
  }

  /**
   * Returns the number of recorded holds that have not been released; owner references are not among them. It is zero at the end of a test
   * that leaks none.
   *
   * @return zero or more; zero at level {@code off}
   */
  public static int holds() {
    return Holds.size();
  }
}
