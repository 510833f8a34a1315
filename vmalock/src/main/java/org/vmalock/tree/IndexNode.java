package org.vmalock.tree;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A node of the B+tree: a leaf of {@link Vma}s, keyed by their first key, or a branch of child nodes, keyed by the first key below them.
 *
 * <p>A node is edited only by the write section that created it, before it is published. Then a leaf never changes; a branch changes by
 * {@link #replaceChild} and in its {@link #gaps} only, and only in the {@linkplain Index epoch} in which it was created. Its keys and its
 * size never change.
 *
 * <p>Separators are exact: the key of a child is the first key below it. So the greatest key not above a given one, if there is any, is
 * below the child that the separators select, and a walk never steps to a neighbour. Only at the left edge of the tree the first key of a
 * branch may be {@link #LEAST} instead, so that it can stay when the first range of the tree changes.
 *
 * <p>{@link #slots} say what is below a branch. {@link #below} is a shortcut to the same, which lags behind while a commit stores.
 */
final class IndexNode {
  /** Capacity. The keys fill four cache lines, of which a walk reads two or three. */
  static final int WIDTH = 32;

  private static final int GROUP = WIDTH / 4;
  private static final int SPARSE = WIDTH / 4;

  private static final @Nullable Object[] NOTHING_BELOW = {};

  private static final VarHandle ENTRIES = MethodHandles.arrayElementVarHandle(Object[].class);

  /** A key below all others, or equal to the first one. */
  static final long LEAST = Long.MIN_VALUE;

  /** The number of no write section, and of no epoch. */
  static final long NONE = -1;

  /** The empty tree. */
  static final IndexNode EMPTY = new IndexNode(0, NONE, NONE);

  static {
    new IndexNode(1, NONE, NONE).replaceChild(0, EMPTY); // links the stores, which must not fail between each other
  }

  /** The number of the write section that created this node. */
  final long section;

  /** The epoch in which this node was created, or an earlier one. */
  final long epoch;

  /** The number of steps down to a leaf; 0 for a leaf. */
  final byte height;

  int size;

  /**
   * The keys, mapped by {@link #ordered} to signed order; ascending. From {@link #size} on, all are {@link Long#MAX_VALUE}. A copy shares
   * the keys of its original until an edit changes one: {@link #ownKeys}.
   */
  long[] keys;

  private boolean ownsKeys;

  /** {@code Vma} in a leaf, {@code IndexNode} in a branch. Stored with release into a published branch, loaded with acquire. */
  final @Nullable Object[] slots;

  /**
   * Two elements for each child of a branch, which are all that a walk needs: the child's keys, and then its slots if the child is a leaf,
   * or its {@code below} if it is a branch. So a walk goes from array to array, can load both elements of a child at once, and reads no
   * node but the root. Stored after the slot, and one after the other: a walk beside a commit may see an outdated child, or the keys of
   * one child with the contents of another. A leaf has {@link #NOTHING_BELOW}.
   */
  final @Nullable Object[] below;

  /** For each child of a branch a number of {@link Gaps}. Stored with release into a published branch, loaded with acquire. */
  final long[] gaps;

  /** The largest gap between two ranges of a leaf, or a bound of it. */
  long largest;

  /**
   * How many gaps of a leaf are as long as {@link #largest}. If it is 0, {@code largest} is a bound that no gap reaches, which {@link
   * Gaps#largest} replaces by the largest gap; never in a published leaf below a branch, unless {@code largest} is 0.
   */
  int timesLargest;

  IndexNode(int height, long section, long epoch) {
    this.height = (byte) height;
    this.section = section;
    this.epoch = epoch;
    this.keys = new long[WIDTH];
    this.ownsKeys = true;
    this.slots = new Object[WIDTH];
    this.below = height == 0 ? NOTHING_BELOW : new Object[2 * WIDTH];
    this.gaps = height == 0 ? Gaps.NONE : new long[WIDTH];
    Arrays.fill(keys, Long.MAX_VALUE);
  }

  private IndexNode(IndexNode original, long section, long epoch) {
    this.height = original.height;
    this.section = section;
    this.epoch = epoch;
    this.size = original.size;
    this.keys = original.keys;
    this.slots = original.slots.clone();
    this.below = height == 0 ? NOTHING_BELOW : original.below.clone();
    this.gaps = height == 0 ? Gaps.NONE : original.gaps.clone();
    this.largest = original.largest;
    this.timesLargest = original.timesLargest;
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
    Object entry = ENTRIES.getAcquire(entries, position);
    if (entry == null) {
      throw new AssertionError("an index node has no entry at position " + position);
    }
    return entry;
  }

  IndexNode child(int position) {
    return (IndexNode) entry(slots, position);
  }

  @SuppressWarnings("unchecked") // the leaves below one tree hold that tree's Vmas only
  <V> Vma<V> vma(int position) {
    return (Vma<V>) entry(slots, position);
  }

  /**
   * Returns the range with the greatest start not above a key, or null; it may end below the key. Walks by the shortcuts: while a commit
   * is in progress, a range that is returned was mapped, but need not be mapped any more, or the one of this key.
   */
  @SuppressWarnings("unchecked") // as in vma
  <V> @Nullable Vma<V> floor(long key) {
    long ordered = ordered(key);
    if (ordered == Long.MAX_VALUE) {
      return last();
    }
    @Nullable Object[] entries = height == 0 ? slots : below;
    int position = count(keys, ordered) - 1;
    for (int left = height; left > 0 && position >= 0; left--) {
      long[] keysBelow = (long[]) ENTRIES.getAcquire(entries, 2 * position);
      entries = (@Nullable Object[]) ENTRIES.getAcquire(entries, 2 * position + 1);
      if (keysBelow == null || entries == null) {
        return null; // the keys of one child with the contents of another
      }
      position = count(keysBelow, ordered) - 1;
    }
    return position < 0 ? null : (Vma<V>) ENTRIES.getAcquire(entries, position);
  }

  /** Returns the range with the greatest start not above a key, or null, as it was at one moment of the walk. */
  <V> @Nullable Vma<V> floorBySlots(long key) {
    long ordered = ordered(key);
    IndexNode node = this;
    while (node.height > 0) {
      node = node.child(Math.max(node.rank(ordered), 0));
    }
    int position = node.rank(ordered);
    return position < 0 ? null : node.vma(position);
  }

  /**
   * Returns the first range that ends at or after a key, or null: the one that covers the key, or else the next one. A result that covers
   * the key, a range of the same leaf and null were true at one moment of the walk. Beside a commit any other range needs {@link #isNext}.
   */
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

  /**
   * Returns whether a range that is mapped throughout the walk, and begins above a key, was the next one after this key at one moment of
   * the walk: it follows in the leaf of the key, or the next leaf begins with it, as separators are exact.
   */
  boolean isNext(long key, Vma<?> mapped) {
    long ordered = ordered(key);
    IndexNode node = this;
    IndexNode parent = null;
    int right = 0;
    while (node.height > 0) {
      int position = Math.max(node.rank(ordered), 0);
      if (position + 1 < node.size) {
        parent = node;
        right = position + 1;
      }
      node = node.child(position);
    }
    int position = node.rank(ordered);
    if (position >= 0 && Ranges.notAbove(key, node.vma(position).last)) {
      return false;
    }
    return position + 1 < node.size
        ? node.vma(position + 1) == mapped
        : parent != null && parent.keys[right] == ordered(mapped.start);
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

  // ---- Changing a published branch

  /** Replaces a child by one with the same first key, by one store; then the shortcuts to it. */
  void replaceChild(int position, IndexNode child) {
    ENTRIES.setRelease(slots, position, child);
    ENTRIES.setRelease(below, 2 * position, child.keys);
    ENTRIES.setRelease(below, 2 * position + 1, child.contents());
  }

  private @Nullable Object[] contents() {
    return height == 0 ? slots : below;
  }

  /**
   * Returns this node with one child of a branch below it, or of itself, replaced in copies that no thread changes; returns this node if
   * the branch is not below it.
   */
  IndexNode withChild(IndexNode branch, int position, IndexNode child) {
    if (this == branch) {
      return copyWith(position, child);
    }
    if (height <= branch.height) {
      return this;
    }
    int way = Math.max(rank(branch.keys[0]), 0);
    IndexNode below = child(way);
    IndexNode replaced = below.withChild(branch, position, child);
    return replaced == below ? this : copyWith(way, replaced);
  }

  private IndexNode copyWith(int position, IndexNode child) {
    IndexNode copy = new IndexNode(this, NONE, NONE);
    copy.set(position, keys[position], child);
    return copy;
  }

  // ---- Editing; only in the section that created the node

  IndexNode editableIn(long section, long epoch) {
    return this.section == section ? this : new IndexNode(this, section, epoch);
  }

  /** Replaces a slot that is in use, or its key. */
  void set(int position, long key, Object slot) {
    Gaps.lose(this, position);
    store(position, key, slot);
    Gaps.gain(this, position);
    if (height > 0) {
      Gaps.gain(this, position - 1);
    }
  }

  private void store(int position, long key, Object slot) {
    if (keys[position] != key) {
      ownKeys();
      keys[position] = key;
    }
    slots[position] = slot;
    if (height > 0) {
      IndexNode child = (IndexNode) slot;
      below[2 * position] = child.keys;
      below[2 * position + 1] = child.contents();
    }
  }

  private void ownKeys() {
    if (!ownsKeys) {
      keys = keys.clone();
      ownsKeys = true;
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
    IndexNode upper = new IndexNode(height, section, epoch);
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
    Gaps.lose(this, position - 1);
    copyTo(this, position, position + 1, size - position);
    store(position, key, slot);
    size++;
    Gaps.gain(this, position - 1);
    Gaps.gain(this, position);
  }

  void remove(int position) {
    Gaps.lose(this, position - 1);
    Gaps.lose(this, position);
    copyTo(this, position + 1, position, size - position - 1);
    dropFrom(size - 1);
    Gaps.gain(this, position - 1);
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
    Gaps.compute(this, size - count - 1);
    Gaps.compute(this, size - 1);
  }

  /** Copies slots to another node, or to another position of this one. */
  private void copyTo(IndexNode other, int from, int to, int count) {
    other.ownKeys();
    System.arraycopy(keys, from, other.keys, to, count);
    System.arraycopy(slots, from, other.slots, to, count);
    if (height > 0) {
      System.arraycopy(below, 2 * from, other.below, 2 * to, 2 * count);
    }
    Gaps.copy(this, from, other, to, count);
  }

  /** Drops the slots from a position on. */
  private void truncate(int newSize) {
    dropFrom(newSize);
    Gaps.compute(this, newSize - 1);
  }

  private void dropFrom(int newSize) {
    ownKeys();
    Arrays.fill(keys, newSize, size, Long.MAX_VALUE);
    Arrays.fill(slots, newSize, size, null);
    if (height > 0) {
      Arrays.fill(below, 2 * newSize, 2 * size, null);
    }
    Gaps.clear(this, newSize, size);
    size = newSize;
  }

  /**
   * Returns whether a child that has or will have some size is to be refilled: it is less than half full; or it is at an edge of the tree,
   * sparse, and fits into its neighbour. Keys that ascend or descend fill a child at an edge again.
   *
   * @param edges the edges of the tree that the child is at
   */
  boolean refills(int position, int childSize, Edges edges) {
    if (size < 2 || childSize >= (edges == Edges.NONE ? WIDTH / 2 : SPARSE)) {
      return false;
    }
    return edges == Edges.NONE || childSize + child(position > 0 ? position - 1 : 1).size <= WIDTH;
  }

  /** Joins a child with a neighbour, or shares the slots of both evenly, if the child {@link #refills}. */
  void refill(int position, Edges edges) {
    if (!refills(position, child(position).size, edges)) {
      return;
    }
    int left = Math.max(position - 1, 0);
    int slotsOfBoth = child(left).size + child(left + 1).size;
    if (slotsOfBoth <= WIDTH) {
      IndexNode joined = child(left).editableIn(section, epoch);
      joined.append(child(left + 1), 0, child(left + 1).size);
      set(left, keys[left], joined);
      remove(left + 1);
    } else {
      IndexNode lower = child(left).editableIn(section, epoch);
      IndexNode upper = child(left + 1).editableIn(section, epoch);
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
      Gaps.compute(next, -moved - 1);
      truncate(newSize);
    }
  }
}
