package org.vmalock.benchmarks;

import java.util.concurrent.locks.StampedLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.vmalock.StructureLock;
import org.vmalock.VmaLock;

/** A whole write section over some nodes that nobody reads: lock the structure, write-lock each node, release all. */
@State(Scope.Thread)
public class WriteSectionBenchmark extends Measured {
  /** How many nodes a section write-locks. */
  @Param({"1", "100"})
  public int nodes;

  private final StructureLock structure = new StructureLock();
  private VmaLock[] ours;
  private final StampedLock rivalStructure = new StampedLock();
  private StampedLock[] theirs;
  private long[] stamps;

  /** Makes the nodes and lets readers in. */
  @Setup
  public void build() {
    ours = new VmaLock[nodes];
    theirs = new StampedLock[nodes];
    stamps = new long[nodes];
    structure.lockWrite();
    for (int i = 0; i < nodes; i++) {
      ours[i] = new VmaLock(structure);
      ours[i].startWrite();
      ours[i].markAttached();
      theirs[i] = new StampedLock();
    }
    structure.unlockWrite();
  }

  /** Ours: two atomic steps a node going in, none going out. */
  @Benchmark
  public void vmaLock() {
    structure.lockWrite();
    for (VmaLock node : ours) {
      node.startWrite();
    }
    structure.unlockWrite();
  }

  /** A lock around the whole and one per node, each unlocked by itself. */
  @Benchmark
  public void stampedLockEach() {
    long whole = rivalStructure.writeLock();
    for (int i = 0; i < theirs.length; i++) {
      stamps[i] = theirs[i].writeLock();
    }
    for (int i = 0; i < theirs.length; i++) {
      theirs[i].unlockWrite(stamps[i]);
    }
    rivalStructure.unlockWrite(whole);
  }
}
