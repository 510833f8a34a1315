package org.vmalock.tree;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The changes of one write section to the index. The editor keeps one private subtree, the smallest that holds all its changes: a copy of
 * a leaf, or of a branch and what has changed below it. The commit puts it into the place of the published subtree. An editor that is not
 * committed has no effect.
 *
 * <p>Between two edits the private subtree has the first key that its parent states, and needs no refill, so that the parent can stay.
 * An edit that would break this, or that lies outside of the subtree, makes the parent private too, with all nodes on the way: a published
 * node whose interval of keys shrinks never stays in the tree.
 */
final class IndexEditor<V> {
  private final Index index;
  private IndexNode root = IndexNode.EMPTY;
  private long section;
  private long epoch;

  // The place of the subtree: the whole tree, or a child of a published branch.

  private @Nullable IndexNode parent;
  private int position;
  private Edges edges = Edges.BOTH;

  /** The first key of the place, unless it is at the left edge. */
  private long first;

  /** The first key after the place, unless it is at the right edge. */
  private long end;

  /** The published node in the place. */
  private IndexNode published = IndexNode.EMPTY;

  /** The published node, or the private one once {@link #edited}. */
  private IndexNode subtree = IndexNode.EMPTY;

  private boolean edited;

  /** The number of ranges that were added, less those that were removed. */
  private long added;

  /** The upper half of a node that the last insertion has split, until it is inserted into the parent; otherwise null. */
  private @Nullable IndexNode split;

  IndexEditor(Index index) {
    this.index = index;
  }

  /** Starts from the published index, in the write section of this number. */
  void begin(long number) {
    section = number;
    epoch = index.epoch();
    root = index.root();
    edited = false;
    added = 0;
    descend(0, root.height);
  }

  /** Drops the private subtree. */
  void end() {
    root = IndexNode.EMPTY;
    parent = null;
    published = IndexNode.EMPTY;
    subtree = IndexNode.EMPTY;
    split = null;
  }

  // ---- Places

  /** Moves the place to the published node of a height whose interval contains a key. */
  private void descend(long key, int height) {
    IndexNode node = root;
    parent = null;
    edges = Edges.BOTH;
    while (node.height > height) {
      int child = Math.max(node.rank(key), 0);
      parent = node;
      position = child;
      edges = edges.below(child, node.size);
      first = node.keys[child];
      if (child + 1 < node.size) {
        end = node.keys[child + 1];
      }
      node = node.child(child);
    }
    published = node;
    subtree = node;
  }

  /** Returns whether a key belongs to the place; moves the place to the leaf of the key if nothing was edited. */
  private boolean reaches(long key) {
    if (!edited && (subtree.height > 0 || !contains(key))) {
      descend(key, 0);
      return true;
    }
    return contains(key);
  }

  private boolean contains(long key) {
    return (edges.left || first <= key) && (edges.right || key < end);
  }

  // ---- Reading the private version

  @Nullable Vma<V> floor(long key) {
    return reaches(IndexNode.ordered(key)) ? subtree.floorBySlots(key) : root.floorBySlots(key);
  }

  @Nullable Vma<V> atOrAfter(long key) {
    if (!reaches(IndexNode.ordered(key))) {
      Vma<V> found = root.atOrAfter(key);
      return found != null && contains(IndexNode.ordered(found.start)) ? subtree.first() : found;
    }
    Vma<V> found = subtree.atOrAfter(key);
    return found != null || edges.right ? found : root.atOrAfter(IndexNode.ordered(end));
  }

  /** Returns the start of free keys in the private version, or empty. */
  OptionalLong findFree(FreeSearch search) {
    IndexNode branch = parent;
    return branch == null ? search.in(subtree) : search.in(root, branch, position, subtree);
  }

  /** Returns all ranges, if nothing was edited. */
  VmaSnapshot<V> ranges() {
    return new VmaSnapshot<>(root, index.ranges());
  }

  boolean isEdited() {
    return edited;
  }

  /** Returns the root of the published subtree, or of the private one once {@link #isEdited}. */
  IndexNode subtree() {
    return subtree;
  }

  // ---- Editing

  /** Inserts a range, or replaces the one that begins at the same key. */
  void put(Vma<V> vma) {
    long key = IndexNode.ordered(vma.start);
    reach(key);
    subtree = put(subtree, key, vma, edges);
    settle();
  }

  /** Removes the range that begins at a key; there must be one. */
  void remove(long start) {
    long key = IndexNode.ordered(start);
    reach(key);
    subtree = remove(subtree, key, edges);
    settle();
  }

