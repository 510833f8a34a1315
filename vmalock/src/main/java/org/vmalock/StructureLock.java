package org.vmalock;

import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.vmalock.internal.DebugLevel;
import org.vmalock.internal.Hold;
import org.vmalock.internal.HoldChecks;
import org.vmalock.internal.HoldTable;
import org.vmalock.internal.Holds;
import org.vmalock.internal.Names;
import org.vmalock.internal.StackProbe;
import org.vmalock.internal.TimedWait;
import org.vmalock.internal.Violations;
import org.vmalock.primitive.SequenceCount;
import org.vmalock.primitive.WriterWait;

/**
 * The lock of a whole structure, under which its nodes ({@link VmaLock}s) are write-locked one by one and released all at once.
 *
 * <p>It is a read/write lock with a 64-bit sequence that is odd while the write lock is held. A node is write-locked if and only if the
 * sequence is odd and the node carries the same number. The increment from odd to even, which {@link #unlockWrite} and {@link #downgrade}
 * perform, therefore releases any number of nodes in O(1). The idea is the Linux kernel's {@code mm_lock_seq}.
 *
 * <table>
 * <caption>Mutual exclusion</caption>
 * <tr><th></th><th>structure read</th><th>structure write</th><th>node read</th><th>node write</th></tr>
 * <tr><td>structure read</td><td>no</td><td>yes</td><td>no</td><td>yes</td></tr>
 * <tr><td>structure write</td><td>yes</td><td>yes</td><td>no</td><td>(same thread)</td></tr>
 * <tr><td>node read</td><td>no</td><td>no</td><td>no</td><td>yes, of that node</td></tr>
 * </table>
 *
 * <p><b>Limits.</b> The lock is not reentrant. A thread that holds the write lock and acquires it again gets an {@link
 * IllegalStateException}; a thread that holds the read lock and acquires it again may deadlock. The read lock has no owner and may be
 * released by another thread; the write lock belongs to its thread.
 *
 * <p><b>Order.</b> Waiting threads acquire first come, first served; readers that wait one behind the other acquire together. A reader
 * that arrives while another thread waits queues behind it, even if the lock would admit it. A writer that arrives when the lock is free
 * may acquire before the threads that wait, since these have to be woken first: for one millisecond, and again after a waiting writer has
 * acquired. So neither overlapping readers nor a sequence of writers can starve a waiting thread. The try forms without a time never wait:
 * they fail while another thread waits. The other forms try for some microseconds before they wait; {@link #statistics} counts the waits.
 *
 * <p><b>Lock order.</b> Acquire the structure lock first and node locks after it. Never wait for the structure lock while holding the
 * read lock of one of its nodes: a writer that holds the structure lock and drains that node waits for this reader, a deadlock. With
 * {@code -Dvmalock.debug=all} every such wait throws {@link IllegalStateException}: see {@link org.vmalock.debug.HoldTracker}.
 *
 * <p>All methods are blocking unless they say otherwise. Actions before an unlock happen-before actions after a later lock.
 */
public final class StructureLock {
  private final FairReadWriteSync lock = new FairReadWriteSync();

  /** The holder of the write lock, from the beginning to the end of its section; no other thread waits for readers. */
  private final WriterWait writerWait = new WriterWait();

  private final NodeWaits nodeWaits = new NodeWaits();

  /** Null if no choice was made and no writer has searched for hazard reads. Written by the constructor, or under the write lock. */
  private volatile @Nullable ScanCounts scanCounts;

  /** For messages; null for none. Written by any thread. */
  private volatile @Nullable String name;

  /** Even, and larger than every sequence. Guarded by the write lock. */
  private long freshSequence = 1L << 62;

  /** Counted readers load it; declared last, away from the state of the lock wherever the collector moves the objects. */
  private final SequenceCount sequence = new SequenceCount();

  /** Creates an unlocked lock. Its nodes spread their readers as the system property {@code vmalock.hazard} says. */
  public StructureLock() {}

  /**
   * Creates an unlocked lock.
   *
   * @param spreading when the nodes of the structure spread their readers, unless a node or its pool says otherwise
   */
  public StructureLock(Spreading spreading) {
    scanCounts = new ScanCounts(Objects.requireNonNull(spreading, "spreading"));
  }

