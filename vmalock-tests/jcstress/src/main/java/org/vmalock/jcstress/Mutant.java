package org.vmalock.jcstress;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The mutants that the controls run on: each is the model with one step done wrong, the way somebody did it or would do it at
 * first. Where the wrong step leaves a gap of a nanosecond, the mutant dallies in it; the model without the mutant has no such gap.
 */
final class Mutant {
  private Mutant() {}

  // ---- Coming in

  /** Looks at the sequence before it is counted only: what a count without acquire allows. */
  static final class NoLateCheck extends ModelLock {
    NoLateCheck(@Nullable ModelStructure owner) {
      super(owner);
    }

    @Override
    long stay(long stamp) {
      return stamp;
    }
  }

  /** Takes a sequence that was even before it was counted for one that still is. */
  static final class NoSecondLook extends ModelLock {
    NoSecondLook(@Nullable ModelStructure owner) {
      super(owner);
    }

    @Override
    long enter(int generation) {
      Race.randomDelay();
      return super.enter(generation);
    }

    @Override
    boolean isUndisturbed(ModelStructure structure, long before) {
      return (before & 1) == 0;
    }
  }

  /** Looks at the sequence only, and that late: the section which kept it out may be over, and what it has detached gone. */
  static final class NoLastLook extends ModelLock {
    NoLastLook(@Nullable ModelStructure owner) {
      super(owner);
    }

    @Override
    long stay(long stamp) {
      Race.randomDelay();
      return super.stay(stamp);
    }

    @Override
    boolean isDetached() {
      return false;
    }
  }

  /** Counts the reader by a plain compare-and-set; the checks after it are plain loads. */
  static final class RelaxedEnter extends ModelLock {
    RelaxedEnter(@Nullable ModelStructure owner) {
      super(owner);
    }

    @Override
    public long tryStartRead(Structure structure) {
      long seen = word;
      if ((seen & (ATTACHED | LOCKED)) != ATTACHED || !WORD.weakCompareAndSetPlain(this, seen, seen + 1)) {
        return BUSY;
      }
      if (lockSeq == ((ModelStructure) structure).sequence) {
        endRead(generation(seen));
        return BUSY;
      }
      return generation(seen);
    }
  }

  /** Comes into whatever life the object is in. */
  static final class NoGeneration extends ModelLock {
    NoGeneration(@Nullable ModelStructure owner) {
      super(owner);
    }

    @Override
    long enter(int generation) {
      return super.enter(generation());
    }
  }

  /** Looks at the generation only after it is counted, and leaves again if it is another. */
  static final class CountsInAStrangersWord extends ModelLock {
    CountsInAStrangersWord(@Nullable ModelStructure owner) {
      super(owner);
    }

    @Override
    long enter(int generation) {
      long stamp = super.enter(generation());
      if (stamp > 0 && stamp != generation) {
        endRead(stamp);
        return GONE;
      }
      return stamp;
    }
  }

  /** Counts first and looks afterwards. */
  static final class CountsFirst extends ModelLock {
    CountsFirst(@Nullable ModelStructure owner) {
      super(owner);
    }

    @Override
    long enter(int generation) {
      WORD.getAndAdd(this, 1L);
      Race.randomDelay();
      long seen = (long) WORD.getVolatile(this);
      if ((seen & (ATTACHED | LOCKED)) == ATTACHED && generation(seen) == generation && (seen & COUNT) <= LIMIT) {
        return generation;
      }
      endRead(generation);
      return (seen & ATTACHED) == 0 ? GONE : BUSY;
    }
  }

  // ---- Leaving

  /** Looks at the word again after it has left, to see whether it was the last. */
  static final class LooksAfterLeaving extends ModelLock {
    LooksAfterLeaving(@Nullable ModelStructure owner) {
      super(owner);
    }

