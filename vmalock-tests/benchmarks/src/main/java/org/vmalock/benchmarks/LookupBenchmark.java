package org.vmalock.benchmarks;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.ThreadParams;
import org.vmalock.tree.RangeValues;
import org.vmalock.tree.Vma;
import org.vmalock.tree.VmaCursor;
import org.vmalock.tree.VmaHandle;
import org.vmalock.tree.VmaResult;
import org.vmalock.tree.VmaTree;

/**
 * Looks up the range that covers a random key, in an index without a writer. Every look-up finds one, but for those that are to miss.
 *
 * <p>The keys are drawn before the measurement, {@value #KEYS} per thread (2 MiB, read in order), so that an operation is the load of a key
 * and the look-up. The JDK's maps need a boxed key for each look-up, which is part of their cost.
 *
 * <p>A look-up is a chain of cache misses. Its time depends on the placement of the objects, and that on the collections that the index
 * has survived: see {@link HeapAge}.
 */
public class LookupBenchmark extends Measured {
  static final int KEYS = 1 << 18;

  /** The ranges of all indexes. */
  @State(Scope.Benchmark)
  public static class Space {
    /** The number of mapped ranges. */
    @Param({"1000", "100000"})
    public int ranges;

    /** The collections that the index has survived. */
    @Param({"BUILT", "AGED", "COMPACTED"})
    public HeapAge heap;

    RangeSpace space;

    /** Chooses the ranges. */
    @Setup
    public void layOut() {
      space = new RangeSpace(ranges);
    }
  }

  /** Unsigned keys of one thread. */
  @State(Scope.Thread)
  public static class Keys {
    final VmaResult<Object> result = new VmaResult<>();
    long[] keys;
    private int position;

    /** Draws the keys; every thread has its own. */
    @Setup
    public void draw(Space space, ThreadParams thread) {
      keys = space.space.keysInside(KEYS, thread.getThreadIndex() + 1);
    }

    long next() {
      return keys[position++ & KEYS - 1];
    }
  }

  /** The same keys for maps that compare signed. */
  @State(Scope.Thread)
  public static class SignedKeys extends Keys {
    @Override
    public void draw(Space space, ThreadParams thread) {
      super.draw(space, thread);
      keys = RangeSpace.signed(keys);
    }
  }

  /** Unsigned keys in the gaps between the ranges. */
  @State(Scope.Thread)
  public static class Gaps extends Keys {
    @Override
    public void draw(Space space, ThreadParams thread) {
      keys = space.space.gaps(KEYS, thread.getThreadIndex() + 1);
    }
  }

  /** The same keys for maps that compare signed. */
  @State(Scope.Thread)
  public static class SignedGaps extends Gaps {
    @Override
    public void draw(Space space, ThreadParams thread) {
      super.draw(space, thread);
      keys = RangeSpace.signed(keys);
    }
  }

  /** The position of one thread among all ranges. */
  @State(Scope.Thread)
  public static class Iteration {
    final VmaResult<Object> result = new VmaResult<>();
    VmaCursor cursor = new VmaCursor();
    long key = Long.MIN_VALUE;
  }

  /** The tree. */
  @State(Scope.Benchmark)
  public static class Tree {
    final VmaTree<Object> tree = VmaTree.builder(RangeValues.uniform().mergingEqual()).build();

    /** Maps every range. */
    @Setup
    public void fill(Space space) {
      for (int range : space.space.inRandomOrder()) {
        tree.map(space.space.start(range), space.space.end(range), range);
      }
      space.heap.reach();
    }
  }

  /** A concurrent index with a lock per entry. */
  @State(Scope.Benchmark)
  public static class SkipList {
    final ConcurrentSkipListMap<Long, LockedRange> map = new ConcurrentSkipListMap<>();

    /** Adds every range. */
    @Setup
    public void fill(Space space) {
      for (int range : space.space.inRandomOrder()) {
        LockedRange.put(map, space.space, range);
      }
      space.heap.reach();
    }
  }

