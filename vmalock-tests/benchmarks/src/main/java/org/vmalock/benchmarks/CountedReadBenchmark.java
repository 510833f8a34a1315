package org.vmalock.benchmarks;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.vmalock.StructureLock;
import org.vmalock.VmaLock;

/** An empty read: acquires and releases the read lock of one node without a writer. */
@State(Scope.Benchmark)
public class CountedReadBenchmark extends Measured {
  private final StructureLock structure = new StructureLock();
  private final VmaLock node = new VmaLock(structure);
  private final VmaLock held = new VmaLock(structure);
  private final VmaLock free = new VmaLock();
  private final Lock view = VmaLock.standalone().asReadWriteLock().readLock();
  private final StampedLock stamped = new StampedLock();
  private final StampedLock stampedHeld = new StampedLock();
  private final Lock reentrant = new ReentrantReadWriteLock().readLock();
  private int generation;
  private int generationOfHeld;
  private int generationOfFree;
  private long heldStamp;
  private long heldStampOfRival;

  /** Attaches the nodes, and acquires a read that stays, of a node and of the rival. */
  @Setup
  public void attach() {
    structure.lockWrite();
    node.startWrite();
    node.markAttached();
    held.startWrite();
    held.markAttached();
    structure.unlockWrite();
    free.markAttached();
    generation = node.generation();
    generationOfHeld = held.generation();
    generationOfFree = free.generation();
    heldStamp = held.tryStartRead(generationOfHeld);
    heldStampOfRival = stampedHeld.readLock();
  }

  /** Releases the reads that stayed. */
  @TearDown
  public void release() {
    held.endRead(heldStamp);
    stampedHeld.unlockRead(heldStampOfRival);
  }

  /** A node of a structure: the generation, and the sequence before and after. */
  @Benchmark
  public long vmaLock() {
    long stamp = node.tryStartRead(generation);
    node.endRead(stamp);
    return stamp;
  }

  /** The same while another reader holds the node. */
  @Benchmark
  public long vmaLockHeldByAnother() {
    long stamp = held.tryStartRead(generationOfHeld);
    held.endRead(stamp);
    return stamp;
  }

  /** A pooled object without structure: the generation, and no sequence to check. */
  @Benchmark
  public long vmaLockWithoutStructure() {
    long stamp = free.tryStartRead(generationOfFree);
    free.endRead(stamp);
    return stamp;
  }

  /** Behind the JDK's interface, which has no stamp. */
  @Benchmark
  @SuppressWarnings("LockNotBeforeTry") // the body is empty
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

  /** The rival, with another reader inside. */
  @Benchmark
  public long stampedLockHeldByAnother() {
    long stamp = stampedHeld.readLock();
    stampedHeld.unlockRead(stamp);
    return stamp;
  }

  /** The rival that most code has. */
  @Benchmark
  @SuppressWarnings("LockNotBeforeTry") // the body is empty
  public void reentrantReadWriteLock() {
    reentrant.lock();
    reentrant.unlock();
  }
}
