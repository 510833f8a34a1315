package org.vmalock;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vmalock.internal.ReleaseQueue;

/**
 * The read/write lock behind a {@link StructureLock}. Queued threads acquire first come, first served; readers that are queued one behind
 * the other acquire together. A reader that finds another thread queued queues as well. A writer that arrives may pass queued threads, for
 * a bounded time. The try forms without a time neither pass nor queue: they fail.
 *
 * <p><b>Passing.</b> A queued thread has to be woken before it acquires, and meanwhile the lock would stand free: as soon as one thread
 * has queued, each short section would cost a wake-up. Writers that run already use this time. The first that passes notes when. After
 * {@link #PASSING_NANOS} no writer passes any more, until one has acquired in its turn.
 *
 * <pre>
 *   A arrives                                        Q, a writer, is queued
 *   -----------------------------------------------  ---------------------------------
 *   1 holds == 0                                     a holds: 0 -> WRITE         (CAS)
 *   2 a thread is queued, and passedSince is 0 or    b passedSince := 0
 *     less than PASSING_NANOS ago                    c holds := 0            (release)
 *   3 holds: 0 -> WRITE                      (CAS)
 *   4 passedSince is 0: passedSince := now
 * </pre>
 *
 * <p>Only the holder of the write lock stores {@code passedSince}. A thread that finds {@code holds == 0} loads what the holders before
 * have stored, so that 2 is out of date only if A is delayed between 1 and 3. Such a thread passes once more than it may. While a thread
 * is the first of the queue, it is therefore passed by the sections that begin in {@link #PASSING_NANOS}, and by one of each delayed
 * thread. A reader that was queued leaves {@code passedSince} as it is: writers that may not pass queue, and the first of them stores 0.
 *
 * <p>The state is {@link #WRITE}, or the number of read holds. It is compared and set with volatile access. The steps that release
 * store it, or compare and set it, and then pass a full fence before the queue is read: a thread that queues stores its status and then
 * loads the state. The same fence separates the end of a write section from the look for readers that wait for a node.
 *
 * <p>A thread that has to queue performs the releases first that it has queued: one of them may end a read for which the holder waits.
 *
 * <p>The write lock belongs to its thread, which {@code java.lang.management} and thread dumps show as the owner; read holds have no
 * owner.
 */
final class FairReadWriteSync extends FairReadWriteLayout.State {
  private static final long serialVersionUID = 1L;

  /** The state of a write-locked structure: negative, so that no number of read holds equals it. */
  private static final long WRITE = Long.MIN_VALUE;

  /** The argument of a release that converts the write hold to a read hold. */
  private static final long DOWNGRADE = -1;

  private static final long HOLD = 1;

  /** More than the queue allocates for the first thread that waits. */
  private static final int BYTES_TO_QUEUE = 64;

  /** How long writers that arrive may pass a queued thread. Less than a time slice, and many times a wake-up. */
  private static final long PASSING_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /**
   * How often a thread tries again before it parks: most sections are shorter than a park. Zero on one processor, where no other thread
   * can end its section meanwhile.
   */
  static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 1 << 7 : 0;

  private static final VarHandle HOLDS;

  /** Written to allocate, and never read. Volatile, so that the allocation is not optimized away. */
  @SuppressWarnings("unused")
  private static volatile byte @Nullable [] allocated;

