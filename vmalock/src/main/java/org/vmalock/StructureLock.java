package org.vmalock;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.StampedLock;
import org.jspecify.annotations.Nullable;
import org.vmalock.debug.HoldTracker;
import org.vmalock.primitive.SequenceCount;
import org.vmalock.primitive.WriterWait;

/**
 * The lock of a whole structure, under which its nodes ({@link VmaLock}s) are write-locked one by one and released all at once.
 *
 * <p>It is a read/write lock joined to a 64-bit sequence that is odd while the write lock is held. A node is write-locked if and
 * only if the sequence is odd and the node carries the same number, so the step from odd to even, which {@link #unlockWrite} and
 * {@link #downgrade} take, releases any number of nodes in O(1). The idea is the Linux kernel's {@code mm_lock_seq}.
 *
 * <table>
 * <caption>Who excludes whom</caption>
 * <tr><th></th><th>structure read</th><th>structure write</th><th>node read</th><th>node write</th></tr>
 * <tr><td>structure read</td><td>no</td><td>yes</td><td>no</td><td>yes</td></tr>
 * <tr><td>structure write</td><td>yes</td><td>yes</td><td>no</td><td>(same thread)</td></tr>
 * <tr><td>node read</td><td>no</td><td>no</td><td>no</td><td>yes, of that node</td></tr>
 * </table>
 *
 * <p><b>What it does not promise.</b> It is not reentrant: a thread that already holds it for writing and asks again gets an {@link
 * IllegalStateException}; one that asks again while it holds it for reading may wait for ever. The read side has no notion of an
 * owner and may be unlocked by another thread; the write side belongs to its thread. The order in which waiting threads come in is
 * that of {@link StampedLock}, which underlies it: neither side can be shut out for ever, and nothing more is promised.
 *
 * <p><b>Lock order.</b> Take the structure's lock first, nodes after it. Never wait for the structure's lock while you hold the
 * read lock of one of its nodes: a writer that holds the structure and drains that node waits for you while you wait for it. With
 * {@code -Dvmalock.debug=true} every such wait throws {@link IllegalStateException}: see {@link HoldTracker}.
 *
 * <p>All methods are blocking unless they say otherwise. Actions before an unlock happen-before actions after a later lock.
 */
public final class StructureLock {
  private final StampedLock structure = new StampedLock();
  private final SequenceCount sequence = new SequenceCount();

  /** Holds the write lock's holder, who alone may wait for readers, from the beginning to the end of the section. */
  private final WriterWait writerWait = new WriterWait();

  private final WriterStats statistics = new WriterStats();

  // CacheHandle by the write lock.
  private long writeStamp;
  private long freshSequence;

  /** Creates a lock that nobody holds. */
  public StructureLock() {}

  // ---- Write side

  /**
   * Takes the write lock, waiting for it without regard to interrupts.
   *
   * @throws IllegalStateException if the current thread already holds it for writing
   */
  public void lockWrite() {
    beforeWaiting();
    opened(structure.writeLock());
  }

  /**
   * Takes the write lock unless the thread is interrupted.
   *
   * @throws InterruptedException if interrupted before or while waiting; the lock is then not held and the sequence has not moved
   * @throws IllegalStateException if the current thread already holds it for writing
   */
  public void lockWriteInterruptibly() throws InterruptedException {
    beforeWaiting();
    opened(structure.writeLockInterruptibly());
  }

  /**
   * Takes the write lock if nobody holds it. Does not wait.
   *
   * @return whether the lock is now held
   */
  public boolean tryLockWrite() {
    return openedIfHeld(structure.tryWriteLock());
  }

  /**
   * Takes the write lock, waiting at most the given time.
   *
   * @param timeout how long to wait at most, in {@code unit}; zero or less does not wait
   * @param unit the unit of {@code timeout}
   * @return whether the lock is now held
   * @throws InterruptedException if interrupted before or while waiting; the lock is then not held
   * @throws IllegalStateException if the current thread already holds it for writing
   */
  public boolean tryLockWrite(long timeout, TimeUnit unit) throws InterruptedException {
    beforeWaiting(timeout);
    return openedIfHeld(structure.tryWriteLock(timeout, unit));
  }

  /**
   * Releases the write lock, and with it every node that was write-locked under it, in O(1).
   *
   * @throws IllegalMonitorStateException if the current thread does not hold it for writing; nothing has changed then
   */
  public void unlockWrite() {
    requireWriteLocked("unlockWrite");
    long stamp = endWriteAll();
    structure.unlockWrite(stamp);
  }

  /**
   * Turns the write lock into a read lock without letting another writer in between. Every node that was write-locked is released:
   * readers may enter at once. Detach what they must not find before you downgrade.
   *
   * @throws IllegalMonitorStateException if the current thread does not hold it for writing; nothing has changed then
   */
  public void downgrade() {
    requireWriteLocked("downgrade");
    long stamp = endWriteAll();
    structure.tryConvertToReadLock(stamp);
  }

  // ---- Read side

  /**
   * Takes the read lock, waiting for it without regard to interrupts. It keeps every writer of the structure and of its nodes out.
   *
   * @throws IllegalStateException if the current thread holds it for writing
   */
  public void lockRead() {
    beforeWaiting();
    structure.readLock();
  }

  /**
   * Takes the read lock unless the thread is interrupted.
   *
   * @throws InterruptedException if interrupted before or while waiting; the lock is then not held
   * @throws IllegalStateException if the current thread holds it for writing
   */
  public void lockReadInterruptibly() throws InterruptedException {
    beforeWaiting();
    structure.readLockInterruptibly();
  }

  /**
   * Takes the read lock if no writer holds it. Does not wait.
   *
   * @return whether the lock is now held
   */
  public boolean tryLockRead() {
    return structure.tryReadLock() != 0;
  }

