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
 * The end of a write section that has write-locked one node, or ten thousand. JMH times the whole section; the relevant figure is
 * {@link Releases}: the time of {@link StructureLock#unlockWrite} alone, which the benchmark measures itself.
 *
 * <p>One unlock is too short for a clock. Therefore {@value #STRUCTURES} structures are locked and their nodes write-locked one by one; then
 * the benchmark times the unlocking of all structures, and divides by their number. JMH's own timing would include code between its clock
 * and the benchmark that is compiled only after more invocations than the long sections allow.
 *
 * <p>Three differences between one node and many are unrelated to the release, and are removed. A walk over ten thousand nodes evicts all
 * else from the caches: both cases have all {@value #FOOTPRINT} nodes and walk over them, and differ only in the number of write-locked
 * ones. It evicts the structure lock, which a writer that has just locked a node finds cached: every lock is loaded before the timing
 * starts. It evicts the code of the release and of the clock: other structures, without nodes, are locked and released right before.
 */
@State(Scope.Thread)
public class EndWriteAllBenchmark extends Measured {
  static final int STRUCTURES = 64;
  static final int FOOTPRINT = 10_000;
  private static final int UNTIL_COMPILED = 50_000;

  /** The number of write-locked nodes per structure. */
  @Param({"1", "10000"})
  public int nodes;

  private final StructureLock[] structures = new StructureLock[STRUCTURES];
  private final StructureLock[] others = new StructureLock[STRUCTURES];
  private VmaLock[][] nodesOf;

  /** The releases so far and their time. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Releases {
    /** Nanoseconds of all releases. */
    public long nanos;

    /** Structures unlocked in that time. */
    public long released;
  }

  /** Creates and attaches the nodes, and runs the release until it is compiled. */
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

  /** Visits all nodes and write-locks the first ones. */
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

  /** Not inlined, so that the code that runs before the timing is the code that is timed. */
  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  private static long release(StructureLock[] all) {
    long begin = System.nanoTime();
    for (StructureLock structure : all) {
      structure.unlockWrite();
    }
    return System.nanoTime() - begin;
  }
}
