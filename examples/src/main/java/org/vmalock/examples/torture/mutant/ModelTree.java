package org.vmalock.examples.torture.mutant;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.run.Violations;
import org.vmalock.examples.torture.subject.Check;
import org.vmalock.examples.torture.subject.Node;
import org.vmalock.examples.torture.subject.Oracle;
import org.vmalock.examples.torture.subject.Pool;
import org.vmalock.examples.torture.subject.RangeTree;

/**
 * A tree of ranges in its shortest form, over the model of the lock: immutable versions of a sorted map, published by one store,
 * whose entries name a node and its generation.
 */
class ModelTree implements RangeTree {
  private static final int CAPACITY = 64;
  private static final int RETRIES = 16;

  private final ModelStructure structure = new ModelStructure();
  private final Pool pool;
  private volatile NavigableMap<Long, RangeNode> published = new TreeMap<>();
  private volatile long longestWait;

  ModelTree(Violations<Check> violations) {
    pool = ModelKit.CORRECT.newPool(CAPACITY, () -> new Oracle(violations, () -> {}));
  }

  /** A range and its node in one generation. */
  record RangeNode(Node node, int generation, RangeEntry entry) {
    long tryStartRead() {
      return node.tryStartRead(generation);
    }

    LockedRange locked(long stamp) {
      return new ModelLockedRange(this, stamp);
    }
  }

  private record ModelLockedRange(RangeNode range, long stamp) implements LockedRange {
    @Override
    public RangeEntry entry() {
      return range.entry;
    }

    @Override
    public void endRead() {
      range.node.endRead(stamp);
    }
  }

  /** Finds a range in a version. */
  private interface Finder {
    @Nullable RangeNode in(NavigableMap<Long, RangeNode> version);
  }

  // ---- Reading

  @Override
  public final @Nullable LockedRange startRead(long key) {
    return startRead(version -> covering(version, key));
  }

  @Nullable RangeNode covering(NavigableMap<Long, RangeNode> version, long key) {
    Map.Entry<Long, RangeNode> floor = version.floorEntry(key);
    return floor == null || key >= floor.getValue().entry.end() ? null : floor.getValue();
  }

  @Override
  public @Nullable LockedRange startReadNext(long key) {
    return startRead(version -> atOrAfter(version, key));
  }

  final @Nullable RangeNode atOrAfter(NavigableMap<Long, RangeNode> version, long key) {
    RangeNode covering = covering(version, key);
    Map.Entry<Long, RangeNode> after = version.ceilingEntry(key);
    return covering != null ? covering : after == null ? null : after.getValue();
  }

  private @Nullable LockedRange startRead(Finder finder) {
    for (int tries = 0; tries < RETRIES; tries++) {
      RangeNode range = finder.in(published);
      if (range == null) {
        return null;
      }
      RaceWindow.widen();
      long stamp = range.tryStartRead();
      if (stamp > 0) {
        return range.locked(stamp);
      }
      if (stamp == Node.BUSY || isMissAfterRefusal()) {
        return stamp == Node.BUSY ? startReadUnderStructureLock(finder) : null;
      }
    }
    return startReadUnderStructureLock(finder);
  }

  boolean isMissAfterRefusal() {
    return false;
  }

  private @Nullable LockedRange startReadUnderStructureLock(Finder finder) {
    structure.lockRead();
    try {
      RangeNode range = finder.in(published);
      if (range == null) {
        return null;
      }
      long stamp = range.node.startReadLocked();
      if (stamp <= 0) {
        throw new IllegalStateException("a read attempt under the structure's lock failed: " + range);
      }
      return range.locked(stamp);
    } finally {
      structure.unlockRead();
    }
  }

  final NavigableMap<Long, RangeNode> published() {
    return published;
  }

  @Override
  public final List<RangeEntry> snapshot() {
    return published.values().stream().map(RangeNode::entry).toList();
  }

  // ---- Writing

  @Override
  public final ModelSection beginSection() {
    structure.lockWrite();
    return new ModelSection();
  }

  @Override
  public void unmapAndDowngrade(long start, long end) {
    try (ModelSection section = beginSection()) {
      section.unmap(start, end);
      section.commit();
      section.downgrade();
      RaceWindow.widen();
    }
  }

