package org.vmalock.examples.torture.mutant;

import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.StampedLock;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.torture.subject.Structure;

/** A structure's lock in its shortest form: a read/write lock, a sequence that is odd while it is write-locked, a waiter. */
class ModelStructure implements Structure {
  private final StampedLock lock = new StampedLock();
  private volatile @Nullable Thread waiter;

  /** Written under the write lock. */
  private volatile long sequence;

  private long writeStamp;

  @Override
  public final void lockWrite() {
    opened(lock.writeLock());
  }

  @Override
  public final void lockWriteInterruptibly() throws InterruptedException {
    opened(lock.writeLockInterruptibly());
  }

  @Override
  public final boolean tryLockWrite(long timeout, TimeUnit unit) throws InterruptedException {
    long stamp = lock.tryWriteLock(timeout, unit);
    if (stamp == 0) {
      return false;
    }
    opened(stamp);
    return true;
  }

  private void opened(long stamp) {
    writeStamp = stamp;
    step();
  }

  @Override
  public void unlockWrite() {
    step();
    lock.unlockWrite(writeStamp);
  }

  @Override
  public void downgrade() {
    step();
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

  @SuppressWarnings("NonAtomicVolatileUpdate") // under the write lock, unless a variant forgets that
  private void step() {
    sequence++;
  }

  final void waitHere(@Nullable Thread thread) {
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

  /** Gives the lock up before it releases the nodes, so that two writers step the sequence. */
  static final class UnlocksFirst extends ModelStructure {
    @Override
    public void unlockWrite() {
      long stamp = super.writeStamp;
      super.lock.unlockWrite(stamp);
      Gap.stay();
      super.step();
    }
  }

  /** Downgrades in two steps. */
  static final class UnlocksToDowngrade extends ModelStructure {
    @Override
    public void downgrade() {
      unlockWrite();
      Gap.stay();
      lockRead();
    }
  }

  /** Speculates in the middle of a write section. */
  static final class SpeculatesBesideAWriter extends ModelStructure {
    @Override
    public long trySpeculate() {
      return sequence();
    }
  }
}
