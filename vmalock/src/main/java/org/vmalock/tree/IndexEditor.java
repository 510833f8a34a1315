package org.vmalock.tree;

import org.jspecify.annotations.Nullable;

/**
 * The private version of the index that a write section edits. It copies a node of the published version before the first change of that
 * node, and changes its own copies in place; an editor that is not published has no effect.
 */
final class IndexEditor<V> {
  private final long section;
  private IndexNode root;

  /** The upper half of a node that the last insertion has split, until it is inserted into the parent; otherwise null. */
  private @Nullable IndexNode split;

  IndexEditor(IndexNode published, long section) {
    this.root = published;
    this.section = section;
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

  /** Inserts a range, or replaces the one that begins at the same key. */
  void put(Vma<V> vma) {
    IndexNode lower = put(root, IndexNode.ordered(vma.start), vma);
    IndexNode upper = split;
    split = null;
    if (upper == null) {
      root = lower;
      return;
    }
    IndexNode grown = new IndexNode(lower.height + 1, section);
    grown.insert(0, lower.keys[0], lower);
    grown.insert(1, upper.keys[0], upper);
    root = grown;
  }

  private IndexNode put(IndexNode original, long key, Vma<V> vma) {
    IndexNode node = original.editableIn(section);
    int position = node.rank(key);
    if (node.height > 0) {
      putBelow(node, Math.max(position, 0), key, vma);
    } else if (position >= 0 && node.keys[position] == key) {
      node.set(position, key, vma);
    } else {
      split = node.insert(position + 1, key, vma);
    }
    return node;
  }

  private void putBelow(IndexNode node, int position, long key, Vma<V> vma) {
    IndexNode child = put(node.child(position), key, vma);
    node.set(position, child.keys[0], child);
    IndexNode upper = split;
    if (upper != null) {
      split = node.insert(position + 1, upper.keys[0], upper);
    }
  }

  /** Removes the range that begins at a key; there must be one. */
  void remove(long start) {
    root = remove(root, IndexNode.ordered(start));
    while (root.height > 0 && root.size == 1) {
      root = root.child(0);
    }
    if (root.size == 0) {
      root = IndexNode.EMPTY;
    }
  }

  private IndexNode remove(IndexNode original, long key) {
    IndexNode node = original.editableIn(section);
    int position = node.rank(key);
    if (node.height == 0) {
      if (position < 0 || node.keys[position] != key) {
        throw new AssertionError("no range begins at 0x" + Long.toHexString(IndexNode.ordered(key)));
      }
      node.remove(position);
      return node;
    }
    IndexNode child = remove(node.child(position), key);
    if (child.size == 0) {
      node.remove(position);
    } else {
      node.set(position, child.keys[0], child);
      node.joinIfSparse(position);
    }
    return node;
  }
}
