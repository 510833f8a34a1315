package org.vmalock.examples.torture.mutant;

import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.StampedLock;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.torture.subject.Structure;

/**
 * A structure lock in its shortest form: a read/write lock, a sequence that is odd while it is write-locked, and a waiting
 * writer.
 */
class ModelStructure implements Structure {
  private final StampedLock lock = new StampedLock();
  private volatile @Nullable Thread waiter;

  /** Written under the write lock. */
  private volatile long sequence;

  private long writeStamp;

  @Override
  public final void lockWrite() {
    beginSection(lock.writeLock());
  }

  @Override
  public final void lockWriteInterruptibly() throws InterruptedException {
    beginSection(lock.writeLockInterruptibly());
  }

  @Override
  public final boolean tryLockWrite(long timeout, TimeUnit unit) throws InterruptedException {
    long stamp = lock.tryWriteLock(timeout, unit);
    if (stamp == 0) {
      return false;
    }
    beginSection(stamp);
    return true;
  }

  private void beginSection(long stamp) {
    writeStamp = stamp;
    advanceSequence();
  }

  @Override
  public void unlockWrite() {
    advanceSequence();
    lock.unlockWrite(writeStamp);
  }

  @Override
  public void downgrade() {
    advanceSequence();
    lock.tryConvertToReadLock(writeStamp);
  }

  @Override
  public final void lockRead() {
    lock.readLock();
  }

  @Override
  public final void unlockRead() {
    lock.tryUnlockRead();
  }

  @Override
  public long trySpeculate() {
    long seen = sequence;
    return (seen & 1) == 0 ? seen : -1;
  }

  @Override
  public final boolean validate(long speculated) {
    VarHandle.acquireFence();
    return speculated == sequence;
  }

  @Override
  public final boolean isHeld() {
    return lock.isReadLocked() || lock.isWriteLocked();
  }

  final long sequence() {
    return sequence;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // under the write lock, except in a mutant
  private void advanceSequence() {
    sequence++;
  }

  final void setWaiter(@Nullable Thread thread) {
    waiter = thread;
  }

  final void wake() {
    LockSupport.unpark(waiter);
  }

  @Override
  public final String toString() {
    return "model structure, sequence " + sequence;
  }

  // ---- Mutants

  /** Releases the lock before the nodes, so that two writers advance the sequence. */
  static final class UnlocksFirst extends ModelStructure {
    @Override
    public void unlockWrite() {
      long stamp = super.writeStamp;
      super.lock.unlockWrite(stamp);
      RaceWindow.widen();
      super.advanceSequence();
    }
  }

  /** Downgrades in two steps, with the lock free in between. */
  static final class UnlocksToDowngrade extends ModelStructure {
    @Override
    public void downgrade() {
      unlockWrite();
      RaceWindow.widen();
      lockRead();
    }
  }

  /** Begins a speculative read during a write section. */
  static final class SpeculatesDuringWrite extends ModelStructure {
    @Override
    public long trySpeculate() {
      return sequence();
    }
  }
}
