package org.vmalock.jcstress;

import org.vmalock.tree.VmaCursor;

/**
 * A tree of ranges: the operations of {@link org.vmalock.tree.VmaTree} that the library and the model have in common. It initially
 * contains [0, 10) = "a", [10, 20) = "b", [20, 30) = "c", and every key from 0 to 29 has a value at all times.
 */
interface RangeTree {
  long END = 30;

  /** Returns the value at a key, read under the lock of its range, or "hole" if the key has none. */
  String valueAt(long key);

  /** Acquires the next range of a walk, reports it in the walk and releases it; returns false if there is none. */
  boolean next(Walk walk);

  /** Detaches all three ranges for an unmap, and aborts the unmap. */
  void abortUnmap();

  /** Replaces [10, 20) by a new range with the value "B". */
  void replaceMiddle();

  /** Shrinks [0, 10) to [5, 10) and maps a new range with the value "A" at [0, 5). */
  void shrinkFirst();

  /** Merges [0, 10) and [10, 20) into one range with the value "a". */
  void mergeFirstTwo();

  /** Empties the tree; called last. Returns false if a range still counts a reader. */
  boolean clear();

  /** The position of an iteration, and the report of its last step. */
  final class Walk {
    /** The library's position. */
    final VmaCursor cursor = new VmaCursor();

    /** The model's position: the key at which its next step begins. */
    long position;

    /** The first key of the reported range that no earlier step has reported. */
    long from;

    /** The end of the reported range, exclusive. */
    long to;
  }
}
