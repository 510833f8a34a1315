package org.vmalock.tree;

import java.util.ArrayList;

/** Builds a version of the index from ranges in ascending order, in linear time. All nodes are full but the last one of each height. */
final class IndexBuilder {
  /** The last node of each height, from the leaf on. It belongs to no parent yet. */
  private final ArrayList<IndexNode> last = new ArrayList<>();

  private long ranges;

  void append(Vma<?> vma) {
    append(0, IndexNode.ordered(vma.start), vma);
    ranges++;
  }

  private void append(int height, long key, Object slot) {
    if (height == last.size()) {
      last.add(new IndexNode(height, IndexNode.NONE, IndexNode.NONE));
    }
    IndexNode node = last.get(height);
    if (node.size == IndexNode.WIDTH) {
      append(height + 1, node.keys[0], node);
      node = new IndexNode(height, IndexNode.NONE, IndexNode.NONE);
      last.set(height, node);
    }
    node.insert(node.size, key, slot, Edges.RIGHT);
  }

  long ranges() {
    return ranges;
  }

  /** Returns the root; the builder is used up. */
  IndexNode build() {
    if (last.isEmpty()) {
      return IndexNode.EMPTY;
    }
    for (int height = 0; height + 1 < last.size(); height++) {
      IndexNode node = last.get(height);
      append(height + 1, node.keys[0], node);
    }
    return last.get(last.size() - 1);
  }
}
