package org.vmalock;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;

/**
 * A {@link VmaLock} behind the JDK's interfaces. The views keep no state of their own; a reader's stamp is made anew on unlock, which
 * is exact as long as the object is not recycled.
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
      if (!cameIn(node.tryStartRead()) && !underOwnWriteLock()) {
        structure.lockRead();
        comeInAndUnlockStructure();
      }
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
      refuseIfInterrupted();
      if (!cameIn(node.tryStartRead()) && !underOwnWriteLock()) {
        structure.lockReadInterruptibly();
        comeInAndUnlockStructure();
      }
    }

    @Override
    public boolean tryLock() {
      if (cameIn(node.tryStartRead()) || underOwnWriteLock()) {
        return true;
      }
      if (!structure.tryLockRead()) {
        return false;
      }
      comeInAndUnlockStructure();
      return true;
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
      refuseIfInterrupted();
      if (cameIn(node.tryStartRead()) || underOwnWriteLock()) {
        return true;
      }
      if (!structure.tryLockRead(time, unit)) {
        return false;
      }
      comeInAndUnlockStructure();
      return true;
    }

    @Override
    public void unlock() {
      node.endRead(LockWord.stamp((long) VmaLock.WORD.getOpaque(node)));
    }

    @Override
    public Condition newCondition() {
      throw new UnsupportedOperationException("the read lock of a VmaLock has no conditions");
    }

    /** A writer may also read: unlocking the write lock first then makes it an ordinary reader. */
    private boolean underOwnWriteLock() {
      if (!structure.isWriteLockedByCurrentThread()) {
        return false;
      }
      requireRoom(node.startReadLocked());
      return true;
    }

    private void comeInAndUnlockStructure() {
      try {
        requireRoom(node.startReadLocked());
      } finally {
        structure.unlockRead();
      }
    }

    private boolean cameIn(long outcome) {
      refuseGone(outcome);
      return outcome != VmaLock.BUSY;
    }

    private void requireRoom(long outcome) {
      if (!cameIn(outcome)) {
        throw new Error("Maximum lock count exceeded: " + node.describe());
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
      long deadline = System.nanoTime() + Math.max(unit.toNanos(time), 0);
      refuseIfInterrupted();
      if (!structure.tryLockWrite(time, unit)) {
        return false;
      }
      boolean locked = false;
      try {
        node.assertAttached();
        locked = node.tryStartWrite(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      } finally {
        unlockStructureUnless(locked);
      }
      return locked;
    }

    @Override
    public void unlock() {
      node.assertWriteLocked();
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

  private void refuseGone(long outcome) {
    if (outcome == VmaLock.GONE) {
      throw new IllegalStateException("cannot lock " + node.describe() + ": it is not attached");
    }
  }

  private void refuseIfInterrupted() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before locking " + node.describe());
    }
  }
}
