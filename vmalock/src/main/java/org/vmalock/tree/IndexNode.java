package org.vmalock.tree;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A node of the path-copying B+tree: a leaf of {@link Vma}s, keyed by their first key, or a branch of child nodes, keyed by the first key
 * below them.
 *
 * <p>A node is changed only by the write section that created it, before its root is published; a published node never changes.
 * Separators are exact: the key of a child is the first key below it. So the greatest key not above a given one, if there is any, is
 * below the child that the separators select, and a walk never steps to a neighbour.
 */
final class IndexNode {
  /** Capacity. The keys fill four cache lines, of which a walk reads two or three. */
  static final int WIDTH = 32;

  private static final int GROUP = WIDTH / 4;
  private static final int SPARSE = WIDTH / 4;

  private static final @Nullable Object[] NOTHING_BELOW = {};

  /** The empty tree. No write section has the number -1, so it is never edited in place. */
  static final IndexNode EMPTY = new IndexNode(0, -1);

  /** The number of the write section that created this node. */
  final long section;

  /** The number of steps down to a leaf; 0 for a leaf. */
  final int height;

  int size;

  /** The number of ranges of the version, if this node is its root; otherwise out of date. */
  long ranges;

  /** The keys, mapped by {@link #ordered} to signed order; ascending. From {@link #size} on, all are {@link Long#MAX_VALUE}. */
  final long[] keys;

  /** {@code Vma} in a leaf, {@code IndexNode} in a branch. */
  final @Nullable Object[] slots;

  /**
   * Two elements for each child of a branch, which are all that a walk needs: the child's keys, and then its slots if the child is a leaf,
   * or its {@code below} if it is a branch. So a walk goes from array to array, can load both elements of a child at once, and reads no
   * node but the root. A leaf has {@link #NOTHING_BELOW}.
   */
  final @Nullable Object[] below;

  IndexNode(int height, long section) {
    this.height = height;
    this.section = section;
    this.keys = new long[WIDTH];
    this.slots = new Object[WIDTH];
    this.below = height == 0 ? NOTHING_BELOW : new Object[2 * WIDTH];
    Arrays.fill(keys, Long.MAX_VALUE);
  }

  private IndexNode(IndexNode original, long section) {
    this.height = original.height;
    this.section = section;
    this.size = original.size;
    this.ranges = original.ranges;
    this.keys = original.keys.clone();
    this.slots = original.slots.clone();
    this.below = height == 0 ? NOTHING_BELOW : original.below.clone();
  }

  static long ordered(long unsignedKey) {
    return unsignedKey ^ Long.MIN_VALUE;
  }

  // ---- Reading

  /** Returns the position of the greatest key not above a key, or -1. */
  int rank(long key) {
    return Math.min(count(keys, key), size) - 1;
  }

  /**
   * Returns the number of keys not above a key, without branching on the keys: counts whole groups first, by the last key of each group
   * but the last one, and then within one group. The additions are paired to shorten their chain of dependencies. For {@link
   * Long#MAX_VALUE} the result includes the unused positions from {@link #size} on.
   */
  private static int count(long[] keys, long key) {
    int groups = one(keys, GROUP - 1, key) + one(keys, 2 * GROUP - 1, key) + one(keys, 3 * GROUP - 1, key);
    int from = groups * GROUP;
    return from + (four(keys, from, key) + four(keys, from + GROUP / 2, key));
  }

  private static int four(long[] keys, int from, long key) {
    return (one(keys, from, key) + one(keys, from + 1, key)) + (one(keys, from + 2, key) + one(keys, from + 3, key));
  }

  /** Returns 1 if the key at a position is not above a key, or else 0. */
  private static int one(long[] keys, int position, long key) {
    return keys[position] <= key ? 1 : 0;
  }

  private static Object entry(@Nullable Object[] entries, int position) {
    Object entry = entries[position];
    if (entry == null) {
      throw new AssertionError("an index node has no entry at position " + position);
    }
    return entry;
  }

  IndexNode child(int position) {
    return (IndexNode) entry(slots, position);
  }

  @SuppressWarnings("unchecked") // the leaves below one tree hold that tree's Vmas only
  private static <V> Vma<V> vma(@Nullable Object[] entries, int position) {
    return (Vma<V>) entry(entries, position);
  }

  <V> Vma<V> vma(int position) {
    return vma(slots, position);
  }

  /** Returns the range with the greatest start not above a key, or null; it may end below the key. */
  <V> @Nullable Vma<V> floor(long key) {
    long ordered = ordered(key);
    if (ordered == Long.MAX_VALUE) {
      return last();
    }
    @Nullable Object[] entries = height == 0 ? slots : below;
    int position = count(keys, ordered) - 1;
    for (int left = height; left > 0 && position >= 0; left--) {
      long[] keysBelow = (long[]) entry(entries, 2 * position);
      entries = (@Nullable Object[]) entry(entries, 2 * position + 1);
      position = count(keysBelow, ordered) - 1;
    }
    return position < 0 ? null : vma(entries, position);
  }

  /** Returns the first range that ends at or after a key, or null: the one that covers the key, or else the next one. */
  <V> @Nullable Vma<V> atOrAfter(long key) {
    long ordered = ordered(key);
    IndexNode node = this;
    IndexNode right = null;
    while (node.height > 0) {
      int position = Math.max(node.rank(ordered), 0);
      if (position + 1 < node.size) {
        right = node.child(position + 1);
      }
      node = node.child(position);
    }
    int position = node.rank(ordered);
    if (position >= 0) {
      Vma<V> floor = node.vma(position);
      if (Ranges.notAbove(key, floor.last)) {
        return floor;
      }
    }
    if (position + 1 < node.size) {
      return node.vma(position + 1);
    }
    return right == null ? null : right.first();
  }

