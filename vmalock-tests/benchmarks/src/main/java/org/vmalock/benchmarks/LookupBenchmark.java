package org.vmalock.benchmarks;

import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.ThreadParams;
import org.vmalock.tree.Vma;
import org.vmalock.tree.VmaTree;

/**
 * The range that covers a random key, from an index that nobody writes. Every look-up finds one.
 *
 * <p>The keys are drawn before the measurement, {@value #KEYS} a thread (2 MiB, read in order): what is measured is the load of a key
 * and the look-up. The JDK's maps need a boxed key for every look-up, and that is part of what they cost.
 *
 * <p>A look-up is a chain of cache misses, so what it takes depends on where the objects lie, and that depends on the collections that
 * the index has been through: see {@link HeapAge}.
 */
public class LookupBenchmark extends Measured {
  static final int KEYS = 1 << 18;

  /** What all indexes are filled with. */
  @State(Scope.Benchmark)
  public static class Space {
    /** How many ranges are mapped. */
    @Param({"1000", "100000"})
    public int ranges;

    /** What the index has been through. */
    @Param({"BUILT", "AGED", "COMPACTED"})
    public HeapAge heap;

    RangeSpace space;

    /** Lays the ranges out. */
    @Setup
    public void layOut() {
      space = new RangeSpace(ranges);
    }
  }

  /** Unsigned keys of one thread. */
  @State(Scope.Thread)
  public static class Keys {
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

  /** Ours. */
  @State(Scope.Benchmark)
  public static class Tree {
    final VmaTree<Object> tree = VmaTree.builder().build();

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

    /** Puts every range in. */
    @Setup
    public void fill(Space space) {
      for (int range : space.space.inRandomOrder()) {
        map.put(RangeSpace.signed(space.space.start(range)), new LockedRange(RangeSpace.signed(space.space.last(range)), range));
      }
      space.heap.reach();
    }
  }

  /** A plain index with one lock around it. */
  @State(Scope.Benchmark)
  public static class LockedTreeMap {
    final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    final TreeMap<Long, Range> map = new TreeMap<>();

    /** Puts every range in. */
    @Setup
    public void fill(Space space) {
      for (int range : space.space.inRandomOrder()) {
        map.put(RangeSpace.signed(space.space.start(range)), new Range(RangeSpace.signed(space.space.last(range)), range));
      }
      space.heap.reach();
    }
  }

  /** Look up, read-lock, unlock. */
  @Benchmark
  public Object vmaTreeLocked(Tree ours, Keys keys) {
    Vma<Object> vma = ours.tree.startRead(keys.next());
    Object value = vma.value();
    vma.endRead();
    return value;
  }

  /** The walk alone. */
  @Benchmark
  public Object vmaTreeFind(Tree ours, Keys keys) {
    return ours.tree.find(keys.next()).value();
  }

  /** The walk alone: neither locks what it finds, nor checks that it covers the key. */
  @Benchmark
  public Object skipListFloorEntry(SkipList theirs, SignedKeys keys) {
    return theirs.map.floorEntry(keys.next()).getValue().value;
  }

  /** Look up, read-lock, check, unlock: what {@link #vmaTreeLocked} does, built from the JDK's parts. */
  @Benchmark
  public Object skipListLocked(SkipList theirs, SignedKeys keys) {
    long key = keys.next();
    LockedRange range = theirs.map.floorEntry(key).getValue();
    long stamp = range.lock.readLock();
    Object value = range.unmapped || range.last < key ? missing(key) : range.value;
    range.lock.unlockRead(stamp);
    return value;
  }

  /** Look up and check with everything locked for reading. */
  @Benchmark
  public Object treeMapUnderReadWriteLock(LockedTreeMap theirs, SignedKeys keys) {
    long key = keys.next();
    theirs.lock.readLock().lock();
    try {
      Range range = theirs.map.floorEntry(key).getValue();
      return range.last < key ? missing(key) : range.value;
    } finally {
      theirs.lock.readLock().unlock();
    }
  }

  private static Object missing(long key) {
    throw new AssertionError("no range covers " + key);
  }
}
