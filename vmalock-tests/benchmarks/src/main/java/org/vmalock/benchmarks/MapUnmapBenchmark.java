package org.vmalock.benchmarks;

import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.vmalock.tree.RangeValues;
import org.vmalock.tree.VmaSnapshot;
import org.vmalock.tree.VmaTree;

/**
 * Maps one range in a random gap between others, and unmaps it: two changes, each complete by itself, without readers.
 *
 * <p>The rivals do less, as each of them states. The tree checks that the place is free, merges equal neighbours, returns what was unmapped, excludes readers, drains
 * those inside, and publishes a change at one instant, however many ranges it affects.
 */
public class MapUnmapBenchmark extends Measured {
  private static final int GAPS = 1 << 14;
  private static final Object VALUE = "value";

  /** The gaps in which ranges are mapped and unmapped. */
  @State(Scope.Thread)
  public static class Gaps {
    /** The number of ranges that stay mapped. */
    @Param({"10000", "100000"})
    public int ranges;

    RangeSpace space;
    long length;
    long[] starts;
    private int position;

    /** Chooses the gaps. */
    @Setup
    public void choose() {
      space = new RangeSpace(ranges);
      length = space.gapLength();
      starts = space.gaps(GAPS, 1);
    }

    long next() {
      return starts[position++ & GAPS - 1];
    }
  }

  /** The same gaps for maps that compare signed. */
  @State(Scope.Thread)
  public static class SignedGaps extends Gaps {
    @Override
    public void choose() {
      super.choose();
      starts = RangeSpace.signed(starts);
    }
  }

  /** The tree. */
  @State(Scope.Benchmark)
  public static class Tree {
    final VmaTree<Object> tree = VmaTree.builder(RangeValues.uniform().mergingEqual()).build();
    VmaSnapshot<Object> snapshot;

    /** Maps every range. */
    @Setup
    public void fill(Gaps gaps) {
      RangeSpace space = gaps.space;
      for (int range : space.inRandomOrder()) {
        tree.map(space.start(range), space.end(range), range);
      }
    }
  }

  /** A concurrent index with a lock per entry. */
  @State(Scope.Benchmark)
  public static class SkipList {
    final ConcurrentSkipListMap<Long, LockedRange> map = new ConcurrentSkipListMap<>();

    /** Adds every range. */
    @Setup
    public void fill(Gaps gaps) {
      RangeSpace space = gaps.space;
      for (int range : space.inRandomOrder()) {
        LockedRange.put(map, space, range);
      }
    }
  }

  /** A plain index with one lock around it. */
  @State(Scope.Benchmark)
  public static class LockedTreeMap {
    final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    final TreeMap<Long, Range> map = new TreeMap<>();

    /** Adds every range. */
    @Setup
    public void fill(Gaps gaps) {
      RangeSpace space = gaps.space;
      for (int range : space.inRandomOrder()) {
        Range.put(map, space, range);
      }
    }
  }

  /** Maps and unmaps one range. */
  @Benchmark
  public Object vmaTree(Tree tree, Gaps gaps) {
    long start = gaps.next();
    long end = start + gaps.length;
    tree.tree.map(start, end, VALUE);
    return tree.tree.unmap(start, end);
  }

  /** The same beside a snapshot that was taken after the change before. */
  @Benchmark
  public Object vmaTreeBesideSnapshot(Tree tree, Gaps gaps) {
    tree.snapshot = tree.tree.snapshot();
    return vmaTree(tree, gaps);
  }

  /** The rival of the budget: no check for overlap, no exclusion of two writers, one range per change. */
  @Benchmark
  public Object skipList(SkipList rival, SignedGaps gaps) {
    long start = gaps.next();
    rival.map.put(start, new LockedRange(start + gaps.length - 1, VALUE));
    return LockedRange.remove(rival.map, start);
  }

  /** The same with a lock for writers and a check for overlap; still one range per change. */
  @Benchmark
  public Object skipListChecked(SkipList rival, SignedGaps gaps) {
    long start = gaps.next();
    long last = start + gaps.length - 1;
    synchronized (rival) {
      if (rival.map.floorEntry(last).getValue().last >= start) {
        throw new AssertionError("the gap at " + start + " is taken");
      }
      rival.map.put(start, new LockedRange(last, VALUE));
    }
    synchronized (rival) {
      return LockedRange.remove(rival.map, start);
    }
  }

  /** A check for overlap, and the exclusion of all readers. */
  @Benchmark
  public Object treeMapUnderReadWriteLock(LockedTreeMap rival, SignedGaps gaps) {
    long start = gaps.next();
    long last = start + gaps.length - 1;
    rival.lock.writeLock().lock();
    try {
      if (rival.map.floorEntry(last).getValue().last >= start) {
        throw new AssertionError("the gap at " + start + " is taken");
      }
      rival.map.put(start, new Range(last, VALUE));
    } finally {
      rival.lock.writeLock().unlock();
    }
    rival.lock.writeLock().lock();
    try {
      return rival.map.remove(start);
    } finally {
      rival.lock.writeLock().unlock();
    }
  }
}
