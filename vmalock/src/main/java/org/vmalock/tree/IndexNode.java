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
   * Inserts a slot. A full node is split: it keeps its lower half and moves the upper half to a new node. If the slot is inserted at the
   * end of a full node, only that slot goes to the new node, so that ascending keys fill the nodes.
   *
   * @return the new node, to be inserted after this one; or null if the node was not full
   */
  @Nullable IndexNode insert(int position, long key, Object slot) {
    if (size < WIDTH) {
      insertSlot(position, key, slot);
      return null;
    }
    IndexNode upper = new IndexNode(height, section);
    int kept = position == WIDTH ? WIDTH : WIDTH / 2;
    upper.takeFrom(this, kept);
    if (position <= kept && kept < WIDTH) {
      insertSlot(position, key, slot);
    } else {
      upper.insertSlot(position - kept, key, slot);
    }
    return upper;
  }

  private void insertSlot(int position, long key, Object slot) {
    System.arraycopy(keys, position, keys, position + 1, size - position);
    System.arraycopy(slots, position, slots, position + 1, size - position);
    if (height > 0) {
      System.arraycopy(below, 2 * position, below, 2 * position + 2, 2 * (size - position));
    }
    set(position, key, slot);
    size++;
  }

  void remove(int position) {
    size--;
    System.arraycopy(keys, position + 1, keys, position, size - position);
    System.arraycopy(slots, position + 1, slots, position, size - position);
    keys[size] = Long.MAX_VALUE;
    slots[size] = null;
    if (height > 0) {
      System.arraycopy(below, 2 * position + 2, below, 2 * position, 2 * (size - position));
      Arrays.fill(below, 2 * size, 2 * size + 2, null);
    }
  }

  /** Moves the slots of another editable node, from a position on, to the end of this one. */
  private void takeFrom(IndexNode other, int from) {
    int count = other.size - from;
    append(other, from);
    Arrays.fill(other.keys, from, from + count, Long.MAX_VALUE);
    Arrays.fill(other.slots, from, from + count, null);
    if (height > 0) {
      Arrays.fill(other.below, 2 * from, 2 * (from + count), null);
    }
    other.size = from;
  }

  /** Copies the slots of another node, from a position on, to the end of this one. */
  private void append(IndexNode other, int from) {
    int count = other.size - from;
    System.arraycopy(other.keys, from, keys, size, count);
    System.arraycopy(other.slots, from, slots, size, count);
    if (height > 0) {
      System.arraycopy(other.below, 2 * from, below, 2 * size, 2 * count);
    }
    size += count;
  }

  /** Joins a sparse child with a neighbour if both fit into one node. */
  void joinIfSparse(int position) {
    if (child(position).size >= SPARSE || size < 2) {
      return;
    }
    int left = position > 0 ? position - 1 : position;
    IndexNode lower = child(left);
    IndexNode upper = child(left + 1);
    if (lower.size + upper.size <= WIDTH) {
      IndexNode joined = lower.editableIn(section);
      joined.append(upper, 0);
      set(left, keys[left], joined);
      remove(left + 1);
    }
  }
}
