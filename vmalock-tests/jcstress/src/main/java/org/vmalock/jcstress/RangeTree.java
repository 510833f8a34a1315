package org.vmalock.jcstress;

import org.vmalock.tree.VmaCursor;

/**
 * A tree of ranges as the scenarios see it: what they ask of {@link org.vmalock.tree.VmaTree}, which the model has too. It
 * begins as [0, 10) = "a", [10, 20) = "b", [20, 30) = "c", and at no time is any of these keys without a value.
 */
interface RangeTree {
  long END = 30;

  /** The value at a key, read under the lock of its range, or "hole". */
  String valueAt(long key);

  /** Locks the next range of a walk, writes into the walk what it has seen, and ends the read; false if there is none. */
  boolean next(Walk walk);

  /** Takes all three ranges aside to unmap them, and gives up. */
  void abortUnmap();

  /** Replaces [10, 20) by a new range with the value "B". */
  void replaceMiddle();

  /** Shrinks [0, 10) to [5, 10) and puts a new range with the value "A" into [0, 5). */
  void shrinkFirst();

  /** Makes one range with the value "a" of [0, 10) and [10, 20). */
  void mergeFirstTwo();

  /** Empties the tree. To be called last; tells whether nobody was left inside. */
  boolean clear();

  /** Where an iteration stands, and what its last step has reported. */
  final class Walk {
    /** Where the library's next step begins. */
    final VmaCursor cursor = new VmaCursor();

    /** Where the model's next step begins. */
    long position;

    /** What of the reported range no earlier step has reported. */
    long from;

    /** Where the reported range ends. */
    long to;
  }
}
