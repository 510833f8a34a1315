package org.vmalock.benchmarks;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.vmalock.MmLock;
import org.vmalock.VmaLock;

/** An empty read: in and out of one lock that nobody writes. */
@State(Scope.Benchmark)
public class CountedReadBenchmark extends Measured {
  private final MmLock structure = new MmLock();
  private final VmaLock node = new VmaLock(structure);
  private final VmaLock free = new VmaLock();
  private final Lock view = VmaLock.standalone().asReadWriteLock().readLock();
  private final StampedLock stamped = new StampedLock();
  private final Lock reentrant = new ReentrantReadWriteLock().readLock();
  private int generation;

  /** Lets readers in. */
  @Setup
  public void attach() {
    structure.lockWrite();
    node.startWrite();
    node.markAttached();
    structure.unlockWrite();
    free.markAttached();
    generation = node.generation();
  }

  /** A node of a structure: the generation and both checks of the sequence. */
  @Benchmark
  public long vmaLock() {
    long stamp = node.tryStartRead(generation);
    node.endRead(stamp);
    return stamp;
  }

  /** A pooled object without structure: the generation, and no sequence to check. */
  @Benchmark
  public long vmaLockWithoutStructure() {
    long stamp = free.tryStartRead(generation);
    free.endRead(stamp);
    return stamp;
  }

  /** Behind the JDK's interface, which has no stamp to hand over. */
  @Benchmark
  @SuppressWarnings("LockNotBeforeTry") // there is nothing to try
  public void vmaLockAsReadWriteLock() {
    view.lock();
    view.unlock();
  }

  /** The rival of the budget. */
  @Benchmark
  public long stampedLock() {
    long stamp = stamped.readLock();
    stamped.unlockRead(stamp);
    return stamp;
  }

  /** The rival that most code has. */
  @Benchmark
  @SuppressWarnings("LockNotBeforeTry") // there is nothing to try
  public void reentrantReadWriteLock() {
    reentrant.lock();
    reentrant.unlock();
  }
}