  /**
   * Takes the read lock, waiting at most the given time.
   *
   * @param timeout how long to wait at most, in {@code unit}; zero or less does not wait
   * @param unit the unit of {@code timeout}
   * @return whether the lock is now held
   * @throws InterruptedException if interrupted before or while waiting; the lock is then not held
   * @throws IllegalStateException if the current thread holds it for writing
   */
  public boolean tryLockRead(long timeout, TimeUnit unit) throws InterruptedException {
    beforeWaiting(timeout);
    return structure.tryReadLock(timeout, unit) != 0;
  }

  /**
   * Releases one hold of the read lock, whichever thread took it.
   *
   * @throws IllegalMonitorStateException if nobody holds it for reading; nothing has changed then
   */
  public void unlockRead() {
    if (!structure.tryUnlockRead()) {
      throw new IllegalMonitorStateException("unlockRead of " + this + ", which nobody holds for reading; every lockRead, downgrade"
          + " and successful tryLockRead wants exactly one unlockRead");
    }
  }

  // ---- Speculation

  /**
   * Begins a read of the whole structure that takes no lock and stores nothing. What is read until {@link #validate} may be torn:
   * read it with opaque access or stronger, do not follow it blindly, and use it only once it is validated. Wait-free.
   *
   * @return the sequence to hand to {@code validate}, zero or more; or -1 if a write section is open, in which case waiting for it
   *     is as good as {@link #lockRead}
   */
  public long trySpeculate() {
    return sequence.trySpeculate();
  }

  /**
   * Tells whether no write section has been open since {@link #trySpeculate} gave out {@code speculated}. A section that changed
   * nothing counts as well. Wait-free; what was read before a {@code true} is ordered before it.
   *
   * @param speculated what {@code trySpeculate} returned; -1 is never valid
   * @return whether all that was read in between belongs together
   */
  public boolean validate(long speculated) {
    return sequence.validate(speculated);
  }

  // ---- Questions

  /**
   * Tells whether any thread holds the write lock. Only a hint unless the answer cannot change under the caller.
   *
   * @return whether the structure is write-locked
   */
  public boolean isWriteLocked() {
    return structure.isWriteLocked();
  }

  /**
   * Tells whether the current thread holds the write lock. Exact.
   *
   * @return whether the caller is the writer
   */
  public boolean isWriteLockedByCurrentThread() {
    return writerWait.waiter() == Thread.currentThread(); // no stale value can make this true
  }

  /**
   * Tells whether any thread holds the read lock. Only a hint unless the caller is one of them.
   *
   * @return whether the structure is read-locked
   */
  public boolean isReadLocked() {
    return structure.isReadLocked();
  }

  /**
   * How often and how long writers of this structure's nodes have waited for readers. The figures are those of finished waits; they
   * are read without a lock and may lag behind one another.
   *
   * @return a snapshot
   */
  public WriterStats.Snapshot statistics() {
    return statistics.snapshot();
  }

  @Override
  public String toString() {
    Thread holder = writerWait.waiter();
    return "StructureLock@"
        + Integer.toHexString(System.identityHashCode(this))
        + "["
        + (structure.isWriteLocked()
            ? "write-locked" + (holder == null ? "" : " by " + holder.getName())
            : structure.isReadLocked() ? structure.getReadLockCount() + " structure readers" : "unlocked")
        + ", sequence "
        + sequence.getOpaque()
        + "]";
  }

  // ---- For the nodes

  /** What a node's lockSeq is compared with; odd while the write lock is held. */
  SequenceCount sequence() {
    return sequence;
  }

  WriterWait writerWait() {
    return writerWait;
  }

  /** Written by the write lock's holder only. */
  WriterStats writerStatistics() {
    return statistics;
  }

  /**
   * A lockSeq that no node of this structure has ever carried, for giving one node back early. Negative, so that it equals no
   * sequence; fresh, so that an optimistic reader of the node cannot take two sections for one. Caller holds the write lock.
   */
  long freshSequence() {
    return --freshSequence;
  }

  /** As far as can be told: whose a read lock is, cannot. */
  boolean keepsOthersFromWriting() {
    return structure.isReadLocked() || isWriteLockedByCurrentThread();
  }

  void requireWriteLocked(String operation) {
    if (!isWriteLockedByCurrentThread()) {
      throw new IllegalMonitorStateException(operation + " needs the write lock of " + this + ", and " + Thread.currentThread().getName()
          + " does not hold it; call lockWrite first");
    }
  }

  private void refuseReentry() {
    if (isWriteLockedByCurrentThread()) {
      throw new IllegalStateException(
          this + " is already write-locked by this thread, which would wait for itself; an StructureLock is not reentrant");
    }
  }

  private void beforeWaiting() {
    refuseReentry();
    if (HoldTracker.ENABLED) {
      HoldTracker.beforeWaitingFor(this);
    }
  }

  private void beforeWaiting(long timeout) {
    if (timeout > 0) {
      beforeWaiting();
    } else {
      refuseReentry();
    }
  }

  private boolean openedIfHeld(long stamp) {
    if (stamp == 0) {
      return false;
    }
    opened(stamp);
    return true;
  }

  /** The sequence moves only after the lock is held, so that an interrupted or timed-out attempt leaves it alone. */
  private void opened(long stamp) {
    writeStamp = stamp;
    writerWait.prepare();
    sequence.beginWrite();
  }

  /**
   * Releases every node: one release store, which the readers' acquire of the sequence pairs with. It must come before the structure
   * is given up: otherwise the next writer would find the sequence odd. Not for users, since it would release the nodes that
   * callers further up the stack still rely on.
   */
  private long endWriteAll() {
    sequence.endWrite();
    writerWait.finish();
    return writeStamp;
  }
}
