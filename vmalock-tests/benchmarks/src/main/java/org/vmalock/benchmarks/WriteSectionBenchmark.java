package org.vmalock.benchmarks;

import java.util.concurrent.locks.StampedLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.vmalock.StructureLock;
import org.vmalock.VmaLock;

/** A write section over nodes without readers: locks the structure, write-locks each node, releases all. */
@State(Scope.Thread)
public class WriteSectionBenchmark extends Measured {
  /** The number of nodes that a section write-locks. */
  @Param({"1", "100"})
  public int nodes;

  private final StructureLock structure = new StructureLock();
  private VmaLock[] vmaLocks;
  private final StampedLock rivalStructure = new StampedLock();
  private StampedLock[] stampedLocks;
  private long[] stamps;

  /** Creates and attaches the nodes. */
  @Setup
  public void build() {
    vmaLocks = new VmaLock[nodes];
    stampedLocks = new StampedLock[nodes];
    stamps = new long[nodes];
    structure.lockWrite();
    for (int i = 0; i < nodes; i++) {
      vmaLocks[i] = new VmaLock(structure);
      vmaLocks[i].startWrite();
      vmaLocks[i].markAttached();
      stampedLocks[i] = new StampedLock();
    }
    structure.unlockWrite();
  }

  /** Two atomic updates per node to write-lock it, none to release it. */
  @Benchmark
  public void vmaLock() {
    structure.lockWrite();
    for (VmaLock node : vmaLocks) {
      node.startWrite();
    }
    structure.unlockWrite();
  }

  /** A lock for the structure and one per node, each released by itself. */
  @Benchmark
  public void stampedLockEach() {
    long whole = rivalStructure.writeLock();
    for (int i = 0; i < stampedLocks.length; i++) {
      stamps[i] = stampedLocks[i].writeLock();
    }
    for (int i = 0; i < stampedLocks.length; i++) {
      stampedLocks[i].unlockWrite(stamps[i]);
    }
    rivalStructure.unlockWrite(whole);
  }
}