  static {
    try {
      HOLDS = MethodHandles.lookup().findVarHandle(FairReadWriteLayout.State.class, "holds", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("unused")
  private transient long p1;

  @SuppressWarnings("unused")
  private transient long p2;

  @SuppressWarnings("unused")
  private transient long p3;

  FairReadWriteSync() {}

  // ---- Write side

  void lockWrite() {
    if (!tryLockWrite()) {
      ReleaseQueue.runBeforeWaiting();
      acquire(HOLD);
    }
  }

  /** Acquires the write lock; an interrupt ends the wait, and its exception says what the thread waited for. */
  void lockWriteInterruptibly(Supplier<String> awaited) throws InterruptedException {
    if (tryLockWrite()) {
      return;
    }
    prepareToQueue();
    try {
      acquireInterruptibly(HOLD);
    } catch (InterruptedException e) {
      throw interrupted(awaited);
    }
  }

  boolean tryLockWrite() {
    return tryAcquire(HOLD);
  }

  /** Attempts to acquire the write lock a bounded number of times, and may pass queued threads. */
  boolean tryLockWriteSoon() {
    boolean acquired = tryPass();
    for (int i = 0; i < SPINS && !acquired; i++) {
      Thread.onSpinWait();
      acquired = tryPass();
    }
    return acquired;
  }

  boolean tryLockWrite(long timeout, TimeUnit unit, Supplier<String> awaited) throws InterruptedException {
    if (tryLockWrite()) {
      return true;
    }
    if (timeout <= 0) {
      return false;
    }
    prepareToQueue();
    try {
      return tryAcquireNanos(HOLD, unit.toNanos(timeout));
    } catch (InterruptedException e) {
      throw interrupted(awaited);
    }
  }

  /** Releases the write lock, which the current thread holds. */
  void unlockWrite() {
    release(HOLD);
  }

  /** Converts the write lock, which the current thread holds, to one read hold, and wakes the readers queued next. */
  void downgrade() {
    releaseShared(DOWNGRADE);
  }

  // ---- Read side

  void lockRead() {
    if (!tryLockRead()) {
      ReleaseQueue.runBeforeWaiting();
      acquireShared(HOLD);
    }
  }

  /** Acquires a read hold; an interrupt ends the wait, and its exception says what the thread waited for. */
  void lockReadInterruptibly(Supplier<String> awaited) throws InterruptedException {
    if (tryLockRead()) {
      return;
    }
    prepareToQueue();
    try {
      acquireSharedInterruptibly(HOLD);
    } catch (InterruptedException e) {
      throw interrupted(awaited);
    }
  }

  boolean tryLockRead() {
    return tryAcquireShared(HOLD) >= 0;
  }

  /** Attempts to acquire a read hold a bounded number of times, as long as no thread is queued. */
  boolean tryLockReadSoon() {
    boolean acquired = tryLockRead();
    for (int i = 0; i < SPINS && !acquired && !hasQueuedThreads(); i++) {
      Thread.onSpinWait();
      acquired = tryLockRead();
    }
    return acquired;
  }

  boolean tryLockRead(long timeout, TimeUnit unit, Supplier<String> awaited) throws InterruptedException {
    if (tryLockRead()) {
      return true;
    }
    if (timeout <= 0) {
      return false;
    }
    prepareToQueue();
    try {
      return tryAcquireSharedNanos(HOLD, unit.toNanos(timeout));
    } catch (InterruptedException e) {
      throw interrupted(awaited);
    }
  }

  /**
   * Releases one read hold.
   *
   * @return false if there is none; nothing has changed
   */
  boolean tryUnlockRead() {
    if (holds() <= 0) {
      return false;
    }
    try {
      releaseShared(HOLD);
      return true;
    } catch (IllegalMonitorStateException e) {
      return false; // another thread has released the last hold in between
    }
  }

  // ---- Queries

  boolean isWriteLocked() {
    return holds() < 0;
  }

  boolean isReadLocked() {
    return holds() > 0;
  }

  /** The number of read holds. */
  long readHolds() {
    return Math.max(holds(), 0);
  }

  @Override
  public String toString() {
    return "FairReadWriteSync[" + (isWriteLocked() ? "write-locked" : readHolds() + " read holds") + ", " + getQueueLength() + " queued]";
  }

  private long holds() {
    return (long) HOLDS.getVolatile(this);
  }

  // ---- Steps, called by the queue

  @Override
  protected boolean tryAcquire(long hold) {
    if (holds() != 0 || hasQueuedPredecessors() || !tryBeginWrite()) {
      return false;
    }
    if (passedSince != 0) {
      passedSince = 0;
    }
    return true;
  }

  @Override
  protected boolean tryRelease(long hold) {
    endWrite(0);
    return true;
  }

  @Override
  protected long tryAcquireShared(long hold) {
    while (true) {
      long current = holds();
      if (current < 0 || hasQueuedPredecessors()) {
        return -1;
      }
      if (HOLDS.compareAndSet(this, current, current + 1)) {
        return 1;
      }
    }
  }

  @Override
  protected boolean tryReleaseShared(long hold) {
    if (hold == DOWNGRADE) {
      endWrite(HOLD);
      return true;
    }
    while (true) {
      long current = holds();
      if (current <= 0) {
        throw new IllegalMonitorStateException("no read hold");
      }
      if (HOLDS.compareAndSet(this, current, current - 1)) {
        return current == 1;
      }
    }
  }

  @Override
  protected boolean isHeldExclusively() {
    return getExclusiveOwnerThread() == Thread.currentThread();
  }

  /**
   * Performs the queued releases, and throws if there is no memory to queue: later JDKs poll in that case until they have acquired, without
   * regard to a time limit or an interrupt. The check is not exact, since another thread may use the memory in between.
   */
  private static void prepareToQueue() {
    ReleaseQueue.runBeforeWaiting();
    allocated = new byte[BYTES_TO_QUEUE];
    allocated = null;
  }

  // ---- Passing

  private boolean tryPass() {
    if (holds() != 0) {
      return false;
    }
    boolean passes = hasQueuedPredecessors();
    if ((passes && !mayPass()) || !tryBeginWrite()) {
      return false;
    }
    if (passes && passedSince == 0) {
      passedSince = System.nanoTime() | 1; // not 0
    }
    return true;
  }

  private boolean mayPass() {
    long since = passedSince;
    return since == 0 || System.nanoTime() - since < PASSING_NANOS;
  }

  // ---- Write sections

  private boolean tryBeginWrite() {
    if (!HOLDS.compareAndSet(this, 0L, WRITE)) {
      return false;
    }
    setExclusiveOwnerThread(Thread.currentThread());
    return true;
  }

  private void endWrite(long next) {
    setExclusiveOwnerThread(null);
    HOLDS.setRelease(this, next);
    VarHandle.fullFence();
  }

  private static InterruptedException interrupted(Supplier<String> awaited) {
    return new InterruptedException("interrupted while waiting for " + awaited.get());
  }
}
