package org.vmalock.benchmarks;

import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.vmalock.tree.RangeValues;
import org.vmalock.tree.SearchDirection;
import org.vmalock.tree.VmaTree;

/**
 * Searches for free keys among 10,000 ranges, upwards from a random key, without writers. The place is longer than the ordinary gaps; at
 * every hundredth range there is none, so that the gap is long enough.
 */
public class FreeSpaceBenchmark extends Measured {
  private static final int RANGES = 10_000;
  private static final int LONG_GAP = 100;

  /** The keys at which searches begin. */
  @State(Scope.Thread)
  public static class Keys {
    private static final int COUNT = 1 << 14;

    final RangeSpace space = new RangeSpace(RANGES);
    final long length = 4 * space.gapLength();
    final long below = space.start(RANGES - 1);
    private final long[] keys = new long[COUNT];
    private int position;

    /** Chooses the keys, each below a long gap. */
    @Setup
    public void choose() {
      long[] inside = space.keysInside(COUNT, 1);
      for (int i = 0; i < COUNT; i++) {
        keys[i] = Long.remainderUnsigned(inside[i], space.start(RANGES - LONG_GAP));
      }
    }

    long next() {
      return keys[position++ & COUNT - 1];
    }
  }

  private static boolean isMapped(int range) {
    return range % LONG_GAP != LONG_GAP - 2;
  }

  /** The tree. */
  @State(Scope.Benchmark)
  public static class Tree {
    final VmaTree<Object> tree = VmaTree.builder(RangeValues.uniform()).build();

    /** Maps the ranges in random order. */
    @Setup
    public void fill(Keys keys) {
      for (int range : keys.space.inRandomOrder()) {
        if (isMapped(range)) {
          tree.map(keys.space.start(range), keys.space.end(range), range);
        }
      }
    }
  }

  /** A plain index with one lock around it. */
  @State(Scope.Benchmark)
  public static class LockedTreeMap {
    final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    final TreeMap<Long, Range> map = new TreeMap<>();

    /** Adds the ranges in random order. */
    @Setup
    public void fill(Keys keys) {
      for (int range : keys.space.inRandomOrder()) {
        if (isMapped(range)) {
          Range.put(map, keys.space, range);
        }
      }
    }
  }

  /** The search by the largest gap below each branch. */
  @Benchmark
  public OptionalLong vmaTree(Tree tree, Keys keys) {
    return tree.tree.findFree(keys.length, 1, keys.next(), keys.below, SearchDirection.ASCENDING);
  }

  /** The rival of the budget: looks at one gap after the other. */
  @Benchmark
  public OptionalLong treeMapScan(LockedTreeMap rival, Keys keys) {
    long from = RangeSpace.signed(keys.next());
    long below = RangeSpace.signed(keys.below);
    rival.lock.readLock().lock();
    try {
      Map.Entry<Long, Range> floor = rival.map.floorEntry(from);
      long start = floor == null ? from : Math.max(from, floor.getValue().last + 1);
      for (Map.Entry<Long, Range> next : rival.map.tailMap(start, true).entrySet()) {
        if (next.getKey() - start >= keys.length || next.getKey() >= below) {
          break;
        }
        start = next.getValue().last + 1;
      }
      return below - start >= keys.length ? OptionalLong.of(RangeSpace.signed(start)) : OptionalLong.empty();
    } finally {
      rival.lock.readLock().unlock();
    }
  }
}
