package org.vmalock.models;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node of a modelled tree: a leaf of ranges, or a branch. The ranges of a leaf and the separators of a branch never change.
 *
 * @param number its number among the nodes of the tree
 * @param change the number of the change that creates it; 0 if it is there from the beginning
 * @param ranges the ranges of a leaf, in ascending order; null for a branch
 * @param slots the children of a branch
 */
record TreeNode(int number, int change, @Nullable List<TreeRange> ranges, List<TreeSlot> slots) {
  boolean isLeaf() {
    return ranges != null;
  }

  List<TreeRange> leafRanges() {
    if (ranges == null) {
      throw new IllegalStateException(this + " is a branch, expected a leaf");
    }
    return ranges;
  }

  int firstKey() {
    return isLeaf() ? leafRanges().get(0).start() : slots.get(0).key();
  }

  /** Returns the position of the greatest key not above a key, or -1. */
  int rank(int key) {
    return isLeaf()
        ? (int) leafRanges().stream().filter(range -> range.start() <= key).count() - 1
        : (int) slots.stream().filter(slot -> slot.key() <= key).count() - 1;
  }

  @Override
  public String toString() {
    return isLeaf() ? "leaf " + number + " " + ranges : "branch " + number;
  }
}
