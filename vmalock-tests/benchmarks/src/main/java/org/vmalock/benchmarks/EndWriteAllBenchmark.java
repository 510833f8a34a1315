package org.vmalock.benchmarks;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.vmalock.StructureLock;
import org.vmalock.VmaLock;

/**
 * The end of a write section that has write-locked one node, or ten thousand. JMH times the whole section; the figure that counts is
 * {@link Releases}: the time of {@link StructureLock#unlockWrite} alone, which the benchmark takes itself.
 *
 * <p>One unlock is too short for a clock. So {@value #STRUCTURES} structures are locked and their nodes write-locked one by one; then
 * the clock runs while all the structures are unlocked, and the time is divided by their number. JMH's own clock would run around too
 * much: what it does between its clock and the benchmark is compiled only after more invocations than the long sections allow.
 *
 * <p>Three things would otherwise differ between one node and many, and have nothing to do with the release. A writer who walks over
 * ten thousand nodes pushes everything else out of the caches: so both cases have all {@value #FOOTPRINT} nodes and walk over them, and
 * differ only in how many of them are write-locked. It pushes out the structure's lock as well, which a writer who has just locked a
 * node would find: so every lock is looked at before the clock starts. And it pushes out the code of the release, and of the clock:
 * so other structures, of no nodes, are locked and released right before.
 */
@State(Scope.Thread)
public class EndWriteAllBenchmark extends Measured {
  static final int STRUCTURES = 64;
  static final int FOOTPRINT = 10_000;
  private static final int UNTIL_COMPILED = 50_000;

  /** How many nodes each structure's writer has locked. */
  @Param({"1", "10000"})
  public int nodes;

  private final StructureLock[] structures = new StructureLock[STRUCTURES];
  private final StructureLock[] others = new StructureLock[STRUCTURES];
  private VmaLock[][] nodesOf;

  /** What has been released so far, and how long that took. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Releases {
    /** Nanoseconds in which the clock ran. */
    public long nanos;

    /** Structures unlocked meanwhile. */
    public long released;
  }

  /** Makes the nodes, lets readers into them, and gets the release compiled. */
  @Setup(Level.Trial)
  public void build() {
    nodesOf = new VmaLock[STRUCTURES][FOOTPRINT];
    for (int i = 0; i < STRUCTURES; i++) {
      structures[i] = new StructureLock();
      others[i] = new StructureLock();
      for (int j = 0; j < FOOTPRINT; j++) {
        nodesOf[i][j] = new VmaLock(structures[i]);
      }
    }
    lock(structures);
    for (VmaLock[] nodesOfOne : nodesOf) {
      for (VmaLock node : nodesOfOne) {
        node.startWrite();
        node.markAttached();
      }
    }
    release(structures);
    for (int i = 0; i < UNTIL_COMPILED; i++) {
      lock(others);
      release(others);
    }
  }

  /** The whole section, with the release timed in it. */
  @Benchmark
  @OperationsPerInvocation(STRUCTURES)
  public long section(Releases releases) {
    lock(structures);
    long seen = walk();
    lock(others);
    release(others);
    lookAtStructures();
    releases.nanos += release(structures);
    releases.released += STRUCTURES;
    return seen;
  }

  private static void lock(StructureLock[] all) {
    for (StructureLock structure : all) {
      structure.lockWrite();
    }
  }

  /** Over every node, and write-locks the first ones. */
  private long walk() {
    long seen = 0;
    for (VmaLock[] nodesOfOne : nodesOf) {
      for (int j = 0; j < nodes; j++) {
        nodesOfOne[j].startWrite();
      }
      for (int j = nodes; j < FOOTPRINT; j++) {
        seen += nodesOfOne[j].readers();
      }
    }
    return seen;
  }

  private void lookAtStructures() {
    for (StructureLock structure : structures) {
      if (!structure.isWriteLockedByCurrentThread() || !structure.isWriteLocked() || structure.trySpeculate() >= 0) {
        throw new AssertionError(structure + " is not locked");
      }
    }
  }

  /** Not inlined, so that what runs before the clock starts is the very code that is measured. */
  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  private static long release(StructureLock[] all) {
    long begin = System.nanoTime();
    for (StructureLock structure : all) {
      structure.unlockWrite();
    }
    return System.nanoTime() - begin;
  }
}