  /**
   * Gives this lock a name for messages, reports and events, in place of its class and identity hash code.
   *
   * @param name any text
   * @return this lock
   */
  public StructureLock named(String name) {
    this.name = Objects.requireNonNull(name, "name");
    return this;
  }

  // ---- Write side

  /**
   * Acquires the write lock, waiting if necessary; an interrupt does not end the wait.
   *
   * @throws IllegalStateException if the current thread holds the write lock already
   */
  public void lockWrite() {
    checkWait();
    if (!lock.tryLockWriteSoon()) {
      StructureWait.lockWrite(this, lock);
    }
    beginSection();
  }

  /**
   * Acquires the write lock, waiting if necessary, unless the thread is interrupted.
   *
   * @throws InterruptedException if interrupted before or during the wait; the lock is not held and the sequence is unchanged
   * @throws IllegalStateException if the current thread holds the write lock already
   */
  public void lockWriteInterruptibly() throws InterruptedException {
    TimedWait.throwIfInterrupted(this::describeWriteLock);
    checkWait();
    if (!lock.tryLockWriteSoon()) {
      StructureWait.lockWriteInterruptibly(this, lock);
    }
    beginSection();
  }

  /**
   * Acquires the write lock if it is available and no other thread waits for this lock. Does not wait.
   *
   * @return whether the lock was acquired
   */
  public boolean tryLockWrite() {
    StackProbe.reserve();
    return beginSectionIf(lock.tryLockWrite());
  }

  /**
   * Acquires the write lock, waiting at most the given time.
   *
   * @param timeout the maximum time to wait, in {@code unit}; zero or less does not wait
   * @param unit the unit of {@code timeout}
   * @return whether the lock was acquired
   * @throws InterruptedException if interrupted before or during the wait; the lock is not held
   * @throws IllegalStateException if the current thread holds the write lock already and the time is greater than zero
   */
  public boolean tryLockWrite(long timeout, TimeUnit unit) throws InterruptedException {
    TimedWait.throwIfInterrupted(this::describeWriteLock);
    checkWait(timeout);
    if (timeout <= 0) {
      return beginSectionIf(lock.tryLockWrite());
    }
    return beginSectionIf(lock.tryLockWriteSoon() || StructureWait.tryLockWrite(this, lock, unit.toNanos(timeout)));
  }

  /**
   * Releases the write lock and every node that was write-locked under it, in O(1).
   *
   * @throws IllegalMonitorStateException if the current thread does not hold the write lock; nothing has changed
   */
  public void unlockWrite() {
    requireWriteLocked("unlockWrite");
    StackProbe.reserve();
    removeWrite();
    endWriteAll();
    lock.unlockWrite(); // passes a full fence, as downgrade does
    nodeWaits.wakeAll();
  }

  /**
   * Converts the write lock to a read lock; no other writer can acquire in between. Releases every node that was write-locked: readers
   * may acquire them at once. Nodes that readers must not find have to be detached before.
   *
   * @throws IllegalMonitorStateException if the current thread does not hold the write lock; nothing has changed
   */
  public void downgrade() {
    requireWriteLocked("downgrade");
    StackProbe.reserve();
    removeWrite();
    recordRead();
    endWriteAll();
    lock.downgrade();
    nodeWaits.wakeAll();
  }

  // ---- Read side

  /**
   * Acquires the read lock, waiting if necessary; an interrupt does not end the wait. It excludes every writer of the structure and of its
   * nodes.
   *
   * @throws IllegalStateException if the current thread holds the write lock
   */
  public void lockRead() {
    checkWait();
    if (!lock.tryLockReadSoon()) {
      StructureWait.lockRead(this, lock);
    }
    recordRead();
  }

  /**
   * Acquires the read lock, waiting if necessary, unless the thread is interrupted.
   *
   * @throws InterruptedException if interrupted before or during the wait; the lock is not held
   * @throws IllegalStateException if the current thread holds the write lock
   */
  public void lockReadInterruptibly() throws InterruptedException {
    TimedWait.throwIfInterrupted(this::describeReadLock);
    checkWait();
    if (!lock.tryLockReadSoon()) {
      StructureWait.lockReadInterruptibly(this, lock);
    }
    recordRead();
  }

  /**
   * Acquires the read lock if it is available and no other thread waits for this lock. Does not wait.
   *
   * @return whether the lock was acquired
   */
  public boolean tryLockRead() {
    StackProbe.reserve();
    return recordReadIf(lock.tryLockRead());
  }

