package org.vmalock.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import org.openjdk.jol.info.ClassLayout;
import org.openjdk.jol.info.GraphLayout;
import org.vmalock.StructureLock;
import org.vmalock.VmaLock;
import org.vmalock.tree.RangeValues;
import org.vmalock.tree.VmaTree;

/** Sizes of locks and indexes in the heap of this JVM, by JOL. */
public final class Footprint {
  private static final int RANGES = 10_000;

  static {
    // Both ask for rights on the process, and only tell what field offsets tell as well.
    System.setProperty("jol.skipDynamicAttach", "true");
    System.setProperty("jol.skipHotspotSAAttach", "true");
  }

  private Footprint() {}

  /**
   * Prints one size in bytes.
   *
   * @param args {@code of=node}, {@code of=structure} or {@code of=standalone}
   */
  public static void main(String[] args) {
    long bytes =
        switch (args.length == 1 ? args[0] : "") {
          case "of=node" -> gainOfNode();
          case "of=structure" -> GraphLayout.parseInstance(new StructureLock()).totalSize();
          case "of=standalone" -> GraphLayout.parseInstance(VmaLock.standalone()).totalSize();
          default -> throw new IllegalArgumentException("expected of=node, of=structure or of=standalone");
        };
    System.out.println(bytes);
  }

  /** A node without a lock. */
  @SuppressWarnings("unused")
  private static class Node {
    private long start;
    private long end;
    private Object value;
  }

  /** The same node with the lock inside. */
  @SuppressWarnings("unused")
  private static final class LockedNode extends VmaLock {
    private long start;
    private long end;
    private Object value;
  }

  /** Returns the bytes that a node gains by extending {@link VmaLock}: the larger gain of a node with fields and one without. */
  static long gainOfNode() {
    long withFields = sizeOf(LockedNode.class) - sizeOf(Node.class);
    long withoutFields = sizeOf(VmaLock.class) - sizeOf(Object.class);
    return Math.max(withFields, withoutFields);
  }

  private static long sizeOf(Class<?> type) {
    return ClassLayout.parseClass(type).instanceSize();
  }

  /** Returns sizes in bytes by label, including all objects that stay reachable. */
  static Map<String, Long> sizes() {
    Map<String, Long> sizes = new LinkedHashMap<>();
    sizes.put("`VmaLock`, as an object of its own", GraphLayout.parseInstance(new VmaLock()).totalSize());
    sizes.put("`StampedLock`", GraphLayout.parseInstance(new StampedLock()).totalSize());
    sizes.put("`ReentrantReadWriteLock`", GraphLayout.parseInstance(new ReentrantReadWriteLock()).totalSize());
    sizes.put("`StructureLock`, once a structure", GraphLayout.parseInstance(new StructureLock()).totalSize());
    sizes.put("`VmaLock.standalone()`, its own `StructureLock` included", GraphLayout.parseInstance(VmaLock.standalone()).totalSize());
    sizes.put("a range in a `VmaTree` of " + RANGES + ", lock and index", perRange(tree()));
    sizes.put("a range in a `ConcurrentSkipListMap`, with a `StampedLock`", perRange(skipList()));
    sizes.put("a range in a `TreeMap`, no lock of its own", perRange(treeMap()));
    return sizes;
  }

  private static long perRange(Object index) {
    return Math.round((double) GraphLayout.parseInstance(index).totalSize() / RANGES);
  }

  private static Object tree() {
    VmaTree<Object> tree = VmaTree.builder(RangeValues.uniform()).build();
    RangeSpace space = new RangeSpace(RANGES);
    for (int range : space.inRandomOrder()) {
      tree.map(space.start(range), space.end(range), range);
    }
    return tree;
  }

  private static Object skipList() {
    ConcurrentSkipListMap<Long, LockedRange> map = new ConcurrentSkipListMap<>();
    RangeSpace space = new RangeSpace(RANGES);
    for (int range : space.inRandomOrder()) {
      LockedRange.put(map, space, range);
    }
    return map;
  }

  private static Object treeMap() {
    TreeMap<Long, Range> map = new TreeMap<>();
    RangeSpace space = new RangeSpace(RANGES);
    for (int range : space.inRandomOrder()) {
      Range.put(map, space, range);
    }
    return map;
  }
}
