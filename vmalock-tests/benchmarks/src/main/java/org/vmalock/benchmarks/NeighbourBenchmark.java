package org.vmalock.benchmarks;

import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.GroupThreads;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.vmalock.StructureLock;
import org.vmalock.VmaLock;

/**
 * A counted read of a node while another thread acquires and releases a structure lock for reading: the node's own, or that of another
 * structure. The two share no word that a counted read writes, so the difference is false sharing.
 *
 * <p>Structures are placed on purpose: before each stands a filler of another length, so that over all placements each field meets each
 * offset in a cache line, and each is followed by a page of its own. Every iteration uses the next placement.
 */
@State(Scope.Group)
public class NeighbourBenchmark extends Measured {
  private static final int PLACEMENTS = 8;
  private static final int WORD = 8;
  private static final int PAGE = 4096;

  private final List<Object> fillers = new ArrayList<>();
  private final StructureLock[] structures = new StructureLock[PLACEMENTS];
  private final StructureLock[] others = new StructureLock[PLACEMENTS];
  private final VmaLock[] nodes = new VmaLock[PLACEMENTS];
  private int placement = -1;
  private StructureLock structure;
  private StructureLock other;
  private VmaLock node;
  private int generation;

  /** Creates the structures, each at another offset, and attaches a node of each. */
  @Setup(Level.Trial)
  public void place() {
    for (int i = 0; i < PLACEMENTS; i++) {
      fillers.add(new byte[PAGE + i * WORD]);
      structures[i] = new StructureLock();
      fillers.add(new byte[PAGE]);
      others[i] = new StructureLock();
      fillers.add(new byte[PAGE]);
      nodes[i] = new VmaLock(structures[i]);
      fillers.add(new byte[PAGE]);
      structures[i].lockWrite();
      nodes[i].startWrite();
      nodes[i].markAttached();
      structures[i].unlockWrite();
    }
  }

  /** Selects the next placement. */
  @Setup(Level.Iteration)
  public void next() {
    placement = (placement + 1) % PLACEMENTS;
    structure = structures[placement];
    other = others[placement];
    node = nodes[placement];
    generation = node.generation();
  }

  /** The reader, beside its own structure lock. */
  @Benchmark
  @Group("own")
  @GroupThreads(1)
  public long readBesideOwn() {
    return read();
  }

  /** The neighbour: acquires and releases the reader's structure lock for reading. */
  @Benchmark
  @Group("own")
  @GroupThreads(1)
  public void lockOwn() {
    structure.lockRead();
    structure.unlockRead();
  }

  /** The reader, beside another structure lock. */
  @Benchmark
  @Group("other")
  @GroupThreads(1)
  public long readBesideOther() {
    return read();
  }

  /** The neighbour: acquires and releases another structure lock for reading. */
  @Benchmark
  @Group("other")
  @GroupThreads(1)
  public void lockOther() {
    other.lockRead();
    other.unlockRead();
  }

  private long read() {
    long stamp = node.tryStartRead(generation);
    node.endRead(stamp);
    return stamp;
  }
}