  /** Returns the range with the greatest keys, or null if this is the empty version. */
  <V> @Nullable Vma<V> last() {
    IndexNode node = this;
    while (node.height > 0) {
      node = node.child(node.size - 1);
    }
    return node.size == 0 ? null : node.vma(node.size - 1);
  }

  /** Returns the range with the least keys, or null if this is the empty version. */
  <V> @Nullable Vma<V> first() {
    IndexNode node = this;
    while (node.height > 0) {
      node = node.child(0);
    }
    return node.size == 0 ? null : node.vma(0);
  }

  // ---- Changing; only in the section that created the node

  IndexNode editableIn(long section) {
    return this.section == section ? this : new IndexNode(this, section);
  }

  void set(int position, long key, Object slot) {
    keys[position] = key;
    slots[position] = slot;
    if (height > 0) {
      IndexNode child = (IndexNode) slot;
      below[2 * position] = child.keys;
      below[2 * position + 1] = child.height == 0 ? child.slots : child.below;
    }
  }

  /**
   * Inserts a slot. A full node is split into two halves, this one and a new one; at an edge of the tree, where keys ascend or descend, only
   * that slot goes to the node at the edge, so that these keys fill the nodes.
   *
   * @return the new node, to be inserted after this one; or null if the node was not full
   */
  @Nullable IndexNode insert(int position, long key, Object slot, Edges edges) {
    if (size < WIDTH) {
      insertSlot(position, key, slot);
      return null;
    }
    IndexNode upper = new IndexNode(height, section);
    int kept = keptInSplit(position, edges);
    upper.takeFrom(this, kept);
    if (position <= kept && kept < WIDTH) {
      insertSlot(position, key, slot);
    } else {
      upper.insertSlot(position - kept, key, slot);
    }
    return upper;
  }

  /** Returns how many slots stay in a node that is split. The first slot of a branch that was split itself stays before the inserted one. */
  private int keptInSplit(int position, Edges edges) {
    if (position == WIDTH && edges.right) {
      return WIDTH;
    }
    return edges.left && position == (height == 0 ? 0 : 1) ? position : WIDTH / 2;
  }

  private void insertSlot(int position, long key, Object slot) {
    copyTo(this, position, position + 1, size - position);
    set(position, key, slot);
    size++;
  }

  void remove(int position) {
    copyTo(this, position + 1, position, size - position - 1);
    truncate(size - 1);
  }

  /** Moves the slots of another editable node, from a position on, to the end of this one. */
  private void takeFrom(IndexNode other, int from) {
    append(other, from, other.size - from);
    other.truncate(from);
  }

  /** Copies slots of another node to the end of this one. */
  private void append(IndexNode other, int from, int count) {
    other.copyTo(this, from, size, count);
    size += count;
  }

  /** Copies slots to another node, or to another position of this one. */
  private void copyTo(IndexNode other, int from, int to, int count) {
    System.arraycopy(keys, from, other.keys, to, count);
    System.arraycopy(slots, from, other.slots, to, count);
    if (height > 0) {
      System.arraycopy(below, 2 * from, other.below, 2 * to, 2 * count);
    }
  }

  /** Drops the slots from a position on. */
  private void truncate(int newSize) {
    Arrays.fill(keys, newSize, size, Long.MAX_VALUE);
    Arrays.fill(slots, newSize, size, null);
    if (height > 0) {
      Arrays.fill(below, 2 * newSize, 2 * size, null);
    }
    size = newSize;
  }

  /**
   * Joins a child that is less than half full with a neighbour, or shares the slots of both evenly. A child at an edge of the tree is only
   * joined, once it is sparse: keys that ascend or descend would fill it again.
   *
   * @param edges the edges of the tree that the child is at
   */
  void refill(int position, Edges edges) {
    boolean atEdge = edges != Edges.NONE;
    if (size < 2 || child(position).size >= (atEdge ? SPARSE : WIDTH / 2)) {
      return;
    }
    int left = Math.max(position - 1, 0);
    int slotsOfBoth = child(left).size + child(left + 1).size;
    if (slotsOfBoth <= WIDTH) {
      IndexNode joined = child(left).editableIn(section);
      joined.append(child(left + 1), 0, child(left + 1).size);
      set(left, keys[left], joined);
      remove(left + 1);
    } else if (!atEdge) {
      IndexNode lower = child(left).editableIn(section);
      IndexNode upper = child(left + 1).editableIn(section);
      lower.share(upper, slotsOfBoth / 2);
      set(left, keys[left], lower);
      set(left + 1, upper.keys[0], upper);
    }
  }

  /** Moves slots between this node and the next one, both editable, until this one has the given number. */
  private void share(IndexNode next, int newSize) {
    int moved = newSize - size;
    if (moved > 0) {
      append(next, 0, moved);
      next.copyTo(next, moved, 0, next.size - moved);
      next.truncate(next.size - moved);
    } else {
      next.copyTo(next, 0, -moved, next.size);
      copyTo(next, newSize, 0, -moved);
      next.size -= moved;
      truncate(newSize);
    }
  }
}
