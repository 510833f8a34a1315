package org.vmalock;

import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.vmalock.debug.DrainWatch;
import org.vmalock.debug.FlightEvents;
import org.vmalock.debug.HoldTracker;
import org.vmalock.primitive.WriterWait;

/**
 * The slow half of {@link VmaLock#startWrite}: keep readers out, wait until those inside have left, and only then take the node.
 *
 * <pre>
 *   W startWrite                           R endRead
 *   -----------------------------------    -----------------------------------
 *   lockWrite: waiter := W
 *   word: L := 1       (volatile RMW)
 *   count is not zero: park                word: count - 1       (volatile RMW)
 *                                          L and count 0: unpark(waiter)
 *   word: count is zero
 *   lockSeq := sequence      (release)
 *   word: L := 0       (volatile RMW)
 *   unlockWrite: waiter := null
 * </pre>
 *
 * <p>The waiter is published for the whole write section, and so before L goes up: a leaver who sees L has read from that step or a
 * later one, and so sees the waiter. A leaver who does not see L has left before W looks. lockSeq is stored after the drain, or a
 * reader whom W still waits for could be mistaken for one that came after; and before L falls, or a reader could come in between
 * unseen.
 */
final class Drain {
  /** A waiting retirer is not signalled: it looks again after at most this long. */
  static final long LONGEST_STEP_MILLIS = 1;

  private static final long LONGEST_STEP_NANOS = LONGEST_STEP_MILLIS * 1_000_000;
  private static final long FIRST_STEP_NANOS = 20_000;
  private static final long FOR_EVER = Long.MAX_VALUE;

  /** Read sections are short: look this often before giving up the processor, which takes longer than most of them. */
  private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 1 << 7 : 0;

  private Drain() {}

  /**
   * Write-locks a node that no reader is in and none can come into, since it is detached: nothing needs to be kept out. The volatile
   * read makes all that the last straggler did visible.
   */
  static boolean lockIfPrivate(VmaLock node, StructureLock structure) {
    long word = (long) VmaLock.WORD.getVolatile(node);
    if ((word & LockWord.OWNED) == 0) {
      throw Misuse.wrongState(node, "startWrite", "owned", word);
    }
    if ((word & (LockWord.ATTACHED | LockWord.COUNT)) != 0) {
      return false;
    }
    take(node, structure);
    return true;
  }

  static void uninterruptibly(VmaLock node, StructureLock structure) {
    try {
      drain(node, structure, false, FOR_EVER);
    } catch (InterruptedException e) {
      throw new AssertionError("an uninterruptible wait was interrupted", e);
    }
  }

  static void interruptibly(VmaLock node, StructureLock structure) throws InterruptedException {
    drain(node, structure, true, FOR_EVER);
  }

  static boolean within(VmaLock node, StructureLock structure, long nanos) throws InterruptedException {
    return drain(node, structure, true, Math.max(nanos, 0));
  }

  static boolean immediately(VmaLock node, StructureLock structure) {
    try {
      return drain(node, structure, false, 0);
    } catch (InterruptedException e) {
      throw new AssertionError("an uninterruptible wait was interrupted", e);
    }
  }

  /** However this ends, L is down when it returns or throws; only success stores lockSeq. */
  private static boolean drain(VmaLock node, StructureLock structure, boolean interruptible, long nanos) throws InterruptedException {
    if (HoldTracker.ENABLED && nanos > 0) {
      HoldTracker.beforeDraining(node);
    }
    refuseIfInterrupted(interruptible, node);
    long before = (long) VmaLock.WORD.getAndAdd(node, LockWord.LOCKED);
    try {
      boolean drained = LockWord.readers(before) == 0 || readersLeave(node, structure, interruptible, nanos);
      if (drained) {
        take(node, structure);
      }
      return drained;
    } finally {
      VmaLock.WORD.getAndAdd(node, -LockWord.LOCKED);
    }
  }

  /** The fence keeps the writer's stores behind lockSeq, for readers that look at lockSeq before and after and at no word. */
  private static void take(VmaLock node, StructureLock structure) {
    VmaLock.LOCK_SEQ.setRelease(node, structure.sequence().getPlain());
    VarHandle.releaseFence();
  }

  private static boolean readersLeave(VmaLock node, StructureLock structure, boolean interruptible, long nanos) throws InterruptedException {
    for (int spins = nanos == 0 ? 0 : SPINS; spins > 0; spins--) {
      if (isEmpty(node)) {
        return true;
      }
      Thread.onSpinWait();
    }
    if (nanos == 0) {
      return isEmpty(node);
    }
    Object event = FlightEvents.beginWriterWait();
    long begin = System.nanoTime();
    boolean drained = false;
    try {
      drained = parkUntilEmpty(node, structure.writerWait(), interruptible, begin, nanos);
    } finally {
      structure.writerStatistics().waited(System.nanoTime() - begin, drained);
      FlightEvents.endWriterWait(event, node, structure, drained);
    }
    return drained;
  }

  private static boolean parkUntilEmpty(VmaLock node, WriterWait wait, boolean interruptible, long begin, long nanos)
      throws InterruptedException {
    DrainWatch watch = HoldTracker.ENABLED ? new DrainWatch(node, node::describe) : null;
    boolean interrupted = false;
    try {
      while (!isEmpty(node)) {
        refuseIfInterrupted(interruptible, node);
        long waited = System.nanoTime() - begin;
        if (waited >= nanos) {
          return false;
        }
        wait.parkNanos(node, longestSleep(nanos - waited, waited, watch));
        interrupted |= !interruptible && Thread.interrupted();
      }
      return true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static long longestSleep(long left, long waited, @Nullable DrainWatch watch) {
    return watch == null ? left : Math.min(left, watch.longestSleep(waited));
  }

  /** Waits for the readers of a detached object without a writer's slot to wait in: nobody wakes this thread, so it looks again. */
  static boolean untilNoReader(VmaLock node, long timeout) throws InterruptedException {
    long nanos = Math.max(timeout, 0);
    long begin = System.nanoTime();
    long step = FIRST_STEP_NANOS;
    while (!isEmpty(node)) {
      refuseIfInterrupted(true, node);
      long left = nanos - (System.nanoTime() - begin);
      if (left <= 0) {
        return false;
      }
      LockSupport.parkNanos(node, Math.min(step, left));
      step = Math.min(2 * step, LONGEST_STEP_NANOS);
    }
    return true;
  }

  private static boolean isEmpty(VmaLock node) {
    return LockWord.readers((long) VmaLock.WORD.getVolatile(node)) == 0;
  }

  private static void refuseIfInterrupted(boolean interruptible, VmaLock node) throws InterruptedException {
    if (interruptible && Thread.interrupted()) {
      throw new InterruptedException("interrupted while waiting for the readers of " + node.describe());
    }
  }
}
