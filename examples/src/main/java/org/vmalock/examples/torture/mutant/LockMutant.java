package org.vmalock.examples.torture.mutant;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.torture.subject.Oracle;
import org.vmalock.examples.torture.subject.Structure;

/** What can be wrong with the lock of a node. */
final class LockMutant {
  private LockMutant() {}

  // ---- Coming in

  /** Looks for a writer only before it is counted. */
  static final class NoLateCheck extends ModelNode {
    NoLateCheck(Oracle oracle, ModelPool.Cell home) {
      super(oracle, home);
    }

    @Override
    long count(int generation) {
      Gap.stay();
      return super.count(generation);
    }

    @Override
    long stay(long stamp, @Nullable ModelStructure looked) {
      return stamp;
    }
  }

  /** Does not look at the word again after the late check: sleeps through the section that has detached the node. */
  static final class NoLastLook extends ModelNode {
    private static final long SLEEP_NANOS = 100_000;

    NoLastLook(Oracle oracle, ModelPool.Cell home) {
      super(oracle, home);
    }

    @Override
    long count(int generation) {
      Gap.stay();
      return super.count(generation);
    }

    @Override
    long stay(long stamp, @Nullable ModelStructure looked) {
      if (looked != null && isWriteLocked(looked)) {
        LockSupport.parkNanos(SLEEP_NANOS);
      }
      return looked != null && isWriteLocked(looked) ? leave(stamp) : stamp;
    }
  }

  /** Comes into whatever life the object is in. */
  static final class NoGeneration extends ModelNode {
    NoGeneration(Oracle oracle, ModelPool.Cell home) {
      super(oracle, home);
    }

    @Override
    int lifeToEnter(int generation) {
      return generation();
    }
  }

  /** Comes into a node of whatever structure. */
  static final class NoStructure extends ModelNode {
    NoStructure(Oracle oracle, ModelPool.Cell home) {
      super(oracle, home);
    }

    @Override
    boolean belongsTo(Structure looked) {
      return true;
    }
  }

  /** Counts first and looks afterwards. */
  static final class CountsFirst extends ModelNode {
    CountsFirst(Oracle oracle, ModelPool.Cell home) {
      super(oracle, home);
    }

    @Override
    boolean admits(long seen, int generation) {
      return true;
    }

    @Override
    long count(int generation) {
      long seen = word.getAndIncrement();
      Gap.stay();
      if (super.admits(seen, generation)) {
        return stamp(generation);
      }
      hasLeft(word.decrementAndGet(), structureIfAny());
      return refusal(generation);
    }
  }

  /** Forgets that the count is finite. */
  static final class NoLimit extends ModelNode {
    NoLimit(Oracle oracle, ModelPool.Cell home) {
      super(oracle, home);
    }

    @Override
    boolean admits(long seen, int generation) {
      return (seen & (ATTACHED | LOCKED)) == ATTACHED && generation(seen) == generation;
    }
  }

  // ---- Leaving

  /** Reads the count and writes it back in two steps. */
  static final class TornCount extends ModelNode {
    TornCount(Oracle oracle, ModelPool.Cell home) {
      super(oracle, home);
    }

    @Override
    public void endRead(long stamp) {
      long seen = word.get();
      requireCounted(seen, stamp);
      Gap.stay();
      word.set(seen - 1);
      hasLeft(seen - 1, structureIfAny());
    }
  }

  /** Looks at the word again after it has left, to see whether it was the last. */
  static final class LooksAfterLeaving extends ModelNode {
    LooksAfterLeaving(Oracle oracle, ModelPool.Cell home) {
      super(oracle, home);
    }

    @Override
    void hasLeft(long left, @Nullable ModelStructure awaited) {
      Gap.stay();
      super.hasLeft(word.get(), awaited);
    }
  }

  /** The last reader of a retired object does not free it. */
  static final class NobodyFrees extends ModelNode {
    NobodyFrees(Oracle oracle, ModelPool.Cell home) {
      super(oracle, home);
    }

    @Override
    void hasLeft(long left, @Nullable ModelStructure awaited) {
      if (!isFree(left)) {
        super.hasLeft(left, awaited);
      }
    }
  }

  /** Ends whatever read there is. */
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

  /** Does not wait for the readers who are inside. */
  static final class NoDrain extends ModelNode {
    NoDrain(Oracle oracle, ModelPool.Cell home) {
      super(oracle, home);
    }

    @Override
    boolean readersLeave(boolean interruptible, long nanos) {
      return true;
    }
  }

  /** Lets readers in before it says that the node is write-locked. */
  static final class LockedFallsEarly extends ModelNode {
    LockedFallsEarly(Oracle oracle, ModelPool.Cell home) {
      super(oracle, home);
    }

    @Override
    void letReadersIn(boolean drained) {
      lowerLocked();
      Gap.stay();
      super.letReadersIn(drained);
    }
  }

  /** Says who waits only when readers have been told to wake somebody. */
  static final class WaiterAfterLocked extends ModelNode {
    WaiterAfterLocked(Oracle oracle, ModelPool.Cell home) {
      super(oracle, home);
    }

    @Override
    void keepReadersOut() {
      word.getAndAccumulate(LOCKED, (seen, bit) -> seen | bit);
    }

    @Override
    boolean readersLeave(boolean interruptible, long nanos) {
      while (readers() != 0) {
        Gap.stay();
        structure().waitHere(Thread.currentThread());
        LockSupport.park(this);
      }
      return true;
    }
  }

  /** Leaves LOCKED up when it gives up. */
  static final class LeavesLocked extends ModelNode {
    LeavesLocked(Oracle oracle, ModelPool.Cell home) {
      super(oracle, home);
    }

    @Override
    void letReadersIn(boolean drained) {
      if (drained) {
        super.letReadersIn(true);
      }
    }
  }

  /** Takes a node for write-locked because it was so once in this section. */
  static final class ForgetsEndWrite extends ModelNode {
    private volatile long taken;

    ForgetsEndWrite(Oracle oracle, ModelPool.Cell home) {
      super(oracle, home);
    }

    @Override
    boolean isTaken() {
      long section = structure().sequence();
      boolean before = taken == section;
      taken = section;
      return before || super.isTaken();
    }
  }

  // ---- Life

  /** Takes it for granted that nobody is counted any more on a node that it has write-locked. */
  static final class AssumesToBeTheLast extends ModelNode {
    AssumesToBeTheLast(Oracle oracle, ModelPool.Cell home) {
      super(oracle, home);
    }

    @Override
    public void retire(int generation) {
      requireOwned(word.get(), generation);
      word.getAndAccumulate(~(OWNED | ATTACHED), (seen, mask) -> seen & mask);
      free();
    }
  }

  /** Ends a life without asking whether it is this one. */
  static final class BlindRelease extends ModelNode {
    BlindRelease(Oracle oracle, ModelPool.Cell home) {
      super(oracle, home);
    }

    @Override
    void requireOwned(long seen, int generation) {}
  }
}
