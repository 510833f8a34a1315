package org.vmalock.benchmarks;

import java.util.concurrent.ConcurrentSkipListMap;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.vmalock.tree.Batch;
import org.vmalock.tree.RangeValues;
import org.vmalock.tree.Vma;
import org.vmalock.tree.VmaTree;

/**
 * Changes and walks of a whole index beside those of a skip list with a {@code StampedLock} in every entry: one value replaced, a batch of
 * changes, all ranges visited.
 */
public class TreeChangeBenchmark extends Measured {
  private static final int RANGES = 10_000;
  private static final int BATCH = 100;
  private static final Object VALUE = "value";

  /** The keys and values of one thread. */
  @State(Scope.Thread)
  public static class Keys {
    /** The order in which the ranges were mapped. */
    @Param("RANDOM")
    public KeyOrder order;

    final RangeSpace space = new RangeSpace(RANGES);
    private final int[] random = space.inRandomOrder();
    private int position;
    private int value;

    int next() {
      position = (position + 1) % RANGES;
      return random[position];
    }

    /** A value that the range does not have, nor any neighbour. */
    Object nextValue() {
      return ++value;
    }

    void nextBatch() {
      position = (position + BATCH) % RANGES;
    }

    long gap(int i) {
      return space.end(random[(position + i) % RANGES]);
    }
  }

  /** The tree. */
  @State(Scope.Benchmark)
  public static class Tree {
    final VmaTree<Object> tree = VmaTree.builder(RangeValues.uniform().mergingEqual()).build();

    /** Maps every range. */
    @Setup
    public void fill(Keys keys) {
      for (int range : keys.order.of(keys.space)) {
        tree.map(keys.space.start(range), keys.space.end(range), range);
      }
    }
  }

  /** The rival: a concurrent index with a lock per entry. */
  @State(Scope.Benchmark)
  public static class SkipList {
    final ConcurrentSkipListMap<Long, LockedRange> map = new ConcurrentSkipListMap<>();

    /** Adds every range. */
    @Setup
    public void fill(Keys keys) {
      for (int range : keys.order.of(keys.space)) {
        LockedRange.put(map, keys.space, range);
      }
    }
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

  /** Maps ranges in random gaps in one batch, and unmaps them in another one. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void vmaTreeBatch(Tree tree, Keys keys) {
    keys.nextBatch();
    try (Batch<Object> batch = tree.tree.batch()) {
      for (int i = 0; i < BATCH; i++) {
        batch.map(keys.gap(i), keys.gap(i) + keys.space.gapLength(), VALUE);
      }
      batch.commit();
    }
    try (Batch<Object> batch = tree.tree.batch()) {
      for (int i = 0; i < BATCH; i++) {
        batch.unmap(keys.gap(i), keys.gap(i) + keys.space.gapLength());
      }
      batch.commit();
    }
  }

  /** Adds and removes the same ranges; each change is visible by itself. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void skipListBatch(SkipList list, Keys keys) {
    keys.nextBatch();
    for (int i = 0; i < BATCH; i++) {
      long start = RangeSpace.signed(keys.gap(i));
      list.map.put(start, new LockedRange(start + keys.space.gapLength() - 1, VALUE));
    }
    for (int i = 0; i < BATCH; i++) {
      LockedRange.remove(list.map, RangeSpace.signed(keys.gap(i)));
    }
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