  /** Removes all ranges. */
  void clear() {
    descend(0, root.height);
    subtree = IndexNode.EMPTY;
    edited = true;
    added = -index.ranges();
  }

  /** Makes the subtree large enough for the edit of a key. */
  private void reach(long key) {
    while (!reaches(key)) {
      ascend();
    }
    edited = true;
  }

  /** Makes parents private until the subtree can take the place of the published one. */
  private void settle() {
    IndexNode branch = parent;
    while (branch != null && !fits(branch)) {
      ascend();
      branch = parent;
    }
    if (branch == null) {
      settleRoot();
    }
  }

  private boolean fits(IndexNode branch) {
    return split == null
        && subtree.size > 0
        && (branch.keys[position] == subtree.keys[0] || branch.keys[position] == IndexNode.LEAST)
        && !branch.refills(position, subtree.size, edges);
  }

  private void settleRoot() {
    IndexNode upper = split;
    if (upper != null) {
      IndexNode grown = new IndexNode(subtree.height + 1, section, epoch);
      grown.insert(0, subtree.keys[0], subtree, Edges.BOTH);
      grown.insert(1, upper.keys[0], upper, Edges.BOTH);
      split = null;
      subtree = grown;
    }
    while (subtree.height > 0 && subtree.size == 1) {
      subtree = subtree.child(0);
    }
    if (subtree.size == 0) {
      subtree = IndexNode.EMPTY;
    }
  }

  /** Extends the subtree to a copy of the parent. If an allocation fails, this editor can only be ended. */
  private void ascend() {
    IndexNode branch = parent;
    if (branch == null) {
      throw new AssertionError("a key outside of the whole tree");
    }
    IndexNode copy = branch.editableIn(section, epoch);
    IndexNode child = subtree;
    int place = position;
    Edges edgesBelow = edges;
    descend(branch.keys[0], branch.height);
    replace(copy, place, child, edgesBelow, edges);
    subtree = copy;
  }

  private IndexNode put(IndexNode original, long key, Vma<V> vma, Edges place) {
    IndexNode node = original.editableIn(section, epoch);
    int at = node.rank(key);
    if (node.height > 0) {
      int way = Math.max(at, 0);
      Edges placeBelow = place.below(way, node.size);
      replace(node, way, put(node.child(way), key, vma, placeBelow), placeBelow, place);
    } else if (at >= 0 && node.keys[at] == key) {
      node.set(at, key, vma);
    } else {
      split = node.insert(at + 1, key, vma, place);
      added++;
    }
    return node;
  }

  private IndexNode remove(IndexNode original, long key, Edges place) {
    IndexNode node = original.editableIn(section, epoch);
    int at = node.rank(key);
    if (node.height > 0) {
      int way = Math.max(at, 0);
      Edges placeBelow = place.below(way, node.size);
      replace(node, way, remove(node.child(way), key, placeBelow), placeBelow, place);
    } else if (at >= 0 && node.keys[at] == key) {
      node.remove(at);
      added--;
    } else {
      throw new AssertionError("no range begins at 0x" + Long.toHexString(IndexNode.ordered(key)));
    }
    return node;
  }

  /** Puts an edited child into its private parent: with the upper half of its split, removed if it is empty, or refilled. */
  private void replace(IndexNode node, int at, IndexNode child, Edges edgesBelow, Edges place) {
    if (child.size == 0) {
      node.remove(at);
      return;
    }
    node.set(at, edgesBelow.left ? IndexNode.LEAST : child.keys[0], child);
    IndexNode upper = split;
    if (upper != null) {
      split = node.insert(at + 1, upper.keys[0], upper, place);
    } else {
      node.refill(at, edgesBelow);
    }
  }

  // ---- Committing

  /**
   * Publishes the subtree by one store. If the branch that it belongs to may be part of a snapshot, it is copied first, and so on up to the
   * root. Allocates before the store only.
   */
  void commit() {
    try {
      Publication commit = announce();
      while (commit.branch() != null && commit.branch().epoch != index.epoch()) {
        ascend();
        commit = announce();
      }
      index.publish(commit);
    } finally {
      index.endCommit();
    }
  }

  private Publication announce() {
    long before = index.ranges();
    boolean gapsChange = parent != null && Gaps.differ(published, subtree, edges);
    Publication commit = new Publication(parent, position, published, subtree, before, before + added, gapsChange);
    index.announce(commit);
    return commit;
  }
}
