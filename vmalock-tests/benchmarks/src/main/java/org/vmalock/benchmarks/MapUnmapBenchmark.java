package org.vmalock.benchmarks;

import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.vmalock.tree.VmaTree;

/**
 * One range is mapped in a random gap between others, and unmapped again: two changes, each complete by itself, with
 * no reader about.
 *
 * <p>The rivals do less, and each says how much. Ours finds out whether the place is free, merges with its neighbours if they are
 * equal, shuts readers out, waits for those inside, and shows a change at one instant, however many ranges it is about.
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

  /** The same for maps that compare signed. */
  @State(Scope.Thread)
  public static class SignedGaps extends Gaps {
    @Override
    public void choose() {
      super.choose();
      starts = RangeSpace.signed(starts);
    }
  }

  /** Ours. */
  @State(Scope.Benchmark)
  public static class Tree {
    final VmaTree<Object> tree = VmaTree.builder().build();

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

    /** Puts every range in. */
    @Setup
    public void fill(Gaps gaps) {
      RangeSpace space = gaps.space;
      for (int range : space.inRandomOrder()) {
        map.put(RangeSpace.signed(space.start(range)), new LockedRange(RangeSpace.signed(space.last(range)), range));
      }
    }
  }

  /** A plain index with one lock around it. */
  @State(Scope.Benchmark)
  public static class LockedTreeMap {
    final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    final TreeMap<Long, Range> map = new TreeMap<>();

    /** Puts every range in. */
    @Setup
    public void fill(Gaps gaps) {
      RangeSpace space = gaps.space;
      for (int range : space.inRandomOrder()) {
        map.put(RangeSpace.signed(space.start(range)), new Range(RangeSpace.signed(space.last(range)), range));
      }
    }
  }

  /** Everything. */
  @Benchmark
  public boolean vmaTree(Tree ours, Gaps gaps) {
    long start = gaps.next();
    long end = start + gaps.length;
    ours.tree.map(start, end, VALUE);
    return ours.tree.unmap(start, end);
  }

  /** The rival of the budget: no check for overlap, nothing that keeps two writers apart, one range a change. */
  @Benchmark
  public Object skipList(SkipList theirs, SignedGaps gaps) {
    long start = gaps.next();
    theirs.map.put(start, new LockedRange(start + gaps.length - 1, VALUE));
    LockedRange range = theirs.map.remove(start);
    long stamp = range.lock.writeLock();
    range.unmapped = true;
    range.lock.unlockWrite(stamp);
    return range;
  }

  /** The same with a lock for writers and a check for overlap; still one range a change. */
  @Benchmark
  public Object skipListChecked(SkipList theirs, SignedGaps gaps) {
    long start = gaps.next();
    long last = start + gaps.length - 1;
    synchronized (theirs) {
      if (theirs.map.floorEntry(last).getValue().last >= start) {
        throw new AssertionError("the gap at " + start + " is taken");
      }
      theirs.map.put(start, new LockedRange(last, VALUE));
    }
    synchronized (theirs) {
      LockedRange range = theirs.map.remove(start);
      long stamp = range.lock.writeLock();
      range.unmapped = true;
      range.lock.unlockWrite(stamp);
      return range;
    }
  }

  /** A check for overlap, and every reader of everything shut out. */
  @Benchmark
  public Object treeMapUnderReadWriteLock(LockedTreeMap theirs, SignedGaps gaps) {
    long start = gaps.next();
    long last = start + gaps.length - 1;
    theirs.lock.writeLock().lock();
    try {
      if (theirs.map.floorEntry(last).getValue().last >= start) {
        throw new AssertionError("the gap at " + start + " is taken");
      }
      theirs.map.put(start, new Range(last, VALUE));
    } finally {
      theirs.lock.writeLock().unlock();
    }
    theirs.lock.writeLock().lock();
    try {
      return theirs.map.remove(start);
    } finally {
      theirs.lock.writeLock().unlock();
    }
  }
}
