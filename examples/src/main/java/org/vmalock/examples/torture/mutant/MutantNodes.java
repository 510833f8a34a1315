package org.vmalock.examples.torture.mutant;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.torture.subject.Oracle;
import org.vmalock.examples.torture.subject.Structure;

/** The mutants of a node's lock. */
final class MutantNodes {
  private MutantNodes() {}

  // ---- Acquiring a read

  /** Checks for a writer only before the reader is counted: the late check is missing. */
  static final class NoLateCheck extends ModelNode {
    NoLateCheck(Oracle oracle, ModelPool.Cell home) {
      super(oracle, home);
    }

    @Override
    long countReader(int generation) {
      RaceWindow.widen();
      return super.countReader(generation);
    }

    @Override
    long checkLate(long stamp, @Nullable ModelStructure looked) {
      return stamp;
    }
  }

  /**
   * Does not read the word again after the late check: a reader that sleeps through the section that detaches the node keeps it.
   */
  static final class NoLastLook extends ModelNode {
    private static final long SLEEP_NANOS = 100_000;

    NoLastLook(Oracle oracle, ModelPool.Cell home) {
      super(oracle, home);
    }

    @Override
    long countReader(int generation) {
      RaceWindow.widen();
      return super.countReader(generation);
    }

    @Override
    long checkLate(long stamp, @Nullable ModelStructure looked) {
      if (looked != null && isWriteLocked(looked)) {
        LockSupport.parkNanos(SLEEP_NANOS);
      }
      return looked != null && isWriteLocked(looked) ? rollBack(stamp) : stamp;
    }
  }

  /** Acquires the object in any generation. */
  static final class NoGeneration extends ModelNode {
    NoGeneration(Oracle oracle, ModelPool.Cell home) {
      super(oracle, home);
    }

    @Override
    int generationToAcquire(int generation) {
      return generation();
    }
  }

  /** Acquires a node of any structure. */
  static final class NoStructure extends ModelNode {
    NoStructure(Oracle oracle, ModelPool.Cell home) {
      super(oracle, home);
    }

    @Override
    boolean belongsTo(Structure looked) {
      return true;
    }
  }

  /** Counts the reader first and checks the word afterwards. */
  static final class CountsFirst extends ModelNode {
    CountsFirst(Oracle oracle, ModelPool.Cell home) {
      super(oracle, home);
    }

    @Override
    boolean isAcquirable(long seen, int generation) {
      return true;
    }

    @Override
    long countReader(int generation) {
      long seen = word.getAndIncrement();
      RaceWindow.widen();
      if (super.isAcquirable(seen, generation)) {
        return stamp(generation);
      }
      afterRelease(word.decrementAndGet(), structureOrNull());
      return refusal(generation);
    }
  }

  /** Does not check the limit of readers. */
  static final class NoLimit extends ModelNode {
    NoLimit(Oracle oracle, ModelPool.Cell home) {
      super(oracle, home);
    }

    @Override
    boolean isAcquirable(long seen, int generation) {
      return (seen & (ATTACHED | LOCKED)) == ATTACHED && generation(seen) == generation;
    }
  }

  // ---- Releasing a read

  /** Reads the count and writes it back in two steps. */
  static final class TornCount extends ModelNode {
    TornCount(Oracle oracle, ModelPool.Cell home) {
      super(oracle, home);
    }

    @Override
    public void endRead(long stamp) {
      long seen = word.get();
      requireCounted(seen, stamp);
      RaceWindow.widen();
      word.set(seen - 1);
      afterRelease(seen - 1, structureOrNull());
    }
  }

  /** Reads the word again after the release to find out whether it was the last. */
  static final class ChecksAfterRelease extends ModelNode {
    ChecksAfterRelease(Oracle oracle, ModelPool.Cell home) {
      super(oracle, home);
    }

    @Override
    void afterRelease(long remaining, @Nullable ModelStructure waitingIn) {
      RaceWindow.widen();
      super.afterRelease(word.get(), waitingIn);
    }
  }

  /** The last releasing reader of a retired object does not free it. */
  static final class NeverFrees extends ModelNode {
    NeverFrees(Oracle oracle, ModelPool.Cell home) {
      super(oracle, home);
    }

    @Override
    void afterRelease(long remaining, @Nullable ModelStructure waitingIn) {
      if (!isFree(remaining)) {
        super.afterRelease(remaining, waitingIn);
      }
    }
  }

  /** Releases a read of any generation. */
  static final class EndsAnyRead extends ModelNode {
    EndsAnyRead(Oracle oracle, ModelPool.Cell home) {
      super(oracle, home);
    }

    @Override
    void requireCounted(long seen, long stamp) {
      super.requireCounted(seen, stamp(generation(seen)));
    }
  }

  // ---- Write-locking

  /** Does not drain the node. */
  static final class NoDrain extends ModelNode {
    NoDrain(Oracle oracle, ModelPool.Cell home) {
      super(oracle, home);
    }

    @Override
    boolean awaitReaders(boolean interruptible, long nanos) {
      return true;
    }
  }

  /** Clears LOCKED before the node is marked write-locked. */
  static final class LockedClearedEarly extends ModelNode {
    LockedClearedEarly(Oracle oracle, ModelPool.Cell home) {
      super(oracle, home);
    }

    @Override
    void unblockReaders(boolean drained) {
      clearLocked();
      RaceWindow.widen();
      super.unblockReaders(drained);
    }
  }

  /** Registers the waiting writer only after readers have been told to wake it: a wake-up is lost. */
  static final class WaiterAfterLocked extends ModelNode {
    WaiterAfterLocked(Oracle oracle, ModelPool.Cell home) {
      super(oracle, home);
    }

    @Override
    void blockReaders() {
      word.getAndAccumulate(LOCKED, (seen, bit) -> seen | bit);
    }

    @Override
    boolean awaitReaders(boolean interruptible, long nanos) {
      while (readers() != 0) {
        RaceWindow.widen();
        structure().setWaiter(Thread.currentThread());
        LockSupport.park(this);
      }
      return true;
    }
  }

  /** Keeps LOCKED set when it times out. */
  static final class KeepsLockedSet extends ModelNode {
    KeepsLockedSet(Oracle oracle, ModelPool.Cell home) {
      super(oracle, home);
    }

    @Override
    void unblockReaders(boolean drained) {
      if (drained) {
        super.unblockReaders(true);
      }
    }
  }

  /** Assumes that a node is write-locked because it was write-locked before in this section. */
  static final class ForgetsEndWrite extends ModelNode {
    private volatile long taken;

    ForgetsEndWrite(Oracle oracle, ModelPool.Cell home) {
      super(oracle, home);
    }

    @Override
    boolean isMarkedLocked() {
      long section = structure().sequence();
      boolean before = taken == section;
      taken = section;
      return before || super.isMarkedLocked();
    }
  }

  // ---- Free

  /** Assumes that a node that it has write-locked has no counted readers. */
  static final class AssumesLastReference extends ModelNode {
    AssumesLastReference(Oracle oracle, ModelPool.Cell home) {
      super(oracle, home);
    }

    @Override
    public void retire(int generation) {
      requireOwned(word.get(), generation);
      word.getAndAccumulate(~(OWNED | ATTACHED), (seen, mask) -> seen & mask);
      free();
    }
  }

  /** Releases the owner reference without comparing the generation. */
  static final class BlindRelease extends ModelNode {
    BlindRelease(Oracle oracle, ModelPool.Cell home) {
      super(oracle, home);
    }

    @Override
    void requireOwned(long seen, int generation) {}
  }
}
