package org.vmalock;

import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import org.vmalock.internal.FlightEvents;
import org.vmalock.internal.HoldChecks;
import org.vmalock.internal.HoldTable;
import org.vmalock.internal.ReleaseQueue;
import org.vmalock.internal.StackProbe;
import org.vmalock.internal.TimedWait;
import org.vmalock.internal.Waiting;
import org.vmalock.primitive.WriterWait;

/**
 * The steps of a writer: refuse new readers, wait until those counted have released, then mark the node as write-locked.
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
 * <p>The waiter is published for the whole write section, hence before L is set. A releasing reader that sees L has read from that step
 * or a later one, and so sees the waiter. One that does not see L has released before W reads the count. lockSeq is stored after the
 * drain: earlier, a reader that W still waits for could not be told from one that was counted later. It is stored before L is cleared:
 * later, a reader could acquire in between and see no write lock.
 */
final class Drain {
  private static final long FOREVER = Long.MAX_VALUE;

  private Drain() {}

  /** Returns whether the node is write-locked. Exact for the holder of the structure's write lock, which alone may call it. */
  static boolean isWriteLocked(VmaLock node, StructureLock structure) {
    return node.lockSeq == structure.sequence().getPlain();
  }

  /** Write-locks the node; an interrupt does not end the wait. */
  static void lock(VmaLock node, StructureLock structure) {
    if (!isWriteLocked(node, structure) && !tryLockDetached(node, structure)) {
      uninterruptibly(node, structure, FOREVER);
    }
  }

  /** Write-locks the node; an interrupt ends the wait. */
  static void lockInterruptibly(VmaLock node, StructureLock structure) throws InterruptedException {
    if (!isWriteLocked(node, structure) && !tryLockDetached(node, structure)) {
      drain(node, structure, true, FOREVER);
    }
  }

  /** Write-locks the node if it has no reader. */
  static boolean tryLock(VmaLock node, StructureLock structure) {
    return isWriteLocked(node, structure) || tryLockDetached(node, structure) || uninterruptibly(node, structure, 0);
  }

  /** Write-locks the node, waiting at most the given time. */
  static boolean tryLock(VmaLock node, StructureLock structure, long nanos) throws InterruptedException {
    return isWriteLocked(node, structure) || tryLockDetached(node, structure) || drain(node, structure, true, Math.max(nanos, 0));
  }

  /**
   * Write-locks a detached node without readers. No reader can acquire it, so L is not needed. The volatile read of the word orders this
   * thread after the last reader.
   */
  private static boolean tryLockDetached(VmaLock node, StructureLock structure) {
    long word = (long) VmaLock.WORD.getVolatile(node);
    requireOwned(node, word);
    if ((word & (LockWord.ATTACHED | LockWord.COUNT)) != 0) {
      return false;
    }
    take(node, structure);
    return true;
  }

  private static boolean uninterruptibly(VmaLock node, StructureLock structure, long nanos) {
    try {
      return drain(node, structure, false, nanos);
    } catch (InterruptedException e) {
      throw new AssertionError("an uninterruptible wait was interrupted", e);
    }
  }

  /** Drains the readers, and write-locks the node if that succeeds. L is clear when this returns or throws. */
  private static boolean drain(VmaLock node, StructureLock structure, boolean interruptible, long nanos) throws InterruptedException {
    if (HoldTable.ENABLED && nanos > 0) {
      HoldChecks.checkDrain(node, node.orderClass());
    }
    throwIfInterrupted(interruptible, node);
    StackProbe.reserve();
    long before = refuseReaders(node);
    long cleared = LockWord.LOCKED;
    boolean drained = false;
    try {
      if (LockWord.isSpread(before)) {
        cleared |= countHazards(node, structure, before);
      }
      drained = (LockWord.readers(before) == 0 && !LockWord.isSpread(before)) || awaitReaders(node, structure, interruptible, nanos);
      if (drained) {
        take(node, structure);
      }
      return drained;
    } finally {
      VmaLock.WORD.getAndBitwiseAnd(node, ~cleared);
      if (!drained) {
        structure.nodeWaits().wake(node);
      }
    }
  }