  /**
   * Acquires the read lock, waiting at most the given time.
   *
   * @param timeout the maximum time to wait, in {@code unit}; zero or less does not wait
   * @param unit the unit of {@code timeout}
   * @return whether the lock was acquired
   * @throws InterruptedException if interrupted before or during the wait; the lock is not held
   * @throws IllegalStateException if the current thread holds the write lock and the time is greater than zero
   */
  public boolean tryLockRead(long timeout, TimeUnit unit) throws InterruptedException {
    TimedWait.throwIfInterrupted(this::describeReadLock);
    checkWait(timeout);
    if (timeout <= 0) {
      return recordReadIf(lock.tryLockRead());
    }
    return recordReadIf(lock.tryLockReadSoon() || StructureWait.tryLockRead(this, lock, unit.toNanos(timeout)));
  }

  /**
   * Releases one hold of the read lock, whichever thread acquired it.
   *
   * @throws IllegalMonitorStateException if no thread holds the read lock; nothing has changed
   */
  public void unlockRead() {
    StackProbe.reserve();
    if (DebugLevel.ON) {
      removeRead();
    }
    if (!lock.tryUnlockRead()) {
      throw Misuse.unlockReadWithoutHold(this);
    }
  }

  // ---- Speculation

  /**
   * Begins a read of the whole structure that acquires no lock and stores nothing. Data read before {@link #validate} returns true may be
   * inconsistent: read it with opaque access or stronger, and do not dereference, index, divide by or loop on it. Wait-free.
   *
   * @return the sequence for {@code validate}, zero or more; or -1 if a write section is open: waiting for its end is what {@link
   *     #lockRead} does
   */
  public long trySpeculate() {
    return sequence.trySpeculate();
  }

  /**
   * Returns whether no write section has been open since {@link #trySpeculate} returned {@code speculated}. A section that changed nothing
   * counts too. Wait-free; loads before a call that returns true are ordered before it.
   *
   * @param speculated the result of {@code trySpeculate}; -1 is never valid
   * @return whether the data read in between is consistent
   */
  public boolean validate(long speculated) {
    return sequence.validate(speculated);
  }

  // ---- Queries

  /**
   * Returns whether any thread holds the write lock. A hint, unless the caller excludes a change.
   *
   * @return whether the structure is write-locked
   */
  public boolean isWriteLocked() {
    return lock.isWriteLocked();
  }

  /**
   * Returns whether the current thread holds the write lock. Exact.
   *
   * @return whether the caller is the writer
   */
  public boolean isWriteLockedByCurrentThread() {
    return writerWait.waiter() == Thread.currentThread(); // no stale value can make this true
  }

  /**
   * Returns whether any thread holds the read lock. A hint, unless the caller holds it.
   *
   * @return whether the structure is read-locked
   */
  public boolean isReadLocked() {
    return lock.isReadLocked();
  }

  /**
   * Returns how often and how long threads have waited for this lock and for its nodes, waits that have not ended included.
   *
   * @return a snapshot
   */
  public StructureStats statistics() {
    return nodeWaits.snapshot(scanCounts);
  }

  @Override
  public String toString() {
    Thread holder = writerWait.waiter();
    String given = name;
    return (given == null ? Names.of(this) : given)
        + "["
        + (lock.isWriteLocked()
            ? "write-locked" + (holder == null ? "" : " by " + Names.of(holder))
            : lock.isReadLocked() ? lock.readHolds() + " structure readers" : "unlocked")
        + ", sequence "
        + sequence.getOpaque()
        + "]";
  }

  // ---- For the nodes

  @Nullable Spreading spreading() {
    ScanCounts counts = scanCounts;
    return counts == null ? null : counts.choice;
  }

  /** Counts a search for hazard reads. Called by the holder of the write lock; does not count if there is no memory for it. */
  void recordScan(int converted) {
    ScanCounts counts = scanCounts;
    if (counts == null) {
      try {
        counts = new ScanCounts(null);
      } catch (OutOfMemoryError e) {
        return; // the drain goes on
      }
      scanCounts = counts;
    }
    counts.add(converted);
  }

  /** Returns the sequence to which a node's lockSeq is compared; odd while the write lock is held. */
  SequenceCount sequence() {
    return sequence;
  }

  WriterWait writerWait() {
    return writerWait;
  }

