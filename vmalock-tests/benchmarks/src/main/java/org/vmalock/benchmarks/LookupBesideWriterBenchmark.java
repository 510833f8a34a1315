package org.vmalock.benchmarks;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.GroupThreads;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.vmalock.tree.RangeValues;
import org.vmalock.tree.Vma;
import org.vmalock.tree.VmaCursor;
import org.vmalock.tree.VmaResult;
import org.vmalock.tree.VmaTree;

/**
 * Looks up random ranges that stay mapped, keys that stay unmapped, or one range after the other, while another thread maps and unmaps
 * ranges in the gaps without a pause.
 */
public class LookupBesideWriterBenchmark extends Measured {
  private static final int RANGES = 10_000;
  private static final int KEYS = 1 << 14;
  private static final RangeSpace SPACE = new RangeSpace(RANGES);
  private static final Object VALUE = "value";

  /** Keys inside ranges, the starts of gaps, and a position among all ranges; for one thread. */
  @State(Scope.Thread)
  public static class Keys {
    final VmaResult<Object> result = new VmaResult<>();
    VmaCursor cursor = new VmaCursor();
    long last = Long.MIN_VALUE;
    private final long[] inside = SPACE.keysInside(KEYS, 1);
    private final long[] gaps = SPACE.gaps(KEYS, 2);
    private int position;

    long inside() {
      return inside[position++ & KEYS - 1];
    }

    long gap() {
      return gaps[position++ & KEYS - 1];
    }

    /** Returns a key after the part of a gap that the writer maps. */
    long unmapped() {
      return gap() + SPACE.gapLength();
    }
  }

  /** The tree. */
  @State(Scope.Group)
  public static class Tree {
    final VmaTree<Object> tree = VmaTree.builder(RangeValues.uniform().mergingEqual()).build();

    /** Maps every range. */
    public Tree() {
      for (int range : SPACE.inRandomOrder()) {
        tree.map(SPACE.start(range), SPACE.end(range), range);
      }
    }
  }

  /** A concurrent index with a lock per entry. */
  @State(Scope.Group)
  public static class SkipList {
    final ConcurrentSkipListMap<Long, LockedRange> map = new ConcurrentSkipListMap<>();

    /** Adds every range. */
    public SkipList() {
      for (int range : SPACE.inRandomOrder()) {
        LockedRange.put(map, SPACE, range);
      }
    }
  }

  /** A plain index with one lock around it. */
  @State(Scope.Group)
  public static class LockedTreeMap {
    final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    final TreeMap<Long, Range> map = new TreeMap<>();

    /** Adds every range. */
    public LockedTreeMap() {
      for (int range : SPACE.inRandomOrder()) {
        Range.put(map, SPACE, range);
      }
    }
  }

  /** Looks up, read-locks, unlocks. */
  @Benchmark
  @Group("vmaTree")
  @GroupThreads(1)
  public Object readVmaTree(Tree tree, Keys keys) {
    long stamp = tree.tree.startRead(keys.inside(), keys.result);
    Vma<Object> vma = keys.result.vma();
    Object value = vma.value();
    vma.endRead(stamp);
    return value;
  }

  /** Looks up a key that is not mapped. */
  @Benchmark
  @Group("vmaTreeMiss")
  @GroupThreads(1)
  public long readMissVmaTree(Tree tree, Keys keys) {
    return tree.tree.startRead(keys.unmapped(), keys.result);
  }

  /** Finds the next range, read-locks, unlocks. */
  @Benchmark
  @Group("vmaTreeNext")
  @GroupThreads(1)
  public Object readNextVmaTree(Tree tree, Keys keys) {
    long stamp = tree.tree.startReadNext(keys.cursor, keys.result);
    if (stamp == VmaTree.NOT_MAPPED) {
      keys.cursor = new VmaCursor();
      return keys;
    }
    Vma<Object> vma = keys.result.vma();
    Object value = vma.value();
    vma.endRead(stamp);
    return value;
  }

  /** Maps and unmaps a range. */
  @Benchmark
  @Group("vmaTree")
  @GroupThreads(1)
  public Object writeVmaTree(Tree tree, Keys keys) {
    return mapAndUnmap(tree, keys);
  }

