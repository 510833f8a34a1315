package org.vmalock.jcstress;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The tree of the model. Other than in the library, and as in the kernel, a range that shrinks or grows stays the same object, so
 * a reader has to check its bounds again under its lock. Each step that a mutant omits is a method.
 */
class ModelTree implements RangeTree {
  private static final int RETRIES = 100;

  final ModelStructure structure = new ModelStructure();
  final ModelRange first = new ModelRange(structure, 0, 10, "a");
  final ModelRange second = new ModelRange(structure, 10, 20, "b");
  final ModelRange third = new ModelRange(structure, 20, END, "c");

  /** The current version: the ranges in ascending order. Versions are immutable. */
  volatile ModelRange[] ranges = {first, second, third};

  ModelTree() {
    for (ModelRange range : ranges) {
      Race.attach(structure, range);
    }
  }

  /** A range with its lock, under which the fields change. */
  static final class ModelRange extends ModelLock {
    volatile long start;
    volatile long end;
    final String value;

    ModelRange(ModelStructure owner, long start, long end, String value) {
      super(owner);
      this.start = start;
      this.end = end;
      this.value = value;
    }
  }

  // ---- Reading

  @Override
  public final String valueAt(long key) {
    ModelRange[] version = ranges;
    for (int tries = 0; tries < RETRIES; tries++) {
      ModelRange range = atOrAfter(version, key);
      beforeAcquire();
      if (range == null || range.start > key) {
        return "hole";
      }
      long stamp = range.tryStartRead(structure);
      if (stamp == Node.BUSY) {
        return valueAtUnderStructureLock(key);
      }
      if (stamp > 0) {
        boolean covers = range.start <= key && key < range.end;
        range.endRead(stamp);
        if (covers) {
          return range.value;
        }
      }
      version = versionForRetry(version);
    }
    return "lost";
  }

  private String valueAtUnderStructureLock(long key) {
    structure.lockRead();
    try {
      ModelRange range = atOrAfter(ranges, key);
      return range == null || range.start > key ? "hole" : range.value;
    } finally {
      structure.unlockRead();
    }
  }

  /** Returns the version in which a refused lookup retries: the current one. */
  ModelRange[] versionForRetry(ModelRange[] walked) {
    return ranges;
  }

  /** Called between the walk to a range and its acquisition. */
  void beforeAcquire() {}

  private static @Nullable ModelRange atOrAfter(ModelRange[] version, long key) {
    for (ModelRange range : version) {
      if (range.end > key) {
        return range;
      }
    }
    return null;
  }

  @Override
  public final boolean next(Walk walk) {
    long sequence = structure.trySpeculate();
    ModelRange range = atOrAfter(ranges, walk.position);
    if (range == null) {
      return false;
    }
    long endOfWalk = range.end;
    beforeAcquire();
    long stamp = range.tryStartRead(structure);
    if (stamp > 0) {
      boolean usable = range.end > walk.position && (range.start <= walk.position || isRealGap(sequence));
      if (usable) {
        report(walk, range, endOfWalk);
      }
      range.endRead(stamp);
      if (usable) {
        return true;
      }
    }
    structure.lockRead();
    try {
      range = atOrAfter(ranges, walk.position);
      if (range != null) {
        report(walk, range, range.end);
      }
      return range != null;
    } finally {
      structure.unlockRead();
    }
  }

  /** Returns true if no section has changed the tree since the walk: only then are the keys before the range a gap. */
  boolean isRealGap(long sequence) {
    return sequence >= 0 && structure.validate(sequence);
  }

  private void report(Walk walk, ModelRange range, long endOfWalk) {
    walk.from = Math.max(walk.position, range.start);
    walk.to = range.end;
    walk.position = endOfStep(range, endOfWalk);
  }

  /** Returns the key at which the next step begins: the end of the reported range, not the end that it had during the walk. */
  long endOfStep(ModelRange range, long endOfWalk) {
    return range.end;
  }

  // ---- Writing

  static void writeLock(ModelRange range) {
    try {
      range.tryStartWrite(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError("writers are not interrupted here", e);
    }
  }

  @Override
  public final void abortUnmap() {
    structure.lockWrite();
    ModelRange[] detached = ranges;
    for (ModelRange range : detached) {
      writeLock(range);
      range.markDetached();
    }
    reattach(detached);
    structure.unlockWrite();
  }

  void reattach(ModelRange[] detached) {
    for (ModelRange range : detached) {
      range.markAttached();
    }
  }

  @Override
  public final void replaceMiddle() {
    structure.lockWrite();
    writeLock(second);
    ModelRange replacement = newRange(10, 20, "B");
    ranges = new ModelRange[] {first, replacement, third};
    second.markDetached();
    structure.unlockWrite();
  }

  @Override
  public final void shrinkFirst() {
    structure.lockWrite();
    writeLock(first);
    ModelRange front = newRange(0, 5, "A");
    first.start = 5;
    ranges = new ModelRange[] {front, first, second, third};
    structure.unlockWrite();
  }

  @Override
  public final void mergeFirstTwo() {
    structure.lockWrite();
    writeLock(first);
    writeLock(second);
    first.end = 20;
    ranges = new ModelRange[] {first, third};
    second.markDetached();
    structure.unlockWrite();
  }

  private ModelRange newRange(long start, long end, String value) {
    ModelRange range = new ModelRange(structure, start, end, value);
    writeLock(range);
    range.markAttached();
    return range;
  }

  @Override
  public final boolean clear() {
    for (ModelRange range : ranges) {
      if (range.readers() != 0) {
        return false;
      }
    }
    return true;
  }
}
