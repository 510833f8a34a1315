package org.vmalock.jcstress;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The mutants of the lock: each is the model with one step omitted or wrong. A mutant calls {@link Race#randomDelay} in the window
 * that its wrong step opens; the model has no such window.
 */
final class Mutant {
  private Mutant() {}

  // ---- Acquiring a read

  /** Checks for a writer before the count only, which is the order that a count without acquire allows. */
  static final class NoLateCheck extends ModelLock {
    NoLateCheck(@Nullable ModelStructure owner) {
      super(owner);
    }

    @Override
    long confirm(long stamp) {
      return stamp;
    }
  }

  /** Concludes from a sequence that was even before the count that it is still even. */
  static final class NoSecondLook extends ModelLock {
    NoSecondLook(@Nullable ModelStructure owner) {
      super(owner);
    }

    @Override
    long count(int generation) {
      Race.randomDelay();
      return super.count(generation);
    }

    @Override
    boolean isUndisturbed(ModelStructure structure, long before) {
      return (before & 1) == 0;
    }
  }

  /** Runs the late check only: the section that write-locked the node may have ended, and may have detached the node. */
  static final class NoLastLook extends ModelLock {
    NoLastLook(@Nullable ModelStructure owner) {
      super(owner);
    }

    @Override
    long confirm(long stamp) {
      Race.randomDelay();
      return super.confirm(stamp);
    }

    @Override
    boolean isDetached() {
      return false;
    }
  }

  /** Counts the reader by a plain compare-and-set; the checks after it are plain loads. */
  static final class PlainCount extends ModelLock {
    PlainCount(@Nullable ModelStructure owner) {
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

  /** Acquires the current generation, whatever its number. */
  static final class NoGenerationCheck extends ModelLock {
    NoGenerationCheck(@Nullable ModelStructure owner) {
      super(owner);
    }

    @Override
    long count(int generation) {
      return super.count(generation());
    }
  }

  /** Checks the generation after the count, and rolls back if it is another. */
  static final class ChecksGenerationAfterCount extends ModelLock {
    ChecksGenerationAfterCount(@Nullable ModelStructure owner) {
      super(owner);
    }

    @Override
    long count(int generation) {
      long stamp = super.count(generation());
      if (stamp > 0 && stamp != generation) {
        endRead(stamp);
        return GONE;
      }
      return stamp;
    }
  }

  /** Increments the count first and checks the word afterwards. */
  static final class CountsBeforeCheck extends ModelLock {
    CountsBeforeCheck(@Nullable ModelStructure owner) {
      super(owner);
    }

    @Override
    long count(int generation) {
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

  // ---- Releasing a read

  /** Reads the word again after the decrement to find out whether this was the last release. */
  static final class RereadsWordAfterRelease extends ModelLock {
    RereadsWordAfterRelease(@Nullable ModelStructure owner) {
      super(owner);
    }

    @Override
    public void endRead(long stamp) {
      ModelStructure structure = owner;
      WORD.getAndAdd(this, -1L);
      Race.randomDelay();
      long updated = (long) WORD.getVolatile(this);
      if (isFree(updated)) {
        free();
      } else if ((updated & COUNT) == 0 && (updated & LOCKED) != 0) {
        structure.wake();
      }
    }
  }

  /** Reads the owner, whose writer it wakes, after the decrement. */
  static final class ReadsOwnerAfterRelease extends ModelLock {
    ReadsOwnerAfterRelease(@Nullable ModelStructure owner) {
      super(owner);
    }

    @Override
    public void endRead(long stamp) {
      long updated = (long) WORD.getAndAdd(this, -1L) - 1;
      Race.randomDelay();
      if (isFree(updated)) {
        free();
      } else if ((updated & COUNT) == 0 && (updated & LOCKED) != 0) {
        owner.wake();
      }
    }
  }

  /** A reader of another structure's node wakes the writer of the structure that it was given. */
  static final class WakesWrongStructure extends ModelLock {
    WakesWrongStructure(@Nullable ModelStructure owner) {
      super(owner);
    }

    @Override
    void endReadOfOtherStructure(long stamp, ModelStructure given) {
      Race.randomDelay();
      WORD.getAndAdd(this, -1L);
      given.wake();
    }
  }

  /** Checks whether it is the last reader before the decrement. */
  static final class ChecksLastBeforeRelease extends ModelLock {
    ChecksLastBeforeRelease(@Nullable ModelStructure owner) {
      super(owner);
    }

    @Override
    public void endRead(long stamp) {
      boolean last = readers() == 1;
      Race.randomDelay();
      long updated = (long) WORD.getAndAdd(this, -1L) - 1;
      if (last && (updated & LOCKED) != 0) {
        owner.wake();
      }
    }
  }

  /** Decrements with release only, so that the freeing reader has not synchronised with the other readers. */
  static final class ReleaseOnlyEndRead extends ModelLock {
    ReleaseOnlyEndRead(@Nullable ModelStructure owner) {
      super(owner);
    }

    @Override
    public void endRead(long stamp) {
      if (isFree((long) WORD.getAndAddRelease(this, -1L) - 1)) {
        free();
      }
    }
  }

  /** Loads what the free needs before the decrement, which is the order that a decrement without acquire allows. */
  static final class LoadsBeforeEndRead extends ModelLock {
    LoadsBeforeEndRead(@Nullable ModelStructure owner) {
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

  /** Does not wait for readers. */
  static final class NoDrain extends ModelLock {
    NoDrain(@Nullable ModelStructure owner) {
      super(owner);
    }

    @Override
    boolean awaitReaders(long nanos) {
      return true;
    }
  }

  /** Waits until no reader is counted, and only then sets LOCKED. */
  static final class DrainsBeforeLocked extends ModelLock {
    DrainsBeforeLocked(@Nullable ModelStructure owner) {
      super(owner);
    }

    @Override
    void setLocked() {}

    @Override
    boolean awaitReaders(long nanos) {
      long start = System.nanoTime();
      long seen = (long) WORD.getVolatile(this);
      while ((seen & COUNT) != 0 || !WORD.compareAndSet(this, seen, seen | LOCKED)) {
        if (System.nanoTime() - start > nanos) {
          return false;
        }
        seen = (long) WORD.getVolatile(this);
      }
      return true;
    }
  }

  /** Sets the waiter after LOCKED. */
  static final class WaiterAfterLocked extends ModelLock {
    WaiterAfterLocked(@Nullable ModelStructure owner) {
      super(owner);
    }

    @Override
    void setLocked() {
      WORD.getAndBitwiseOr(this, LOCKED);
    }

    @Override
    boolean awaitReaders(long nanos) {
      while (readers() != 0) {
        Race.randomDelay();
        ModelStructure.WAITER.setOpaque(owner, Thread.currentThread());
        LockSupport.parkNanos(this, nanos);
      }
      return true;
    }
  }

  /** Does not clear LOCKED if the drain fails. */
  static final class LeaksLocked extends ModelLock {
    LeaksLocked(@Nullable ModelStructure owner) {
      super(owner);
    }

    @Override
    void clearLocked(boolean drained) {
      if (drained) {
        super.clearLocked(true);
      }
    }
  }

  /** Takes a node that was write-locked once in this section for write-locked. */
  static final class IgnoresEndWrite extends ModelLock {
    private long lockedIn;

    IgnoresEndWrite(@Nullable ModelStructure owner) {
      super(owner);
    }

    @Override
    boolean awaitReaders(long nanos) throws InterruptedException {
      boolean before = lockedIn == owner.sequence;
      lockedIn = owner.sequence;
      return before || super.awaitReaders(nanos);
    }
  }

  // ---- Lifetime

  /** Assumes that no reader is counted on a node that it has write-locked. */
  static final class RetireAssumesNoReader extends ModelLock {
    RetireAssumesNoReader(@Nullable ModelStructure owner) {
      super(owner);
    }

    @Override
    public void retire(int generation) {
      WORD.getAndBitwiseAnd(this, ~(OWNED | ATTACHED));
      free();
    }
  }

  /** Checks the owner bit and clears it in two steps. */
  static final class RetiresInTwoSteps extends ModelLock {
    RetiresInTwoSteps(@Nullable ModelStructure owner) {
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

  /** Attaches by a plain store. */
  static final class PlainAttach extends ModelLock {
    PlainAttach(@Nullable ModelStructure owner) {
      super(owner);
    }

    @Override
    public void markAttached() {
      word |= ATTACHED;
    }
  }

  /** Attaches before the new generation is initialised, which is the order that an attach without release allows. */
  static final class AttachesBeforeInit extends ModelLock {
    AttachesBeforeInit(@Nullable ModelStructure owner) {
      super(owner);
    }

    @Override
    public boolean tryReuse(@Nullable Structure structure) {
      boolean reused = super.tryReuse(structure);
      if (reused) {
        markAttached();
      }
      return reused;
    }
  }

  // ---- The structure lock

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

  /** Does not step the sequence on unlock; {@link StepsOnStartWrite} steps it before the writer's stores instead. */
  static final class NoStepOnUnlock extends ModelStructure {
    @Override
    public void unlockWrite() {
      lock.unlockWrite(writeStamp);
    }
  }

  /** Steps the sequence as soon as the node is write-locked, which is the order that an unlock without release allows. */
  static final class StepsOnStartWrite extends ModelLock {
    StepsOnStartWrite(@Nullable ModelStructure owner) {
      super(owner);
    }

    @Override
    void clearLocked(boolean drained) {
      owner.endSection();
      super.clearLocked(drained);
    }
  }

  /** Downgrades by an unlock and a read lock. */
  static final class DowngradesInTwoSteps extends ModelStructure {
    @Override
    public void downgrade() {
      unlockWrite();
      Race.randomDelay();
      lockRead();
    }
  }

  /** Speculates while a write section is open. */
  static final class IgnoresOddSequence extends ModelStructure {
    @Override
    public long trySpeculate() {
      return sequenceAcquire();
    }
  }
}