  /** Maps and unmaps a range. */
  @Benchmark
  @Group("vmaTreeMiss")
  @GroupThreads(1)
  public Object writeVmaTreeBesideMisses(Tree tree, Keys keys) {
    return mapAndUnmap(tree, keys);
  }

  /** Maps and unmaps a range. */
  @Benchmark
  @Group("vmaTreeNext")
  @GroupThreads(1)
  public Object writeVmaTreeBesideIteration(Tree tree, Keys keys) {
    return mapAndUnmap(tree, keys);
  }

  private static Object mapAndUnmap(Tree tree, Keys keys) {
    long start = keys.gap();
    long end = start + SPACE.gapLength();
    tree.tree.map(start, end, VALUE);
    return tree.tree.unmap(start, end);
  }

  /** Looks up, read-locks, unlocks. */
  @Benchmark
  @Group("skipList")
  @GroupThreads(1)
  public Object readSkipList(SkipList rival, Keys keys) {
    LockedRange range = rival.map.floorEntry(RangeSpace.signed(keys.inside())).getValue();
    long stamp = range.lock.readLock();
    Object value = range.unmapped ? null : range.value;
    range.lock.unlockRead(stamp);
    return value;
  }

  /** Looks up a key that is not mapped, and sees that the entry does not cover it. */
  @Benchmark
  @Group("skipListMiss")
  @GroupThreads(1)
  public boolean readMissSkipList(SkipList rival, Keys keys) {
    long key = RangeSpace.signed(keys.unmapped());
    return rival.map.floorEntry(key).getValue().last >= key;
  }

  /** Finds the next entry, read-locks, unlocks. */
  @Benchmark
  @Group("skipListNext")
  @GroupThreads(1)
  public Object readNextSkipList(SkipList rival, Keys keys) {
    Map.Entry<Long, LockedRange> next = rival.map.higherEntry(keys.last);
    if (next == null) {
      keys.last = Long.MIN_VALUE;
      return keys;
    }
    keys.last = next.getKey();
    LockedRange range = next.getValue();
    long stamp = range.lock.readLock();
    Object value = range.unmapped ? null : range.value;
    range.lock.unlockRead(stamp);
    return value;
  }

  /** Puts and removes a range, write-locked once. */
  @Benchmark
  @Group("skipList")
  @GroupThreads(1)
  public Object writeSkipList(SkipList rival, Keys keys) {
    return putAndRemove(rival, keys);
  }

  /** Puts and removes a range, write-locked once. */
  @Benchmark
  @Group("skipListMiss")
  @GroupThreads(1)
  public Object writeSkipListBesideMisses(SkipList rival, Keys keys) {
    return putAndRemove(rival, keys);
  }

  /** Puts and removes a range, write-locked once. */
  @Benchmark
  @Group("skipListNext")
  @GroupThreads(1)
  public Object writeSkipListBesideIteration(SkipList rival, Keys keys) {
    return putAndRemove(rival, keys);
  }

  private static Object putAndRemove(SkipList rival, Keys keys) {
    long start = RangeSpace.signed(keys.gap());
    rival.map.put(start, new LockedRange(start + SPACE.gapLength() - 1, VALUE));
    return LockedRange.remove(rival.map, start);
  }

  /** Looks up with the whole index locked for reading. */
  @Benchmark
  @Group("treeMap")
  @GroupThreads(1)
  public Object readTreeMap(LockedTreeMap rival, Keys keys) {
    rival.lock.readLock().lock();
    try {
      return rival.map.floorEntry(RangeSpace.signed(keys.inside())).getValue().value;
    } finally {
      rival.lock.readLock().unlock();
    }
  }

  /** Puts and removes a range, each with the whole index write-locked. */
  @Benchmark
  @Group("treeMap")
  @GroupThreads(1)
  public Object writeTreeMap(LockedTreeMap rival, Keys keys) {
    long start = RangeSpace.signed(keys.gap());
    rival.lock.writeLock().lock();
    try {
      rival.map.put(start, new Range(start + SPACE.gapLength() - 1, VALUE));
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
