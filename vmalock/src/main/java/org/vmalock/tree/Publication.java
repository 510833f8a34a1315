package org.vmalock.tree;

import org.jspecify.annotations.Nullable;

/**
 * A commit of a write section: one store, by which a node takes the place of another one, in a branch or as the root.
 *
 * @param branch the branch, or null for the root
 * @param position the position in the branch
 * @param replaced the node that is replaced
 * @param replacement the node that takes its place
 * @param rangesBefore the number of ranges of the tree before the store
 * @param rangesAfter the number of ranges of the tree after it
 * @param gapsChange whether it may change the {@linkplain Gaps gaps} that published branches state
 */
record Publication(
    @Nullable IndexNode branch,
    int position,
    IndexNode replaced,
    IndexNode replacement,
    long rangesBefore,
    long rangesAfter,
    boolean gapsChange) {
  /** Returns the node that is in the place, in a tree with a given root. */
  IndexNode current(IndexNode root) {
    return branch == null ? root : branch.child(position);
  }

  /** Returns the number of ranges of the tree if a node is in the place. */
  long ranges(IndexNode current) {
    return current == replaced ? rangesBefore : rangesAfter;
  }
}
