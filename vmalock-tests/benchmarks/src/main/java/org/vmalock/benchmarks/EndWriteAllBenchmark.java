package org.vmalock.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.vmalock.MmLock;
import org.vmalock.VmaLock;

/**
 * The end of a write section that has write-locked one node, or ten thousand: only {@link MmLock#unlockWrite} is timed.
 *
 * <p>One unlock is too short for a clock. So before each invocation {@value #STRUCTURES} structures are locked and their nodes
 * write-locked one by one, outside the measured time; then the clock runs while all the structures are unlocked, and the time is
 * divided by their number. What the clock itself costs is spread over as many.
 *
 * <p>Three things would otherwise differ between one node and many, and have nothing to do with the release. A writer who walks over
 * ten thousand nodes pushes everything else out of the caches: so both cases have all {@value #FOOTPRINT} nodes and walk over them, and
 * differ only in how many of them are write-locked. It pushes out the structure's lock as well, which a writer who has just locked a
 * node would find: so every lock is looked at before the clock starts. And long preparations leave few invocations to compile the
 * measured loop: so the loop has run often enough before the first measurement.
 */
@State(Scope.Thread)
public class EndWriteAllBenchmark extends Measured {
  static final int STRUCTURES = 64;
  static final int FOOTPRINT = 10_000;
  private static final int UNTIL_COMPILED = 50_000;

  /** How many nodes each structure's writer has locked. */
  @Param({"1", "10000"})
  public int nodes;

  private final MmLock[] structures = new MmLock[STRUCTURES];
  private VmaLock[][] nodesOf;
  /** What the walk has read; public, so that it is not optimised away. */
  public long seen;

  /** Makes the nodes, lets readers into them, and gets the measured loop compiled. */
  @Setup(Level.Trial)
  public void build() {
    nodesOf = new VmaLock[STRUCTURES][FOOTPRINT];
    for (int i = 0; i < STRUCTURES; i++) {
      structures[i] = new MmLock();
      for (int j = 0; j < FOOTPRINT; j++) {
        nodesOf[i][j] = new VmaLock(structures[i]);
      }
    }
    lockStructures();
    for (VmaLock[] nodesOfOne : nodesOf) {
      for (VmaLock node : nodesOfOne) {
        node.startWrite();
        node.markAttached();
      }
    }
    unlockWrite();
    for (int i = 0; i < UNTIL_COMPILED; i++) {
      lockStructures();
      unlockWrite();
    }
  }

  /** Walks over every node, and write-locks the first ones. */
  @Setup(Level.Invocation)
  public void lockNodes() {
    lockStructures();
    for (VmaLock[] nodesOfOne : nodesOf) {
      for (int j = 0; j < nodes; j++) {
        nodesOfOne[j].startWrite();
      }
      for (int j = nodes; j < FOOTPRINT; j++) {
        seen += nodesOfOne[j].readers();
      }
    }
    lookAtStructures();
  }

  private void lockStructures() {
    for (MmLock structure : structures) {
      structure.lockWrite();
    }
  }

  private void lookAtStructures() {
    for (MmLock structure : structures) {
      if (!structure.isWriteLockedByCurrentThread() || !structure.isWriteLocked() || structure.trySpeculate() >= 0) {
        throw new AssertionError(structure + " is not locked");
      }
    }
  }

  /** The release of everything. */
  @Benchmark
  @OperationsPerInvocation(STRUCTURES)
  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  public void unlockWrite() {
    for (MmLock structure : structures) {
      structure.unlockWrite();
    }
  }
}
