package org.vmalock.tree;

/** The edges of the tree that a node is at: no node of its level is before it, or after it. */
enum Edges {
  NONE(false, false),
  LEFT(true, false),
  RIGHT(false, true),
  BOTH(true, true);

  final boolean left;
  final boolean right;

  Edges(boolean left, boolean right) {
    this.left = left;
    this.right = right;
  }

  /** Returns the edges of a child of a node that is at these edges. */
  Edges below(int position, int size) {
    return of(left && position == 0, right && position == size - 1);
  }

  private static Edges of(boolean left, boolean right) {
    if (left) {
      return right ? BOTH : LEFT;
    }
    return right ? RIGHT : NONE;
  }
}
