package org.vmalock.examples.torture.mutant;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.torture.subject.Node;
import org.vmalock.examples.torture.subject.Oracle;
import org.vmalock.examples.torture.subject.Structure;

/**
 * The lock of a node in its shortest form, split into steps that mutants override.
 *
 * <pre>
 *  word:  generation 32 | ... | LOCKED | ATTACHED | OWNED | count 8
 * </pre>
 */
class ModelNode implements Node {
  static final long COUNT = 0xff;
  static final long OWNED = 1 << 8;
  static final long ATTACHED = 1 << 9;
  static final long LOCKED = 1 << 10;
  static final int LIMIT = 63;

  private static final int GENERATION_SHIFT = 32;
  private static final int SPINS = 64;
  private static final long LONGEST_STEP_NANOS = 100_000;

  final AtomicLong word = new AtomicLong();
  private final Oracle oracle;
  private final ModelPool.Cell home;

  /** Written after the drain and before LOCKED is cleared; read by every reader. */
  private volatile long lockSeq;

  /** Written between two generations. */
  private volatile @Nullable ModelStructure structure;

  ModelNode(Oracle oracle, ModelPool.Cell home) {
    this.oracle = oracle;
    this.home = home;
  }

  static boolean isFree(long word) {
    return (word & (OWNED | COUNT)) == 0;
  }

  static int generation(long word) {
    return (int) (word >>> GENERATION_SHIFT);
  }

  static long stamp(int generation) {
    return (long) generation << GENERATION_SHIFT | 1;
  }

  @Override
  public final Oracle oracle() {
    return oracle;
  }

  @Override
  public final int limit() {
    return LIMIT;
  }

  // ---- Reading

  @Override
  public final long tryStartRead(Structure structure) {
    int current = generation();
    return belongsTo(structure) ? tryStartRead(current) : GONE;
  }

  boolean belongsTo(Structure looked) {
    return structure == looked;
  }

  @Override
  public final long tryStartRead(int generation) {
    int current = generationToAcquire(generation);
    if (!isAcquirable(word.get(), current)) {
      return refusal(current);
    }
    ModelStructure looked = structure;
    if (looked != null && isWriteLocked(looked)) {
      return BUSY;
    }
    long stamp = countReader(current);
    return stamp > 0 ? checkLate(stamp, looked) : stamp;
  }

  int generationToAcquire(int generation) {
    return generation;
  }

  @Override
  public final long startReadLocked() {
    return countReader(generation());
  }

  boolean isAcquirable(long seen, int generation) {
    return (seen & (ATTACHED | LOCKED)) == ATTACHED && generation(seen) == generation && (seen & COUNT) < LIMIT;
  }

  /** Counts the reader, by a compare-and-set of a word that was checked. */
  long countReader(int generation) {
    long seen = word.get();
    while (isAcquirable(seen, generation)) {
      if (word.compareAndSet(seen, seen + 1)) {
        return stamp(generation);
      }
      seen = word.get();
    }
    return refusal(generation);
  }

  final long refusal(int generation) {
    long seen = word.get();
    ModelStructure now = structure;
    boolean detached = (seen & ATTACHED) == 0 && !(now != null && isWriteLocked(now));
    return generation(seen) != generation || detached ? GONE : BUSY;
  }

  /** Performs the late check after the reader is counted, and the last look at the word. */
  long checkLate(long stamp, @Nullable ModelStructure looked) {
    return (looked != null && isWriteLocked(looked)) || isDetached() ? rollBack(stamp) : stamp;
  }

  final boolean isDetached() {
    return (word.get() & ATTACHED) == 0;
  }

  final long rollBack(long stamp) {
    long outcome = isDetached() ? GONE : BUSY;
    endRead(stamp);
    return outcome;
  }

  @Override
  public void endRead(long stamp) {
    ModelStructure waitingIn = structure;
    long seen;
    do {
      seen = word.get();
      requireCounted(seen, stamp);
    } while (!word.compareAndSet(seen, seen - 1));
    afterRelease(seen - 1, waitingIn);
  }

  void requireCounted(long seen, long stamp) {
    if (stamp != stamp(generation(seen)) || (seen & COUNT) == 0) {
      throw new IllegalMonitorStateException("no such read");
    }
  }

  void afterRelease(long remaining, @Nullable ModelStructure waitingIn) {
    if (isFree(remaining)) {
      free();
    } else if (waitingIn != null && (remaining & (LOCKED | COUNT)) == LOCKED) {
      waitingIn.wake();
    }
  }

  final boolean isWriteLocked(ModelStructure looked) {
    long locked = lockSeq;
    long sequence = looked.sequence();
    return locked == sequence && (sequence & 1) != 0;
  }