  @Override
  public final boolean abortUnmap(long start, long end, long timeout, TimeUnit unit) throws InterruptedException {
    if (!structure.tryLockWrite(timeout, unit)) {
      return false;
    }
    try (ModelSection section = new ModelSection()) {
      section.unmap(start, end);
    }
    return true;
  }

  /** Drains a range and detaches it. */
  void detach(RangeNode range) {
    range.node.startWrite();
    range.node.markDetached();
  }

  /** Called after each change of an open section. */
  void afterChange(ModelSection section) {}

  /** Reattaches a range on a rollback. */
  void reattach(RangeNode range, boolean isLast) {
    range.node.markAttached();
  }

  /** A write section. */
  final class ModelSection implements WriteSection {
    private final NavigableMap<Long, RangeNode> index = new TreeMap<>(published);
    private final List<RangeNode> detached = new ArrayList<>();
    private final List<RangeNode> created = new ArrayList<>();
    private boolean committed;
    private boolean downgraded;

    @Override
    public void map(RangeEntry entry) {
      insert(entry);
      afterChange(this);
    }

    @Override
    public void replace(RangeEntry entry) {
      clear(entry.start(), entry.end());
      insert(entry);
      afterChange(this);
    }

    @Override
    public void unmap(long start, long end) {
      clear(start, end);
      afterChange(this);
    }

    private void clear(long start, long end) {
      RangeNode range;
      while ((range = atOrAfter(index, start)) != null && range.entry.start() < end) {
        remove(range);
        RangeEntry old = range.entry;
        if (old.start() < start) {
          put(new RangeEntry(old.start(), start, old.version()));
        }
        if (old.end() > end) {
          put(new RangeEntry(end, old.end(), old.version()));
        }
      }
    }

    private void insert(RangeEntry entry) {
      long start = entry.start();
      long end = entry.end();
      RangeNode left = start == 0 ? null : covering(index, start - 1);
      if (left != null && left.entry.version().equals(entry.version())) {
        remove(left);
        start = left.entry.start();
      }
      RangeNode right = covering(index, end);
      if (right != null && right.entry.version().equals(entry.version())) {
        remove(right);
        end = right.entry.end();
      }
      put(new RangeEntry(start, end, entry.version()));
    }

    private void remove(RangeNode range) {
      index.remove(range.entry.start());
      if (created.contains(range)) {
        return;
      }
      long begin = System.nanoTime();
      detach(range);
      longestWait = Math.max(longestWait, System.nanoTime() - begin);
      detached.add(range);
    }

    private void put(RangeEntry entry) {
      Node node = Objects.requireNonNull(pool.tryAlloc(structure), "the pool is exhausted");
      int generation = node.generation();
      node.oracle().recordAlloc(generation);
      RangeNode range = new RangeNode(node, generation, entry);
      created.add(range);
      index.put(entry.start(), range);
    }

    @Override
    public void commit() {
      for (RangeNode range : created) {
        if (range.equals(index.get(range.entry.start()))) {
          range.node.startWrite();
          range.node.markAttached();
        } else {
          detached.add(range);
        }
      }
      publish();
      committed = true;
    }

    void publish() {
      published = new TreeMap<>(index);
    }

    void downgrade() {
      structure.downgrade();
      downgraded = true;
    }

    @Override
    public void close() {
      List<RangeNode> leftOver = committed ? detached : created;
      if (!committed) {
        for (RangeNode range : detached) {
          reattach(range, range.equals(detached.get(detached.size() - 1)));
        }
      }
      if (downgraded) {
        structure.unlockRead();
      } else {
        structure.unlockWrite();
      }
      RaceWindow.widen();
      leftOver.forEach(range -> range.node.retire(range.generation));
    }
  }

  // ---- State

  @Override
  public final long longestWaitNanos() {
    return longestWait;
  }

  @Override
  public final @Nullable String findInconsistencyWhenIdle() {
    if (structure.isHeld()) {
      return "the structure is locked";
    }
    for (RangeNode range : published.values()) {
      long stamp = range.tryStartRead();
      if (stamp <= 0) {
        return "a read of " + range + " fails";
      }
      range.node.endRead(stamp);
    }
    int mapped = published.size();
    pool.trim();
    return pool.size() == mapped ? null : pool.size() + " nodes are in use, for " + mapped + " ranges";
  }
}
