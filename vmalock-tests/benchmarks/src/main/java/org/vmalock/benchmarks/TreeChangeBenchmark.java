package org.vmalock.benchmarks;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.vmalock.tree.RangeValues;
import org.vmalock.tree.Vma;
import org.vmalock.tree.VmaTree;

/**
 * Changes and walks of a whole index beside those of a skip list with a {@code StampedLock} in every entry: ranges mapped one by one with
 * ascending keys, one value replaced, all ranges visited.
 */
public class TreeChangeBenchmark extends Measured {
  private static final int ASCENDING = 100_000;
  private static final int RANGES = 10_000;

  /** The keys and values of one thread. */
  @State(Scope.Thread)
  public static class Keys {
    final RangeSpace ascending = new RangeSpace(ASCENDING);
    final RangeSpace space = new RangeSpace(RANGES);
    final int[] order = space.inRandomOrder();
    private int position;

    int next() {
      return order[position++ % RANGES];
    }

    /** A value that no neighbour has. */
    Object nextValue() {
      return position;
    }
  }

  /** The tree. */
  @State(Scope.Benchmark)
  public static class Tree {
    final VmaTree<Object> tree = VmaTree.builder(RangeValues.uniform().mergingEqual()).build();

    /** Maps every range, in random order. */
    @Setup
    public void fill(Keys keys) {
      for (int range : keys.order) {
        tree.map(keys.space.start(range), keys.space.end(range), range);
      }
    }
  }

  /** The rival: a concurrent index with a lock per entry. */
  @State(Scope.Benchmark)
  public static class SkipList {
    final ConcurrentSkipListMap<Long, LockedRange> map = new ConcurrentSkipListMap<>();

    /** Adds every range, in random order. */
    @Setup
    public void fill(Keys keys) {
      for (int range : keys.order) {
        put(map, keys.space, range);
      }
    }
  }

  private static void put(Map<Long, LockedRange> map, RangeSpace space, int range) {
    map.put(RangeSpace.signed(space.start(range)), new LockedRange(RangeSpace.signed(space.last(range)), range));
  }

  /** Maps all ranges of an empty tree with ascending keys. */
  @Benchmark
  @OperationsPerInvocation(ASCENDING)
  public Object vmaTreeAscending(Keys keys) {
    VmaTree<Object> tree = VmaTree.builder(RangeValues.uniform().mergingEqual()).build();
    for (int range = 0; range < ASCENDING; range++) {
      tree.map(keys.ascending.start(range), keys.ascending.end(range), range);
    }
    return tree;
  }

  /** Adds all ranges to an empty skip list with ascending keys; overlaps are not checked. */
  @Benchmark
  @OperationsPerInvocation(ASCENDING)
  public Object skipListAscending(Keys keys) {
    ConcurrentSkipListMap<Long, LockedRange> map = new ConcurrentSkipListMap<>();
    for (int range = 0; range < ASCENDING; range++) {
      put(map, keys.ascending, range);
    }
    return map;
  }

  /** Replaces the value of one range. */
  @Benchmark
  public void vmaTreeUpdate(Tree tree, Keys keys) {
    int range = keys.next();
    tree.tree.update(keys.space.start(range), keys.space.end(range), keys.nextValue());
  }

  /** Replaces the value of one entry, write-locked. */
  @Benchmark
  public void skipListUpdate(SkipList list, Keys keys) {
    int range = keys.next();
    LockedRange entry = list.map.floorEntry(RangeSpace.signed(keys.space.start(range))).getValue();
    long stamp = entry.lock.writeLock();
    entry.value = keys.nextValue();
    entry.lock.unlockWrite(stamp);
  }

  /** Visits all ranges of one version. */
  @Benchmark
  @OperationsPerInvocation(RANGES)
  public long vmaTreeIteration(Tree tree) {
    long sum = 0;
    for (Vma<Object> vma : tree.tree.snapshot()) {
      sum += (Integer) vma.value();
    }
    return sum;
  }

  /** Visits all entries; weakly consistent. */
  @Benchmark
  @OperationsPerInvocation(RANGES)
  public long skipListIteration(SkipList list) {
    long sum = 0;
    for (LockedRange entry : list.map.values()) {
      sum += (Integer) entry.value;
    }
    return sum;
  }
}