  // ---- Writing

  @Override
  public final void startWrite() {
    try {
      drain(false, Long.MAX_VALUE);
    } catch (InterruptedException e) {
      throw new AssertionError("an uninterruptible wait was interrupted", e);
    }
  }

  @Override
  public final void startWriteInterruptibly() throws InterruptedException {
    drain(true, Long.MAX_VALUE);
  }

  @Override
  public final boolean tryStartWrite(long timeout, TimeUnit unit) throws InterruptedException {
    return drain(true, unit.toNanos(timeout));
  }

  final @Nullable ModelStructure structureOrNull() {
    return structure;
  }

  final ModelStructure structure() {
    ModelStructure present = structure;
    if (present == null) {
      throw new IllegalStateException("belongs to no structure");
    }
    return present;
  }

  /** Blocks new readers, waits for the present ones, and marks the node write-locked. */
  private boolean drain(boolean interruptible, long nanos) throws InterruptedException {
    if (isMarkedLocked()) {
      return true;
    }
    boolean drained = false;
    blockReaders();
    try {
      drained = awaitReaders(interruptible, nanos);
    } finally {
      unblockReaders(drained);
    }
    return drained;
  }

  boolean isMarkedLocked() {
    return lockSeq == structure().sequence();
  }

  final void markLocked() {
    lockSeq = structure().sequence();
  }

  void blockReaders() {
    structure().setWaiter(Thread.currentThread());
    word.getAndAccumulate(LOCKED, (seen, bit) -> seen | bit);
  }

  boolean awaitReaders(boolean interruptible, long nanos) throws InterruptedException {
    long begin = System.nanoTime();
    boolean interrupted = false;
    try {
      for (int looks = 0; readers() != 0; looks++) {
        if (interruptible && Thread.interrupted()) {
          throw new InterruptedException();
        }
        long left = nanos - (System.nanoTime() - begin);
        if (left <= 0) {
          return false;
        }
        pause(looks, left);
        interrupted |= !interruptible && Thread.interrupted();
      }
      return true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void pause(int looks, long nanos) {
    if (looks < SPINS) {
      Thread.onSpinWait();
    } else if (nanos > TimeUnit.DAYS.toNanos(1)) {
      LockSupport.park(this);
    } else {
      LockSupport.parkNanos(this, nanos);
    }
  }

  void unblockReaders(boolean drained) {
    if (drained) {
      markLocked();
    }
    clearLocked();
    structure().setWaiter(null);
  }

  final void clearLocked() {
    word.getAndAccumulate(~LOCKED, (seen, mask) -> seen & mask);
  }

  @Override
  public void endWrite() {
    lockSeq = -structure().sequence();
  }

  // ---- Allocation and free

  @Override
  public final void markAttached() {
    word.getAndAccumulate(ATTACHED, (seen, bit) -> seen | bit);
  }

  @Override
  public final void markDetached() {
    word.getAndAccumulate(~ATTACHED, (seen, mask) -> seen & mask);
  }

  @Override
  public void retire(int generation) {
    long seen;
    do {
      seen = word.get();
      requireOwned(seen, generation);
    } while (!word.compareAndSet(seen, seen & ~(OWNED | ATTACHED)));
    if (isFree(seen & ~OWNED)) {
      free();
    }
  }

  void requireOwned(long seen, int generation) {
    if ((seen & OWNED) == 0 || generation(seen) != generation) {
      throw new IllegalStateException("double release");
    }
  }

  @Override
  public final boolean retireAndWait(int generation, long timeout, TimeUnit unit) throws InterruptedException {
    requireOwned(word.get(), generation);
    markDetached();
    long begin = System.nanoTime();
    try {
      while (readers() != 0) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        long left = unit.toNanos(timeout) - (System.nanoTime() - begin);
        if (left <= 0) {
          return false;
        }
        LockSupport.parkNanos(this, Math.min(left, LONGEST_STEP_NANOS));
      }
      return true;
    } finally {
      retire(generation);
    }
  }

  final void free() {
    boolean reusable = false;
    try {
      oracle.recordFree(generation());
      reusable = true;
    } finally {
      home.returnToPool(reusable);
    }
  }

  /** Begins the next generation; called by the allocating thread. */
  final void beginGeneration(@Nullable ModelStructure owner) {
    word.set((long) (generation() + 1) << GENERATION_SHIFT | OWNED);
    structure = owner;
    lockSeq = 0;
  }

  // ---- State

  @Override
  public final int generation() {
    return generation(word.get());
  }

  @Override
  public final int readers() {
    return (int) (word.get() & COUNT);
  }

  @Override
  public final String toString() {
    return "model node[" + Long.toHexString(word.get()) + "]";
  }
}