    @Override
    public void endRead(long stamp) {
      ModelStructure structure = owner;
      WORD.getAndAdd(this, -1L);
      Race.randomDelay();
      long left = (long) WORD.getVolatile(this);
      if (isFree(left)) {
        free();
      } else if ((left & COUNT) == 0 && (left & LOCKED) != 0) {
        structure.wake();
      }
    }
  }

  /** Asks the object whom to wake after it has left it. */
  static final class WakesThroughTheObject extends ModelLock {
    WakesThroughTheObject(@Nullable ModelStructure owner) {
      super(owner);
    }

    @Override
    public void endRead(long stamp) {
      long left = (long) WORD.getAndAdd(this, -1L) - 1;
      Race.randomDelay();
      if (isFree(left)) {
        free();
      } else if ((left & COUNT) == 0 && (left & LOCKED) != 0) {
        owner.wake();
      }
    }
  }

  /** A reader who strayed into another structure's node wakes the writer of the one that it came from. */
  static final class WakesTheWrongStructure extends ModelLock {
    WakesTheWrongStructure(@Nullable ModelStructure owner) {
      super(owner);
    }

    @Override
    void leaveStranger(long stamp, ModelStructure looked) {
      Race.randomDelay();
      WORD.getAndAdd(this, -1L);
      looked.wake();
    }
  }

  /** Finds out whether it is the last before it leaves. */
  static final class LooksBeforeLeaving extends ModelLock {
    LooksBeforeLeaving(@Nullable ModelStructure owner) {
      super(owner);
    }

    @Override
    public void endRead(long stamp) {
      boolean last = readers() == 1;
      Race.randomDelay();
      long left = (long) WORD.getAndAdd(this, -1L) - 1;
      if (last && (left & LOCKED) != 0) {
        owner.wake();
      }
    }
  }

  /** Leaves with release only, so that the one that frees has not synchronised with all the others. */
  static final class ReleaseOnlyLeave extends ModelLock {
    ReleaseOnlyLeave(@Nullable ModelStructure owner) {
      super(owner);
    }

    @Override
    public void endRead(long stamp) {
      if (isFree((long) WORD.getAndAddRelease(this, -1L) - 1)) {
        free();
      }
    }
  }

  /** Loads what the free needs before it leaves: what a leave without acquire allows. */
  static final class LoadsBeforeLeaving extends ModelLock {
    LoadsBeforeLeaving(@Nullable ModelStructure owner) {
      super(owner);
    }

    @Override
    public void endRead(long stamp) {
      int x = payload.x;
      int y = payload.y;
      if (isFree((long) WORD.getAndAdd(this, -1L) - 1)) {
        payload.x = x;
        payload.y = y;
        free();
      }
    }
  }

  // ---- Write-locking

  /** Does not wait for the readers who are inside. */
  static final class NoDrain extends ModelLock {
    NoDrain(@Nullable ModelStructure owner) {
      super(owner);
    }

    @Override
    boolean readersLeave(long nanos) {
      return true;
    }
  }

  /** Waits until there is no reader, and only then keeps readers out. */
  static final class WaitsForQuiet extends ModelLock {
    WaitsForQuiet(@Nullable ModelStructure owner) {
      super(owner);
    }

    @Override
    void keepReadersOut() {}

    @Override
    boolean readersLeave(long nanos) {
      long begin = System.nanoTime();
      long seen = (long) WORD.getVolatile(this);
      while ((seen & COUNT) != 0 || !WORD.compareAndSet(this, seen, seen | LOCKED)) {
        if (System.nanoTime() - begin > nanos) {
          return false;
        }
        seen = (long) WORD.getVolatile(this);
      }
      return true;
    }
  }

  /** Says who waits only when readers have been told to wake somebody. */
  static final class WaiterAfterLocked extends ModelLock {
    WaiterAfterLocked(@Nullable ModelStructure owner) {
      super(owner);
    }

    @Override
    void keepReadersOut() {
      WORD.getAndBitwiseOr(this, LOCKED);
    }

