package org.vmalock;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import org.vmalock.internal.DebugLevel;
import org.vmalock.internal.Hold;
import org.vmalock.internal.HoldTable;
import org.vmalock.internal.Names;
import org.vmalock.internal.Sampler;
import org.vmalock.internal.SampledHolds;
import org.vmalock.internal.StackProbe;
import org.vmalock.internal.TimedWait;
import org.vmalock.internal.Violations;

/**
 * A {@link VmaLock} behind the JDK's interfaces. The views have no state: unlock computes the reader's stamp from the word, which is exact
 * as long as the object is not recycled.
 */
final class ReadWriteLockView implements ReadWriteLock {
  private final VmaLock node;
  private final StructureLock structure;
  private final Lock readLock = new ReadView();
  private final Lock writeLock = new WriteView();

  ReadWriteLockView(VmaLock node, StructureLock structure) {
    this.node = node;
    this.structure = structure;
  }

  @Override
  public Lock readLock() {
    return readLock;
  }

  @Override
  public Lock writeLock() {
    return writeLock;
  }

  @Override
  public String toString() {
    return "read/write view of " + node.describe();
  }

  private final class ReadView implements Lock {
    @Override
    public void lock() {
      StackProbe.reserveTwice();
      check();
      if (!tryAcquire() && ReadWait.acquireCounted(node) < 0) {
        structure.lockRead();
        acquireAndUnlockStructure();
      }
      sample();
    }

    private void check() {
      if (HoldTable.ENABLED && !structure.isWriteLockedByCurrentThread()) {
        ReadWait.check(node);
      }
    }

    /** Records a hold that was acquired, one of many. */
    private void sample() {
      if (DebugLevel.SAMPLING && Sampler.isNext()) {
        ReadPath.sampleView(node);
      }
    }

    private boolean sampleIf(boolean acquired) {
      if (acquired) {
        sample();
      }
      return acquired;
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
      throwIfInterrupted();
      StackProbe.reserveTwice();
      check();
      if (!tryAcquire() && ReadWait.acquireCountedInterruptibly(node) < 0) {
        structure.lockReadInterruptibly();
        acquireAndUnlockStructure();
      }
      sample();
    }

    @Override
    public boolean tryLock() {
      StackProbe.reserveTwice();
      return sampleIf(tryAcquireUnderAnyLock());
    }

    private boolean tryAcquireUnderAnyLock() {
      if (tryAcquire()) {
        return true;
      }
      if (!structure.tryLockRead()) {
        return false;
      }
      acquireAndUnlockStructure();
      return true;
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
      return sampleIf(tryAcquire(time, unit));
    }

    private boolean tryAcquire(long time, TimeUnit unit) throws InterruptedException {
      TimedWait limit = new TimedWait(unit.toNanos(time));
      throwIfInterrupted();
      StackProbe.reserveTwice();
      if (tryAcquire()) {
        return true;
      }
      long result = ReadWait.tryAcquireCounted(node, unit.toNanos(time));
      if (result != VmaLock.GONE) {
        return result > 0;
      }
      if (!structure.tryLockRead(limit.remaining(), TimeUnit.NANOSECONDS)) {
        return false;
      }
      acquireAndUnlockStructure();
      return true;
    }

    @Override
    public void unlock() {
      long word = (long) VmaLock.WORD.getOpaque(node);
      if ((word & LockWord.COUNT) == 0) {
        throw new IllegalMonitorStateException("unlock of " + this + ", which no thread holds");
      }
      if (HoldTable.ENABLED && !HoldTable.mayRelease(Hold.Kind.READ, node, LockWord.generation(word))) {
        throw Violations.report(Misuse.releaseOfOther("unlock of " + this, node, LockWord.generation(word)));
      }
      if (DebugLevel.SAMPLING) {
        SampledHolds.remove(Hold.Kind.VIEW_READ, node, LockWord.generation(word));
      }
      node.endRead(LockWord.stamp(word)); // the view takes no hazards
    }

    @Override
    public Condition newCondition() {
      throw new UnsupportedOperationException("the read lock of a VmaLock has no conditions");
    }

    /** Acquires the read lock if it is available, also for the writer, which remains a reader after it has unlocked the write lock. */
    private boolean tryAcquire() {
      if (ReadPath.acquireCounted(node) > 0) {
        return true;
      }
      if (!structure.isWriteLockedByCurrentThread()) {
        return false;
      }
      acquireUnderStructure();
      return true;
    }

    private void acquireAndUnlockStructure() {
      try {
        acquireUnderStructure();
      } finally {
        structure.unlockRead();
      }
    }

    /** Only the answer under the structure's lock is final: a node may be detached and attached again inside one write section. */
    private void acquireUnderStructure() {
      long result = node.countUnderStructure();
      if (result == VmaLock.BUSY) {
        throw Misuse.fullCount(node);
      }
      if (result == VmaLock.GONE) {
        throw new IllegalStateException("cannot lock " + node.describe() + ": it is not attached");
      }
    }

    @Override
    public String toString() {
      return "read lock of " + node.describe();
    }
  }

  private final class WriteView implements Lock {
    @Override
    public void lock() {
      StackProbe.reserveTwice();
      structure.lockWrite();
      boolean locked = false;
      try {
        node.assertAttached();
        node.startWrite();
        locked = true;
      } finally {
        unlockStructureUnless(locked);
      }
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
      StackProbe.reserveTwice();
      structure.lockWriteInterruptibly();
      boolean locked = false;
      try {
        node.assertAttached();
        node.startWriteInterruptibly();
        locked = true;
      } finally {
        unlockStructureUnless(locked);
      }
    }

    @Override
    public boolean tryLock() {
      StackProbe.reserveTwice();
      if (!structure.tryLockWrite()) {
        return false;
      }
      boolean locked = false;
      try {
        node.assertAttached();
        locked = node.tryStartWrite();
      } finally {
        unlockStructureUnless(locked);
      }
      return locked;
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
      TimedWait limit = new TimedWait(unit.toNanos(time));
      throwIfInterrupted();
      StackProbe.reserveTwice();
      if (!structure.tryLockWrite(time, unit)) {
        return false;
      }
      boolean locked = false;
      try {
        node.assertAttached();
        locked = node.tryStartWrite(limit.remaining(), TimeUnit.NANOSECONDS);
      } finally {
        unlockStructureUnless(locked);
      }
      return locked;
    }

    @Override
    public void unlock() {
      if (!structure.isWriteLockedByCurrentThread() || !node.isWriteLocked()) {
        throw new IllegalMonitorStateException("unlock of " + this + ", which " + Names.of(Thread.currentThread()) + " does not hold");
      }
      structure.unlockWrite();
    }

    @Override
    public Condition newCondition() {
      throw new UnsupportedOperationException("the write lock of a VmaLock has no conditions");
    }

    private void unlockStructureUnless(boolean locked) {
      if (!locked) {
        structure.unlockWrite();
      }
    }

    @Override
    public String toString() {
      return "write lock of " + node.describe();
    }
  }

  private void throwIfInterrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before locking " + node.describe());
    }
  }
}