  /** Returns the readers that wait for a node, and the counters of waits, each kind guarded by its monitor. */
  NodeWaits nodeWaits() {
    return nodeWaits;
  }

  /**
   * Returns a lockSeq that no node of this structure has carried before, for the early release of one node. Even, so that it equals no
   * section's number; unique, so that an optimistic reader of the node does not mistake two sections for one. The caller holds the write lock.
   */
  long freshSequence() {
    return freshSequence += 2;
  }

  /** Returns whether the structure is read-locked by any thread, or write-locked by the current one. */
  boolean excludesOtherWriters() {
    return lock.isReadLocked() || isWriteLockedByCurrentThread();
  }

  void requireWriteLocked(String operation) {
    if (!isWriteLockedByCurrentThread()) {
      throw Violations.report(new IllegalMonitorStateException(operation + " needs the write lock of " + this + ", and "
          + Names.of(Thread.currentThread()) + " does not hold it; call lockWrite first"));
    }
  }

  // ---- Write sections

  /** Throws if the current thread holds the write lock, and is about to wait for this lock or for a node that it has write-locked. */
  void refuseReentry() {
    if (isWriteLockedByCurrentThread()) {
      throw Violations.report(new IllegalStateException(
          this + " is already write-locked by this thread, which would wait for itself; a StructureLock is not reentrant"));
    }
  }

  private void checkWait() {
    StackProbe.reserve();
    refuseReentry();
    if (HoldTable.ENABLED) {
      HoldChecks.checkStructureWait(this);
    }
  }

  private void checkWait(long timeout) {
    if (timeout > 0) {
      checkWait();
    } else {
      StackProbe.reserve();
    }
  }

  /** Acquires the read lock for a reader of a node, whose wait is checked and counted already. */
  boolean lockReadForNode(boolean interruptible, long nanos) throws InterruptedException {
    if (nanos != Long.MAX_VALUE) {
      return lock.tryLockRead(nanos, TimeUnit.NANOSECONDS, this::describeReadLock);
    }
    if (interruptible) {
      lock.lockReadInterruptibly(this::describeReadLock);
    } else {
      lock.lockRead();
    }
    return true;
  }

  /** Releases the read lock that {@link #lockReadForNode} has acquired. */
  void unlockReadForNode() {
    lock.tryUnlockRead();
  }

  /** Removes the record of the write lock, which is made at level {@code all} only: the lock itself names its writer. */
  private void removeWrite() {
    if (HoldTable.ENABLED) {
      HoldTable.removeAny(Hold.Kind.STRUCTURE_WRITE, this, 0);
    }
  }

  private void recordRead() {
    if (DebugLevel.ON) {
      Holds.record(Hold.Kind.STRUCTURE_READ, this, null, 0, this);
    }
  }

  private boolean recordReadIf(boolean acquired) {
    if (acquired) {
      recordRead();
    }
    return acquired;
  }

  /** Removes the record of a read that is about to be released. */
  private void removeRead() {
    if (!HoldTable.ENABLED) {
      Holds.removeAny(Hold.Kind.STRUCTURE_READ, this, 0);
    } else if (lock.isReadLocked() && !HoldTable.remove(Hold.Kind.STRUCTURE_READ, this, 0)) {
      throw Violations.report(Misuse.unlockReadOfOther(this));
    }
  }

  private boolean beginSectionIf(boolean acquired) {
    if (acquired) {
      beginSection();
    }
    return acquired;
  }

  /** Increments the sequence after the lock was acquired, so that an attempt that fails leaves it unchanged. */
  private void beginSection() {
    writerWait.prepare();
    sequence.beginWrite();
    if (HoldTable.ENABLED) {
      Holds.record(Hold.Kind.STRUCTURE_WRITE, this, null, 0, this);
    }
  }

  /**
   * Releases every node by one release store, with which the readers' acquire of the sequence pairs. Called before the lock is released:
   * otherwise the next writer would find an odd sequence. Not public: it would release nodes on which callers further up the stack rely.
   */
  private void endWriteAll() {
    sequence.endWrite();
    writerWait.finish();
  }

  /** Returns the thread that holds the write lock, or null. A hint. */
  @Nullable Thread writer() {
    return writerWait.waiter();
  }

  String describeWriteLock() {
    return "the write lock of " + this;
  }

  String describeReadLock() {
    return "the read lock of " + this;
  }
}