  /** A plain index with one lock around it. */
  @State(Scope.Benchmark)
  public static class LockedTreeMap {
    final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    final TreeMap<Long, Range> map = new TreeMap<>();

    /** Adds every range. */
    @Setup
    public void fill(Space space) {
      for (int range : space.space.inRandomOrder()) {
        Range.put(map, space.space, range);
      }
      space.heap.reach();
    }
  }

  /** Looks up, read-locks, unlocks, by a stamp. */
  @Benchmark
  public Object vmaTreeLocked(Tree tree, Keys keys) {
    VmaResult<Object> result = keys.result;
    long stamp = tree.tree.startRead(keys.next(), result);
    Vma<Object> vma = result.vma();
    Object value = vma.value();
    vma.endRead(stamp);
    return value;
  }

  /** Looks up, read-locks, unlocks, by a handle. */
  @Benchmark
  public Object vmaTreeHandle(Tree tree, Keys keys) {
    try (VmaHandle<Object> handle = tree.tree.startRead(keys.next())) {
      return handle.value();
    }
  }

  /** Looks up a key that is not mapped. */
  @Benchmark
  public long vmaTreeMiss(Tree tree, Gaps gaps) {
    return tree.tree.startRead(gaps.next(), gaps.result);
  }

  /** Looks up a key that is not mapped, and sees that the entry does not cover it. */
  @Benchmark
  public boolean skipListMiss(SkipList rival, SignedGaps gaps) {
    long key = gaps.next();
    return rival.map.floorEntry(key).getValue().last >= key;
  }

  /** One step of an iteration over all ranges: finds the next, read-locks, unlocks. */
  @Benchmark
  public Object vmaTreeNext(Tree tree, Iteration iteration) {
    VmaResult<Object> result = iteration.result;
    long stamp = tree.tree.startReadNext(iteration.cursor, result);
    if (stamp == VmaTree.NOT_MAPPED) {
      iteration.cursor = new VmaCursor();
      return iteration;
    }
    Vma<Object> vma = result.vma();
    Object value = vma.value();
    vma.endRead(stamp);
    return value;
  }

  /** One step of an iteration over all entries: finds the next, read-locks, unlocks. */
  @Benchmark
  public Object skipListNext(SkipList rival, Iteration iteration) {
    Map.Entry<Long, LockedRange> next = rival.map.higherEntry(iteration.key);
    if (next == null) {
      iteration.key = Long.MIN_VALUE;
      return iteration;
    }
    iteration.key = next.getKey();
    LockedRange range = next.getValue();
    long stamp = range.lock.readLock();
    Object value = range.value;
    range.lock.unlockRead(stamp);
    return value;
  }

  /** The walk alone. */
  @Benchmark
  public Object vmaTreeFind(Tree tree, Keys keys) {
    return tree.tree.find(keys.next()).value();
  }

  /** The walk alone: the entry is neither locked nor checked to cover the key. */
  @Benchmark
  public Object skipListFloorEntry(SkipList rival, SignedKeys keys) {
    return rival.map.floorEntry(keys.next()).getValue().value;
  }

  /** Looks up, read-locks, checks, unlocks: {@link #vmaTreeLocked} built from the JDK's parts. */
  @Benchmark
  public Object skipListLocked(SkipList rival, SignedKeys keys) {
    long key = keys.next();
    LockedRange range = rival.map.floorEntry(key).getValue();
    long stamp = range.lock.readLock();
    Object value = range.unmapped || range.last < key ? missing(key) : range.value;
    range.lock.unlockRead(stamp);
    return value;
  }

  /** Looks up and checks with the whole index locked for reading. */
  @Benchmark
  public Object treeMapUnderReadWriteLock(LockedTreeMap rival, SignedKeys keys) {
    long key = keys.next();
    rival.lock.readLock().lock();
    try {
      Range range = rival.map.floorEntry(key).getValue();
      return range.last < key ? missing(key) : range.value;
    } finally {
      rival.lock.readLock().unlock();
    }
  }

  private static Object missing(long key) {
    throw new AssertionError("no range covers " + key);
  }
}
