package org.vmalock.jcstress;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.vmalock.tree.RangeValues;
import org.vmalock.tree.Unmapping;
import org.vmalock.tree.VmaCursor;
import org.vmalock.tree.VmaHandle;
import org.vmalock.tree.VmaTree;

/**
 * A tree of three ranges: [0, 10) = "a", [10, 20) = "b", [20, 30) = "c". Every key from 0 to 29 has a value at all times, until the tree is
 * cleared.
 */
final class RangeTree {
  static final long END = 30;

  private final VmaTree<String> tree = VmaTree.<String>builder(RangeValues.<String>uniform().mergingEqual()).build();

  RangeTree() {
    tree.map(0, 10, "a");
    tree.map(10, 20, "b");
    tree.map(20, END, "c");
  }

  /** Returns the value at a key, read under the lock of its range, or "hole" if the key has none. */
  String valueAt(long key) {
    try (VmaHandle<String> vma = tree.startRead(key)) {
      return vma == null ? "hole" : vma.value();
    }
  }

  /** Acquires the next range of a walk, reports it in the walk and releases it; returns false if there is none. */
  boolean next(Walk walk) {
    VmaCursor cursor = walk.cursor;
    try (VmaHandle<String> vma = tree.startReadNext(cursor)) {
      if (vma == null) {
        return false;
      }
      walk.from = cursor.unseenStart();
      walk.to = vma.end();
      return true;
    }
  }

  /** Detaches all three ranges for an unmap, and aborts the unmap. */
  void abortUnmap() {
    try (Unmapping<String> unmapping = tree.beginUnmap(0, END)) {
      unmapping.removedRanges();
    }
  }

  /** Replaces [10, 20) by a new range with the value "B". */
  void replaceMiddle() {
    tree.replace(10, 20, "B");
  }

  /** Shrinks [0, 10) to [5, 10) and maps a new range with the value "A" at [0, 5). */
  void shrinkFirst() {
    tree.replace(0, 5, "A");
  }

  /** Merges [0, 10) and [10, 20) into one range with the value "a". */
  void mergeFirstTwo() {
    tree.update(10, 20, "a");
  }

  /** Empties the tree; called last. Returns false if a range still counts a reader. */
  boolean clear() {
    try (Unmapping<String> unmapping = tree.beginUnmap(0, END, 10, TimeUnit.SECONDS)) {
      unmapping.complete();
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError("writers are not interrupted here", e);
    }
  }

  /** The position of an iteration, and the report of its last step. */
  static final class Walk {
    final VmaCursor cursor = new VmaCursor();

    /** The first key of the reported range that no earlier step has reported. */
    long from;

    /** The end of the reported range, exclusive. */
    long to;
  }
}
