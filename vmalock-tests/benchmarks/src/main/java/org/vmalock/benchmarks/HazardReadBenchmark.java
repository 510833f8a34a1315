package org.vmalock.benchmarks;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.vmalock.Spreading;
import org.vmalock.StructureLock;
import org.vmalock.VmaLock;

/** An empty read of a node that is always spread, of one that never is, and of no lock at all: an optimistic read. */
@State(Scope.Benchmark)
public class HazardReadBenchmark extends Measured {
  private final VmaLock spread = attached(new StructureLock(Spreading.ALWAYS));
  private final VmaLock counted = attached(new StructureLock(Spreading.NEVER));
  private final int generationOfSpread = spread.generation();
  private final int generationOfCounted = counted.generation();
  private final StampedLock stamped = new StampedLock();
  private final Lock reentrant = new ReentrantReadWriteLock().readLock();
  private final AtomicInteger references = new AtomicInteger(1);

  private static VmaLock attached(StructureLock structure) {
    VmaLock node = new VmaLock(structure);
    structure.lockWrite();
    node.startWrite();
    node.markAttached();
    structure.unlockWrite();
    return node;
  }

  /** Checks what is measured. */
  @Setup
  public void check() {
    if (!spread.isSpread() || counted.isSpread()) {
      throw new IllegalStateException(spread + ", " + counted);
    }
  }

  /** A slot of the thread. */
  @Benchmark
  public long vmaLockSpread() {
    long stamp = spread.tryStartRead(generationOfSpread);
    spread.endRead(stamp);
    return stamp;
  }

  /** The count of the node. */
  @Benchmark
  public long vmaLockCounted() {
    long stamp = counted.tryStartRead(generationOfCounted);
    counted.endRead(stamp);
    return stamp;
  }

  /** No store. */
  @Benchmark
  public boolean vmaLockOptimistic() {
    long stamp = counted.tryOptimisticRead();
    return counted.validate(generationOfCounted, stamp);
  }

  /** The rival of the budget. */
  @Benchmark
  public long stampedLock() {
    long stamp = stamped.readLock();
    stamped.unlockRead(stamp);
    return stamp;
  }

  /** The rival of the optimistic read. */
  @Benchmark
  public boolean stampedLockOptimistic() {
    long stamp = stamped.tryOptimisticRead();
    return stamped.validate(stamp);
  }

  /** The lock that most code has. */
  @Benchmark
  @SuppressWarnings("LockNotBeforeTry") // the body is empty
  public void reentrantReadWriteLock() {
    reentrant.lock();
    reentrant.unlock();
  }

  /** A count without any check. */
  @Benchmark
  public int atomicInteger() {
    references.incrementAndGet();
    return references.decrementAndGet();
  }
}
