package org.vmalock.tree;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A node of the path-copying B+tree: a leaf of {@link Vma}s by their first key, or a branch of nodes by the first key below them.
 *
 * <p>A node is changed only by the write section that made it, before its root is published; from then on it never changes. Separators
 * are exact: the key of a child is the first key below it. So the greatest key not above a given one, if there is any, lies below the
 * child that the separators point to, and no step to a neighbour is needed.
 */
final class IndexNode {
  /** Four cache lines of keys, of which a walk looks at two or three. */
  static final int WIDTH = 32;

  private static final int GROUP = WIDTH / 4;
  private static final int SPARSE = WIDTH / 4;

  private static final @Nullable Object[] NOTHING_BELOW = {};

  /** No write section has this number. */
  static final IndexNode EMPTY = new IndexNode(0, -1);

  /** The number of the write section that made this node. */
  final long section;

  /** Steps down to the leaves; 0 for a leaf. */
  final int height;

  int size;

  /** Unsigned keys, moved into the order of signed ones; ascending; behind {@link #size} all are the greatest of all. */
  final long[] keys;

  /** {@code Vma} in a leaf, {@code IndexNode} in a branch. */
  final @Nullable Object[] slots;

  /**
   * What a walk needs of each child of a branch, two by two: its keys, and behind them its slots, or what is below it if it is a branch.
   * So that a walk goes from array to array, fetches both of a child at once, and looks at no node but the root. A leaf has {@link
   * #NOTHING_BELOW}.
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
    this.keys = original.keys.clone();
    this.slots = original.slots.clone();
    this.below = height == 0 ? NOTHING_BELOW : original.below.clone();
  }

  static long ordered(long unsignedKey) {
    return unsignedKey ^ Long.MIN_VALUE;
  }

  // ---- Reading

  /** The position of the greatest key not above this one, or -1. */
  int rank(long key) {
    return Math.min(count(keys, key), size) - 1;
  }

  /**
   * Counts the keys not above this one without branching on what it finds: first whole groups, by the last key of each but the last,
   * and then within one group. The additions are paired, since each sum waits for the one before it. The greatest key of all counts
   * what is behind the size as well.
   */
  private static int count(long[] keys, long key) {
    int groups = one(keys, GROUP - 1, key) + one(keys, 2 * GROUP - 1, key) + one(keys, 3 * GROUP - 1, key);
    int from = groups * GROUP;
    return from + (four(keys, from, key) + four(keys, from + GROUP / 2, key));
  }

  private static int four(long[] keys, int from, long key) {
    return (one(keys, from, key) + one(keys, from + 1, key)) + (one(keys, from + 2, key) + one(keys, from + 3, key));
  }

  /** 1 if the key at a position is not above this one, or else 0. */
  private static int one(long[] keys, int position, long key) {
    return keys[position] <= key ? 1 : 0;
  }

  private static Object entry(@Nullable Object[] entries, int position) {
    Object entry = entries[position];
    if (entry == null) {
      throw new AssertionError("an index node has nothing at " + position);
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

  /** The range with the greatest start not above the key; it need not reach up to the key. */
  <V> @Nullable Vma<V> floor(long key) {
    long ordered = ordered(key);
    if (ordered == Long.MAX_VALUE) {
      return size == 0 ? null : last();
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

  /** The first range that ends at the key or behind it: the one that covers the key, or else the next one. */
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

  /** The number of ranges below. */
  long count() {
    if (height == 0) {
      return size;
    }
    long count = 0;
    for (int position = 0; position < size; position++) {
      count += child(position).count();
    }
    return count;
  }

  private <V> Vma<V> last() {
    IndexNode node = this;
    while (node.height > 0) {
      node = node.child(node.size - 1);
    }
    return node.vma(node.size - 1);
  }

  private <V> Vma<V> first() {
    IndexNode node = this;
    while (node.height > 0) {
      node = node.child(0);
    }
    return node.vma(0);
  }

  // ---- Changing; only in the section that made the node

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
   * Puts a slot in. A full node keeps its lower half and gives the upper one to a new node; at its very end it keeps all and gives
   * only the new slot away, so that ascending keys fill the nodes.
   *
   * @return the new node, to be put behind this one; or null if there was room
   */
  @Nullable IndexNode insert(int position, long key, Object slot) {
    if (size < WIDTH) {
      open(position, key, slot);
      return null;
    }
    IndexNode upper = new IndexNode(height, section);
    int kept = position == WIDTH ? WIDTH : WIDTH / 2;
    upper.take(this, kept);
    if (position <= kept && kept < WIDTH) {
      open(position, key, slot);
    } else {
      upper.open(position - kept, key, slot);
    }
    return upper;
  }

  private void open(int position, long key, Object slot) {
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

  /** Moves everything from a position of another editable node to the end of this one. */
  private void take(IndexNode other, int from) {
    int count = other.size - from;
    append(other, from);
    Arrays.fill(other.keys, from, from + count, Long.MAX_VALUE);
    Arrays.fill(other.slots, from, from + count, null);
    if (height > 0) {
      Arrays.fill(other.below, 2 * from, 2 * (from + count), null);
    }
    other.size = from;
  }

  private void append(IndexNode other, int from) {
    int count = other.size - from;
    System.arraycopy(other.keys, from, keys, size, count);
    System.arraycopy(other.slots, from, slots, size, count);
    if (height > 0) {
      System.arraycopy(other.below, 2 * from, below, 2 * size, 2 * count);
    }
    size += count;
  }

  /** Joins a child that has become sparse with a neighbour, if both fit into one. */
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
