package org.vmalock.benchmarks;

import java.util.concurrent.locks.StampedLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.vmalock.StructureLock;

/** A structure lock that is acquired and released by one thread, without nodes, beside the same with a {@code StampedLock}. */
@State(Scope.Thread)
public class StructureLockBenchmark extends Measured {
  private final StructureLock structure = new StructureLock();
  private final StampedLock stamped = new StampedLock();

  /** An empty write section. */
  @Benchmark
  public void write() {
    structure.lockWrite();
    structure.unlockWrite();
  }

  /** An empty read of the structure. */
  @Benchmark
  public void read() {
    structure.lockRead();
    structure.unlockRead();
  }

  /** The write lock of a {@code StampedLock}. */
  @Benchmark
  public void stampedWrite() {
    stamped.unlockWrite(stamped.writeLock());
  }

  /** The read lock of a {@code StampedLock}. */
  @Benchmark
  public void stampedRead() {
    stamped.unlockRead(stamped.readLock());
  }
}
