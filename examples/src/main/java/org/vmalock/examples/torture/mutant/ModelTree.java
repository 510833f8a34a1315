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
import org.vmalock.examples.torture.subject.Pool;
import org.vmalock.examples.torture.subject.RangeTree;
import org.vmalock.examples.torture.subject.Oracle;

/**
 * A tree of ranges in its shortest form, over the model of the lock: versions of a sorted map that never change, published by one
 * store; entries that name a node and its life.
 */
class ModelTree implements RangeTree {
  private static final int CAPACITY = 64;
  private static final int RETRIES = 16;

  private final ModelStructure structure = new ModelStructure();
  private final Pool pool;
  private volatile NavigableMap<Long, Range> published = new TreeMap<>();
  private volatile long longestWait;

  ModelTree(Violations<Check> violations) {
    pool = ModelKit.SOUND.newPool(CAPACITY, () -> new Oracle(violations, () -> {}));
  }

  /** A range in one life. */
  record Range(Node node, int generation, RangeEntry extent) {
    long tryStartRead() {
      return node.tryStartRead(generation);
    }

    Held held(long stamp) {
      return new HeldRange(this, stamp);
    }
  }

  private record HeldRange(Range range, long stamp) implements Held {
    @Override
    public RangeEntry extent() {
      return range.extent;
    }

    @Override
    public void endRead() {
      range.node.endRead(stamp);
    }
  }

  /** Finds something in a version. */
  private interface Finder {
    @Nullable Range in(NavigableMap<Long, Range> version);
  }

  // ---- Reading

  @Override
  public final @Nullable Held lock(long key) {
    return lock(version -> covering(version, key));
  }

  @Nullable Range covering(NavigableMap<Long, Range> version, long key) {
    Map.Entry<Long, Range> floor = version.floorEntry(key);
    return floor == null || key >= floor.getValue().extent.end() ? null : floor.getValue();
  }

  @Override
  public @Nullable Held next(long key) {
    return lock(version -> atOrAfter(version, key));
  }

  final @Nullable Range atOrAfter(NavigableMap<Long, Range> version, long key) {
    Range covering = covering(version, key);
    Map.Entry<Long, Range> after = version.ceilingEntry(key);
    return covering != null ? covering : after == null ? null : after.getValue();
  }

  private @Nullable Held lock(Finder finder) {
    for (int tries = 0; tries < RETRIES; tries++) {
      Range range = finder.in(published);
      if (range == null) {
        return null;
      }
      Gap.stay();
      long stamp = range.tryStartRead();
      if (stamp > 0) {
        return range.held(stamp);
      }
      if (stamp == Node.BUSY || isMissAfterRefusal()) {
        return stamp == Node.BUSY ? lockSlowly(finder) : null;
      }
    }
    return lockSlowly(finder);
  }

  boolean isMissAfterRefusal() {
    return false;
  }

  private @Nullable Held lockSlowly(Finder finder) {
    structure.lockRead();
    try {
      Range range = finder.in(published);
      if (range == null) {
        return null;
      }
      long stamp = range.node.startReadLocked();
      if (stamp <= 0) {
        throw new IllegalStateException("refused under the structure's lock: " + range);
      }
      return range.held(stamp);
    } finally {
      structure.unlockRead();
    }
  }

  final NavigableMap<Long, Range> published() {
    return published;
  }

  @Override
  public final List<RangeEntry> snapshot() {
    return published.values().stream().map(Range::extent).toList();
  }

  // ---- Writing

  @Override
  public final ModelSection open() {
    structure.lockWrite();
    return new ModelSection();
  }

  @Override
  public void unmapAndDowngrade(long start, long end) {
    try (ModelSection section = open()) {
      section.unmap(start, end);
      section.commit();
      section.downgrade();
      Gap.stay();
    }
  }

