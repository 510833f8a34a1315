package org.vmalock.tree;

import org.jspecify.annotations.Nullable;

/**
 * The private version of the index that a write section edits. It copies a node of the published version before the first change of that
 * node, and changes its own copies in place; an editor that is not published has no effect.
 */
final class IndexEditor<V> {
  private long section;
  private IndexNode root = IndexNode.EMPTY;

  /** The upper half of a node that the last insertion has split, until it is inserted into the parent; otherwise null. */
  private @Nullable IndexNode split;

  /** Whether the last insertion has added a range, and not replaced one. */
  private boolean added;

  /** Starts from a published version, in the write section of this number. */
  void begin(IndexNode published, long number) {
    root = published;
    section = number;
  }

  /** Drops the private version. */
  void end() {
    root = IndexNode.EMPTY;
    split = null;
  }

  IndexNode root() {
    return root;
  }

  @Nullable Vma<V> floor(long key) {
    return root.floor(key);
  }

  @Nullable Vma<V> atOrAfter(long key) {
    return root.atOrAfter(key);
  }

  /** Returns all ranges of the private version, which must not be edited during an iteration. */
  VmaSnapshot<V> ranges() {
    return new VmaSnapshot<>(root, root.ranges);
  }

  /** Removes all ranges. */
  void clear() {
    root = IndexNode.EMPTY;
  }

  /** Inserts a range, or replaces the one that begins at the same key. */
  void put(Vma<V> vma) {
    long ranges = root.ranges;
    added = true;
    IndexNode lower = put(root, IndexNode.ordered(vma.start), vma, Edges.BOTH);
    IndexNode upper = split;
    split = null;
    root = upper == null ? lower : grown(lower, upper);
    root.ranges = added ? ranges + 1 : ranges;
  }

  private IndexNode grown(IndexNode lower, IndexNode upper) {
    IndexNode grown = new IndexNode(lower.height + 1, section);
    grown.insert(0, lower.keys[0], lower, Edges.BOTH);
    grown.insert(1, upper.keys[0], upper, Edges.BOTH);
    return grown;
  }

  private IndexNode put(IndexNode original, long key, Vma<V> vma, Edges edges) {
    IndexNode node = original.editableIn(section);
    int position = node.rank(key);
    if (node.height > 0) {
      putBelow(node, Math.max(position, 0), key, vma, edges);
    } else if (position >= 0 && node.keys[position] == key) {
      node.set(position, key, vma);
      added = false;
    } else {
      split = node.insert(position + 1, key, vma, edges);
    }
    return node;
  }

  private void putBelow(IndexNode node, int position, long key, Vma<V> vma, Edges edges) {
    IndexNode child = put(node.child(position), key, vma, edges.below(position, node.size));
    node.set(position, child.keys[0], child);
    IndexNode upper = split;
    if (upper != null) {
      split = node.insert(position + 1, upper.keys[0], upper, edges);
    }
  }

  /** Removes the range that begins at a key; there must be one. */
  void remove(long start) {
    long ranges = root.ranges - 1;
    IndexNode remaining = remove(root, IndexNode.ordered(start), Edges.BOTH);
    while (remaining.height > 0 && remaining.size == 1) {
      remaining = remaining.child(0);
    }
    if (remaining.size == 0) {
      root = IndexNode.EMPTY;
      return;
    }
    root = remaining.editableIn(section); // a child that has become the root may be part of published versions
    root.ranges = ranges;
  }

  private IndexNode remove(IndexNode original, long key, Edges edges) {
    IndexNode node = original.editableIn(section);
    int position = node.rank(key);
    if (node.height == 0) {
      if (position < 0 || node.keys[position] != key) {
        throw new AssertionError("no range begins at 0x" + Long.toHexString(IndexNode.ordered(key)));
      }
      node.remove(position);
      return node;
    }
    Edges edgesBelow = edges.below(position, node.size);
    IndexNode child = remove(node.child(position), key, edgesBelow);
    if (child.size == 0) {
      node.remove(position);
    } else {
      node.set(position, child.keys[0], child);
      node.refill(position, edgesBelow);
    }
    return node;
  }
}
