package org.vmalock.models;

import org.jspecify.annotations.Nullable;
import org.vmalock.models.explorer.Location;

/**
 * One child of a branch.
 *
 * @param key the separator: the first key below the child, which never changes
 * @param first the child at the beginning
 * @param child the child, as the number of its node; null if no change replaces it
 * @param hints what quick walks read; null without quick walks
 */
record TreeSlot(int key, TreeNode first, @Nullable Location child, @Nullable Hints hints) {
  /**
   * The hints to the arrays of a child, each as the number of its node.
   *
   * @param keys the hint to its keys
   * @param slots the hint to its slots, or to what is below them
   */
  record Hints(Location keys, Location slots) {}

  @Override
  public String toString() {
    return child == null ? "slot of " + first : child.toString();
  }
}
