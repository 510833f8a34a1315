package org.vmalock.benchmarks;

import java.util.concurrent.ConcurrentSkipListMap;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.vmalock.tree.RangeValues;
import org.vmalock.tree.VmaTree;

/** Fills an empty index with ranges one by one, each a change of its own. One operation maps all of them. */
public class TreeBuildBenchmark extends Measured {
  /** The ranges in the order in which they are mapped. */
  @State(Scope.Thread)
  public static class Ranges {
    /** The number of ranges. */
    @Param({"1000", "10000", "100000", "1000000"})
    public int ranges;

    /** The order of their keys. */
    @Param({"ASCENDING", "DESCENDING", "RANDOM"})
    public KeyOrder order;

    RangeSpace space;
    int[] numbers;

    /** Puts the ranges in order. */
    @Setup
    public void order() {
      space = new RangeSpace(ranges);
      numbers = order.of(space);
    }
  }

  /** The tree. */
  @Benchmark
  public Object vmaTree(Ranges ranges) {
    VmaTree<Object> tree = VmaTree.builder(RangeValues.uniform().mergingEqual()).build();
    for (int range : ranges.numbers) {
      tree.map(ranges.space.start(range), ranges.space.end(range), range);
    }
    return tree;
  }

  /** A skip list with a lock in every entry; overlaps are not checked. */
  @Benchmark
  public Object skipList(Ranges ranges) {
    ConcurrentSkipListMap<Long, LockedRange> map = new ConcurrentSkipListMap<>();
    for (int range : ranges.numbers) {
      LockedRange.put(map, ranges.space, range);
    }
    return map;
  }
}