    @Override
    boolean readersLeave(long nanos) {
      while (readers() != 0) {
        Race.randomDelay();
        ModelStructure.WAITER.setOpaque(owner, Thread.currentThread());
        LockSupport.parkNanos(this, nanos);
      }
      return true;
    }
  }

  /** Leaves LOCKED up when it gives up. */
  static final class LeaksLocked extends ModelLock {
    LeaksLocked(@Nullable ModelStructure owner) {
      super(owner);
    }

    @Override
    void letReadersIn(boolean drained) {
      if (drained) {
        super.letReadersIn(true);
      }
    }
  }

  /** Takes a node for write-locked because it was so once in this section. */
  static final class ForgetsEndWrite extends ModelLock {
    private long taken;

    ForgetsEndWrite(@Nullable ModelStructure owner) {
      super(owner);
    }

    @Override
    boolean readersLeave(long nanos) throws InterruptedException {
      boolean before = taken == owner.sequence;
      taken = owner.sequence;
      return before || super.readersLeave(nanos);
    }
  }

  // ---- Life

  /** Takes it for granted that nobody is counted any more on a node that it has write-locked. */
  static final class DetachAssumesLast extends ModelLock {
    DetachAssumesLast(@Nullable ModelStructure owner) {
      super(owner);
    }

    @Override
    public void retire(int generation) {
      WORD.getAndBitwiseAnd(this, ~(OWNED | ATTACHED));
      free();
    }
  }

  /** Looks whether the life is over already, and ends it in another step. */
  static final class LooksBeforeRetiring extends ModelLock {
    LooksBeforeRetiring(@Nullable ModelStructure owner) {
      super(owner);
    }

    @Override
    public void retire(int generation) {
      refuseUnlessOwned((long) WORD.getVolatile(this), generation);
      Race.randomDelay();
      if (isFree((long) WORD.getAndBitwiseAnd(this, ~(OWNED | ATTACHED)) & ~OWNED)) {
        free();
      }
    }
  }

  /** Lets readers in by a plain store. */
  static final class PlainAttach extends ModelLock {
    PlainAttach(@Nullable ModelStructure owner) {
      super(owner);
    }

    @Override
    public void markAttached() {
      word |= ATTACHED;
    }
  }

  /** Lets readers in before the new life is initialised: what an attach without release allows. */
  static final class AttachesEarly extends ModelLock {
    AttachesEarly(@Nullable ModelStructure owner) {
      super(owner);
    }

    @Override
    public boolean reuse(@Nullable Structure structure) {
      boolean reused = super.reuse(structure);
      if (reused) {
        markAttached();
      }
      return reused;
    }
  }

  // ---- The structure

  /** Steps the sequence by plain stores. */
  static final class PlainSequence extends ModelStructure {
    @Override
    void beginSection() {
      sequence++;
    }

    @Override
    void endSection() {
      sequence++;
    }

    @Override
    long sequenceAcquire() {
      return sequence;
    }
  }

  /** Releases the nodes before the writer's stores: what an unlock without release allows. With {@link StepsOnStartWrite}. */
  static final class StepsNoMore extends ModelStructure {
    @Override
    public void unlockWrite() {
      lock.unlockWrite(writeStamp);
    }
  }

  /** Ends the section as soon as the node is taken. */
  static final class StepsOnStartWrite extends ModelLock {
    StepsOnStartWrite(@Nullable ModelStructure owner) {
      super(owner);
    }

    @Override
    void letReadersIn(boolean drained) {
      owner.endSection();
      super.letReadersIn(drained);
    }
  }

  /** Downgrades in two steps. */
  static final class UnlocksToDowngrade extends ModelStructure {
    @Override
    public void downgrade() {
      unlockWrite();
      Race.randomDelay();
      lockRead();
    }
  }

  /** Speculates in the middle of a write section. */
  static final class SpeculatesBesideAWriter extends ModelStructure {
    @Override
    public long trySpeculate() {
      return sequenceAcquire();
    }
  }
}