  /** Turns the hazard reads of a spread node into counted ones; returns the bit to clear with L: SPREAD if the node ceases to be spread. */
  private static long countHazards(VmaLock node, StructureLock structure, long word) {
    Object event = FlightEvents.beginScan();
    long begin = System.nanoTime();
    int converted = HazardPath.convert(node, word);
    structure.recordScan(converted);
    SpreadState state = node.spreadState();
    boolean ends = state != null && SpreadPolicy.ends(node, state, begin, System.nanoTime());
    FlightEvents.endScan(event, node, converted, ends);
    return ends ? LockWord.SPREAD : 0;
  }

  /** Sets L, unless the object has been retired. Returns the word before. */
  private static long refuseReaders(VmaLock node) {
    long current = (long) VmaLock.WORD.getOpaque(node);
    while (true) {
      requireOwned(node, current);
      long seen = (long) VmaLock.WORD.compareAndExchange(node, current, current | LockWord.LOCKED);
      if (seen == current) {
        return current;
      }
      current = seen;
    }
  }

  private static void requireOwned(VmaLock node, long word) {
    if ((word & (LockWord.OWNED | LockWord.RETIRING)) != LockWord.OWNED) {
      throw Misuse.wrongState(node, "startWrite", "owned", word);
    }
  }

  /** Marks the node as write-locked. The fence keeps the writer's stores behind lockSeq, for readers that compare lockSeq only. */
  private static void take(VmaLock node, StructureLock structure) {
    VmaLock.LOCK_SEQ.setRelease(node, structure.sequence().getPlain());
    VarHandle.releaseFence();
  }

  private static boolean awaitReaders(VmaLock node, StructureLock structure, boolean interruptible, long nanos)
      throws InterruptedException {
    for (int spins = nanos == 0 ? 0 : FairReadWriteSync.SPINS; spins > 0; spins--) {
      if (hasNoReaders(node)) {
        return true;
      }
      Thread.onSpinWait();
    }
    if (nanos == 0) {
      return hasNoReaders(node);
    }
    Waiting waiting = Waiting.isWatched() ? Waiting.begin(Waiting.Kind.WRITER, node, structure, node::describe, () -> null) : null;
    NodeWaits.@Nullable Counters counters = structure.nodeWaits().counters();
    long begin = counters == null ? 0 : counters.drains.begin();
    Waiting.Outcome outcome = Waiting.Outcome.FAILED;
    try {
      boolean drained = parkUntilNoReaders(node, structure.writerWait(), interruptible, nanos);
      outcome = Waiting.Outcome.of(drained);
      return drained;
    } catch (InterruptedException e) {
      outcome = Waiting.Outcome.INTERRUPTED;
      throw e;
    } finally {
      if (counters != null) {
        counters.drains.end(begin, outcome == Waiting.Outcome.ACQUIRED);
      }
      Waiting.end(waiting, outcome);
    }
  }

  private static boolean parkUntilNoReaders(VmaLock node, WriterWait wait, boolean interruptible, long nanos)
      throws InterruptedException {
    TimedWait limit = new TimedWait(nanos);
    boolean interrupted = false;
    try {
      while (!hasNoReaders(node)) {
        throwIfInterrupted(interruptible, node);
        if (limit.hasExpired()) {
          return false;
        }
        if (!ReleaseQueue.runBeforeWaiting()) {
          park(node, wait, nanos == FOREVER ? FOREVER : limit.remaining());
        }
        interrupted |= !interruptible && Thread.interrupted();
      }
      return true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void park(VmaLock node, WriterWait wait, long nanos) {
    if (nanos == FOREVER) {
      wait.park(node);
    } else {
      wait.parkNanos(node, nanos);
    }
  }

  static boolean hasNoReaders(VmaLock node) {
    return LockWord.readers((long) VmaLock.WORD.getVolatile(node)) == 0;
  }

  static void throwIfInterrupted(boolean interruptible, VmaLock node) throws InterruptedException {
    if (interruptible && Thread.interrupted()) {
      throw new InterruptedException("interrupted while waiting for the readers of " + node.describe());
    }
  }
}
