package org.vmalock.jcstress;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The tree of the model, built the other way round than the library's: as in the kernel, a range that shrinks or grows stays the
 * same object, and so what a walk has seen of it must be looked at again under its lock. Each step that can be forgotten is a
 * method.
 */
class ModelTree implements RangeTree {
  private static final int RETRIES = 100;

  final ModelStructure structure = new ModelStructure();
  final ModelRange first = new ModelRange(structure, 0, 10, "a");
  final ModelRange second = new ModelRange(structure, 10, 20, "b");
  final ModelRange third = new ModelRange(structure, 20, END, "c");

  /** In ascending order, never changed in place. */
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
      onTheWay();
      if (range == null || range.start > key) {
        return "hole";
      }
      long stamp = range.tryStartRead(structure);
      if (stamp == Node.BUSY) {
        return valueAtUnderTheLock(key);
      }
      if (stamp > 0) {
        boolean covers = range.start <= key && key < range.end;
        range.endRead(stamp);
        if (covers) {
          return range.value;
        }
      }
      version = restart(version);
    }
    return "lost";
  }

  private String valueAtUnderTheLock(long key) {
    structure.lockRead();
    try {
      ModelRange range = atOrAfter(ranges, key);
      return range == null || range.start > key ? "hole" : range.value;
    } finally {
      structure.unlockRead();
    }
  }

  /** After a refusal, the walk begins anew in the present version. */
  ModelRange[] restart(ModelRange[] walked) {
    return ranges;
  }

  /** A walk has found a range and is about to lock it. */
  void onTheWay() {}

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
    onTheWay();
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

  /** A range that begins behind the position is the next one only if no section has changed anything since the walk. */
  boolean isRealGap(long sequence) {
    return sequence >= 0 && structure.validate(sequence);
  }

  private void report(Walk walk, ModelRange range, long endOfWalk) {
    walk.from = Math.max(walk.position, range.start);
    walk.to = range.end;
    walk.position = endOfStep(range, endOfWalk);
  }

  /** The next step begins where the reported range ends, and not where it ended when the walk passed by. */
  long endOfStep(ModelRange range, long endOfWalk) {
    return range.end;
  }

  // ---- Writing

  static void take(ModelRange range) {
    try {
      range.tryStartWrite(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError("nobody interrupts writers here", e);
    }
  }

  @Override
  public final void abortUnmap() {
    structure.lockWrite();
    ModelRange[] aside = ranges;
    for (ModelRange range : aside) {
      take(range);
      range.markDetached();
    }
    putBack(aside);
    structure.unlockWrite();
  }

  void putBack(ModelRange[] aside) {
    for (ModelRange range : aside) {
      range.markAttached();
    }
  }

  @Override
  public final void replaceMiddle() {
    structure.lockWrite();
    take(second);
    ModelRange replacement = fresh(10, 20, "B");
    ranges = new ModelRange[] {first, replacement, third};
    second.markDetached();
    structure.unlockWrite();
  }

  @Override
  public final void shrinkFirst() {
    structure.lockWrite();
    take(first);
    ModelRange front = fresh(0, 5, "A");
    first.start = 5;
    ranges = new ModelRange[] {front, first, second, third};
    structure.unlockWrite();
  }

  @Override
  public final void mergeFirstTwo() {
    structure.lockWrite();
    take(first);
    take(second);
    first.end = 20;
    ranges = new ModelRange[] {first, third};
    second.markDetached();
    structure.unlockWrite();
  }

  private ModelRange fresh(long start, long end, String value) {
    ModelRange range = new ModelRange(structure, start, end, value);
    take(range);
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
