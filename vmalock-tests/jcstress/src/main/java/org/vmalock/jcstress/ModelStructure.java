package org.vmalock.jcstress;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.StampedLock;
import org.jspecify.annotations.Nullable;

/** The structure lock of the model: a read/write lock, the sequence, and the waiting writer, if any. */
class ModelStructure implements Structure {
  static final VarHandle SEQUENCE;
  static final VarHandle WAITER;

  static {
    try {
      SEQUENCE = MethodHandles.lookup().findVarHandle(ModelStructure.class, "sequence", long.class);
      WAITER = MethodHandles.lookup().findVarHandle(ModelStructure.class, "waiter", Thread.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final StampedLock lock = new StampedLock();
  long writeStamp;
  long sequence;
  @Nullable Thread waiter;

  @Override
  public void lockWrite() {
    writeStamp = lock.writeLock();
    beginSection();
  }

  void beginSection() {
    SEQUENCE.setRelease(this, sequence + 1);
    VarHandle.releaseFence();
  }

  void endSection() {
    SEQUENCE.setRelease(this, sequence + 1);
  }

  @Override
  public void unlockWrite() {
    endSection();
    lock.unlockWrite(writeStamp);
  }

  @Override
  public void downgrade() {
    endSection();
    lock.tryConvertToReadLock(writeStamp);
  }

  @Override
  public void lockRead() {
    lock.readLock();
  }

  @Override
  public void unlockRead() {
    lock.tryUnlockRead();
  }

  @Override
  public long trySpeculate() {
    long current = sequenceAcquire();
    return (current & 1) == 0 ? current : -1;
  }

  @Override
  public boolean validate(long speculated) {
    VarHandle.acquireFence();
    return (long) SEQUENCE.getOpaque(this) == speculated;
  }

  long sequenceAcquire() {
    return (long) SEQUENCE.getAcquire(this);
  }

  /** Unparks the waiting writer, if any. Called by the last releasing reader. */
  void wake() {
    LockSupport.unpark((Thread) WAITER.getOpaque(this));
  }
}
