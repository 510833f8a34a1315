package org.vmalock.jcstress;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A minimal implementation of the protocol of {@link org.vmalock.VmaLock}. Each step is a method: a mutant ({@link Mutant})
 * replaces one step by a wrong one and runs the scenario of the library's lock. The model itself passes all scenarios, so an
 * outcome that only a mutant shows is caused by the replaced step.
 *
 * <pre>
 *  word:  generation 32 | LOCKED | ATTACHED | OWNED | count
 * </pre>
 */
class ModelLock implements Node {
  static final long LOCKED = 1L << 31;
  static final long ATTACHED = 1L << 30;
  static final long OWNED = 1L << 27;
  static final long COUNT = OWNED - 1;
  static final int LIMIT = 3;
  private static final int SPINS = 16;

  static final VarHandle WORD;
  static final VarHandle LOCK_SEQ;
  static final VarHandle FREE;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      WORD = lookup.findVarHandle(ModelLock.class, "word", long.class);
      LOCK_SEQ = lookup.findVarHandle(ModelLock.class, "lockSeq", long.class);
      FREE = lookup.findVarHandle(ModelLock.class, "free", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final Payload payload = new Payload();
  long word = 1L << 32 | OWNED;
  long lockSeq;
  @Nullable ModelStructure owner;
  boolean free;

  ModelLock(@Nullable ModelStructure owner) {
    this.owner = owner;
  }

  static boolean isFree(long word) {
    return (word & (OWNED | COUNT)) == 0;
  }

  static int generation(long word) {
    return (int) (word >>> 32);
  }

  @Override
  public Payload payload() {
    return payload;
  }

  // ---- Reading

  @Override
  public long tryStartRead(int generation) {
    ModelStructure structure = owner;
    if (structure == null) {
      long stamp = count(generation);
      return stamp > 0 ? confirm(stamp) : stamp;
    }
    long before = structure.sequenceAcquire();
    if (isWriteLocked(structure)) {
      return BUSY;
    }
    long stamp = count(generation);
    return stamp > 0 && !isUndisturbed(structure, before) ? confirm(stamp) : stamp;
  }

  @Override
  public long tryStartRead(Structure structure) {
    ModelStructure given = (ModelStructure) structure;
    long before = given.sequenceAcquire();
    if (isWriteLocked(given)) {
      return BUSY;
    }
    long stamp = count(generation());
    if (stamp > 0 && owner != given) {
      endReadOfOtherStructure(stamp, given);
      return GONE;
    }
    return stamp > 0 && !isUndisturbed(given, before) ? confirm(stamp) : stamp;
  }

  @Override
  public long startReadLocked() {
    return count(generation());
  }

  /** Counts the reader by a compare-and-set from a word that it has checked. */
  long count(int generation) {
    while (true) {
      long seen = (long) WORD.getOpaque(this);
      if ((seen & ATTACHED) == 0 || generation(seen) != generation) {
        return GONE;
      }
      if ((seen & LOCKED) != 0 || (seen & COUNT) >= LIMIT) {
        return BUSY;
      }
      if (WORD.compareAndSet(this, seen, seen + 1)) {
        return generation;
      }
    }
  }

  /** Returns whether no section that was open when this reader was counted had write-locked the node. */
  boolean isUndisturbed(ModelStructure structure, long before) {
    return (before & 1) == 0 && structure.sequenceAcquire() == before;
  }

  /** Runs the late check and the last look for a counted reader; rolls back and returns BUSY or GONE if one of them fails. */
  long confirm(long stamp) {
    ModelStructure structure = owner;
    if (structure != null && isWriteLocked(structure)) {
      endRead(stamp);
      return BUSY;
    }
    if (isDetached()) {
      endRead(stamp);
      return GONE;
    }
    return stamp;
  }

  boolean isDetached() {
    return ((long) WORD.getOpaque(this) & ATTACHED) == 0;
  }

  /** Releases a node that turned out to belong to another structure, by an ordinary release. */
  void endReadOfOtherStructure(long stamp, ModelStructure given) {
    endRead(stamp);
  }

  @Override
  public void endRead(long stamp) {
    ModelStructure structure = owner;
    long updated = (long) WORD.getAndAdd(this, -1L) - 1;
    if (isFree(updated)) {
      free();
    } else if ((updated & COUNT) == 0 && (updated & LOCKED) != 0) {
      structure.wake();
    }
  }

  private boolean isWriteLocked(ModelStructure structure) {
    long locked = lockSeqAcquire();
    long sequence = structure.sequenceAcquire();
    return locked == sequence && (sequence & 1) != 0;
  }

  long lockSeqAcquire() {
    return (long) LOCK_SEQ.getAcquire(this);
  }

  // ---- Writing

  @Override
  public boolean tryStartWrite() {
    try {
      return drain(0);
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted without waiting", e);
    }
  }

  @Override
  public boolean tryStartWrite(long timeout, TimeUnit unit) throws InterruptedException {
    return drain(unit.toNanos(timeout));
  }

  /** Sets LOCKED, waits until no reader is counted, write-locks the node, clears LOCKED. */
  private boolean drain(long nanos) throws InterruptedException {
    if (lockSeq == owner.sequence) {
      return true;
    }
    boolean drained = false;
    setLocked();
    try {
      drained = awaitReaders(nanos);
      if (drained) {
        LOCK_SEQ.setRelease(this, owner.sequence);
      }
    } finally {
      clearLocked(drained);
    }
    VarHandle.releaseFence();
    return drained;
  }

  void setLocked() {
    ModelStructure.WAITER.setOpaque(owner, Thread.currentThread());
    WORD.getAndBitwiseOr(this, LOCKED);
  }

  boolean awaitReaders(long nanos) throws InterruptedException {
    long start = System.nanoTime();
    for (int spins = 0; readers() != 0; spins++) {
      long remaining = nanos - (System.nanoTime() - start);
      if (remaining <= 0) {
        return false;
      }
      pause(spins, remaining);
    }
    return true;
  }

  /** Spins for the first calls, then parks until a reader wakes this writer or the time is over. */
  final void pause(int spins, long nanos) throws InterruptedException {
    if (spins < SPINS) {
      Thread.onSpinWait();
    } else {
      LockSupport.parkNanos(this, nanos);
    }
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
  }

  void clearLocked(boolean drained) {
    WORD.getAndBitwiseAnd(this, ~LOCKED);
    ModelStructure.WAITER.setOpaque(owner, null);
  }

  @Override
  public void endWrite() {
    LOCK_SEQ.setRelease(this, -owner.sequence);
  }

  // ---- Lifetime

  @Override
  public void markAttached() {
    WORD.getAndBitwiseOr(this, ATTACHED);
  }

  @Override
  public void markDetached() {
    WORD.getAndBitwiseAnd(this, ~ATTACHED);
  }

  @Override
  public void retire(int generation) {
    long seen;
    do {
      seen = (long) WORD.getVolatile(this);
      refuseUnlessOwned(seen, generation);
    } while (!WORD.compareAndSet(this, seen, seen & ~(OWNED | ATTACHED)));
    if (isFree(seen & ~OWNED)) {
      free();
    }
  }

  void refuseUnlessOwned(long seen, int generation) {
    if ((seen & OWNED) == 0 || generation(seen) != generation) {
      throw new IllegalStateException("not owned in generation " + generation);
    }
  }

  void free() {
    payload.free();
    FREE.setRelease(this, true);
  }

  @Override
  public void fill(int room) {
    word += LIMIT - room;
  }

  @Override
  public boolean tryReuse(@Nullable Structure structure) {
    if (!FREE.compareAndSet(this, true, false)) {
      return false;
    }
    WORD.setRelease(this, (long) (generation() + 1) << 32 | OWNED);
    VarHandle.releaseFence();
    owner = (ModelStructure) structure;
    lockSeq = 0;
    return true;
  }

  // ---- Queries

  @Override
  public int generation() {
    return generation((long) WORD.getOpaque(this));
  }

  @Override
  public int readers() {
    return (int) ((long) WORD.getVolatile(this) & COUNT);
  }

  @Override
  public boolean isWriteLocked() {
    return owner != null && isWriteLocked(owner);
  }
}
