package org.vmalock;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.vmalock.internal.StackProbe;
import org.vmalock.internal.Waiting;

/** The wait of a thread for a {@link StructureLock} that it has not acquired at once: queues, and counts and records the wait. */
final class StructureWait {
  private final NodeWaits.@Nullable Counters counters;
  private final @Nullable Waiting waiting;
  private final long begin;

  private StructureWait(StructureLock structure, Waiting.Kind kind) {
    StackProbe.reserveDeep();
    waiting = Waiting.isWatched() ? Waiting.begin(kind, structure, null, structure::toString, structure::writer) : null;
    counters = structure.nodeWaits().counters();
    begin = counters == null ? 0 : counters.locks.begin();
  }

  private void end(Waiting.Outcome outcome) {
    if (counters != null) {
      counters.locks.end(begin, outcome == Waiting.Outcome.ACQUIRED);
    }
    Waiting.end(waiting, outcome);
  }

  private interface Step {
    boolean acquire() throws InterruptedException;
  }

  static void lockWrite(StructureLock structure, FairReadWriteSync lock) {
    uninterruptibly(structure, Waiting.Kind.STRUCTURE_WRITE, () -> {
      lock.lockWrite();
      return true;
    });
  }

  static void lockWriteInterruptibly(StructureLock structure, FairReadWriteSync lock) throws InterruptedException {
    await(structure, Waiting.Kind.STRUCTURE_WRITE, () -> {
      lock.lockWriteInterruptibly(structure::describeWriteLock);
      return true;
    });
  }

  static boolean tryLockWrite(StructureLock structure, FairReadWriteSync lock, long nanos) throws InterruptedException {
    return await(
        structure, Waiting.Kind.STRUCTURE_WRITE, () -> lock.tryLockWrite(nanos, TimeUnit.NANOSECONDS, structure::describeWriteLock));
  }

  static void lockRead(StructureLock structure, FairReadWriteSync lock) {
    uninterruptibly(structure, Waiting.Kind.STRUCTURE_READ, () -> {
      lock.lockRead();
      return true;
    });
  }

  static void lockReadInterruptibly(StructureLock structure, FairReadWriteSync lock) throws InterruptedException {
    await(structure, Waiting.Kind.STRUCTURE_READ, () -> {
      lock.lockReadInterruptibly(structure::describeReadLock);
      return true;
    });
  }

  static boolean tryLockRead(StructureLock structure, FairReadWriteSync lock, long nanos) throws InterruptedException {
    return await(structure, Waiting.Kind.STRUCTURE_READ, () -> lock.tryLockRead(nanos, TimeUnit.NANOSECONDS, structure::describeReadLock));
  }

  private static void uninterruptibly(StructureLock structure, Waiting.Kind kind, Step step) {
    try {
      await(structure, kind, step);
    } catch (InterruptedException e) {
      throw new AssertionError("an uninterruptible wait was interrupted", e);
    }
  }

  private static boolean await(StructureLock structure, Waiting.Kind kind, Step step) throws InterruptedException {
    StructureWait wait = new StructureWait(structure, kind);
    Waiting.Outcome outcome = Waiting.Outcome.FAILED;
    try {
      boolean acquired = step.acquire();
      outcome = Waiting.Outcome.of(acquired);
      return acquired;
    } catch (InterruptedException e) {
      outcome = Waiting.Outcome.INTERRUPTED;
      throw e;
    } finally {
      wait.end(outcome);
    }
  }
}