  @Override
  public final boolean unmapInVain(long start, long end, long timeout, TimeUnit unit) throws InterruptedException {
    if (!structure.tryLockWrite(timeout, unit)) {
      return false;
    }
    try (ModelSection section = new ModelSection()) {
      section.unmap(start, end);
    }
    return true;
  }

  /** Waits until the readers of a range have left, and detaches it. */
  void takeAside(Range range) {
    range.node.startWrite();
    range.node.markDetached();
  }

  /** A change in a section that is not over yet. */
  void changed(ModelSection section) {}

  /** One that was taken aside is put back. */
  void putBack(Range range, boolean isLast) {
    range.node.markAttached();
  }

  /** A write section. */
  final class ModelSection implements Section {
    private final NavigableMap<Long, Range> index = new TreeMap<>(published);
    private final List<Range> aside = new ArrayList<>();
    private final List<Range> made = new ArrayList<>();
    private boolean committed;
    private boolean downgraded;

    @Override
    public void map(RangeEntry extent) {
      insert(extent);
      changed(this);
    }

    @Override
    public void replace(RangeEntry extent) {
      carve(extent.start(), extent.end());
      insert(extent);
      changed(this);
    }

    @Override
    public void unmap(long start, long end) {
      carve(start, end);
      changed(this);
    }

    private void carve(long start, long end) {
      for (Range range = atOrAfter(index, start); range != null && range.extent.start() < end; range = atOrAfter(index, start)) {
        remove(range);
        RangeEntry old = range.extent;
        if (old.start() < start) {
          put(new RangeEntry(old.start(), start, old.version()));
        }
        if (old.end() > end) {
          put(new RangeEntry(end, old.end(), old.version()));
        }
      }
    }

    private void insert(RangeEntry extent) {
      long start = extent.start();
      long end = extent.end();
      Range left = start == 0 ? null : covering(index, start - 1);
      if (left != null && left.extent.version().equals(extent.version())) {
        remove(left);
        start = left.extent.start();
      }
      Range right = covering(index, end);
      if (right != null && right.extent.version().equals(extent.version())) {
        remove(right);
        end = right.extent.end();
      }
      put(new RangeEntry(start, end, extent.version()));
    }

    private void remove(Range range) {
      index.remove(range.extent.start());
      if (made.contains(range)) {
        return;
      }
      long begin = System.nanoTime();
      takeAside(range);
      longestWait = Math.max(longestWait, System.nanoTime() - begin);
      aside.add(range);
    }

    private void put(RangeEntry extent) {
      Node node = Objects.requireNonNull(pool.tryAlloc(structure), "the pool is empty");
      int generation = node.generation();
      node.oracle().born(generation);
      Range range = new Range(node, generation, extent);
      made.add(range);
      index.put(extent.start(), range);
    }

    @Override
    public void commit() {
      for (Range range : made) {
        if (range.equals(index.get(range.extent.start()))) {
          range.node.startWrite();
          range.node.markAttached();
        } else {
          aside.add(range);
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
      List<Range> leftOver = committed ? aside : made;
      if (!committed) {
        for (Range range : aside) {
          putBack(range, range.equals(aside.get(aside.size() - 1)));
        }
      }
      if (downgraded) {
        structure.unlockRead();
      } else {
        structure.unlockWrite();
      }
      Gap.stay();
      leftOver.forEach(range -> range.node.retire(range.generation));
    }
  }

  // ---- Questions

  @Override
  public final long longestWaitNanos() {
    return longestWait;
  }

  @Override
  public final @Nullable String wrongWhenIdle() {
    if (structure.isHeld()) {
      return "the structure is locked";
    }
    for (Range range : published.values()) {
      long stamp = range.tryStartRead();
      if (stamp <= 0) {
        return "a reader of " + range + " is refused";
      }
      range.node.endRead(stamp);
    }
    int mapped = published.size();
    pool.trim();
    return pool.size() == mapped ? null : pool.size() + " nodes are in use, for " + mapped + " ranges";
  }
}
