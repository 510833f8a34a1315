package org.vmalock.tree;

import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A search for free keys: the first place, in one direction, that lies within a window and has a length and an alignment. Walks by slots,
 * and passes over children whose {@linkplain Gaps gaps} are shorter than the place.
 *
 * <p>The free keys of a place were free together at one moment of the walk: they follow a range of a leaf, up to the next range of it or to
 * the end of its interval, which the branches on the way state, and which only grows while they are in the tree. So that moment is the one
 * at which the whole way was in the tree. Beside commits a place may be passed over that has become free meanwhile.
 *
 * <p>The gap before the first range of the tree has a look of its own. Keys move from one look to the other when the first range comes or
 * goes, so a place is returned only if the first leaf was the same before both and after them. The same holds for the gap after the last
 * range of a branch, and the last leaf below it.
 *
 * <p>A branch that was replaced states numbers of that moment, while what is below it may still change if it is a branch too. So the
 * search never takes a number beside a look of its own for a child that is a branch, but enters this child. Leaves do not change.
 *
 * <p>Confined to one thread.
 */
final class FreeSearch {
  /** The number of keys, less one. */
  private final long span;

  /** The alignment, less one. */
  private final long mask;

  private final long first;
  private final long last;
  private final boolean ascending;

  // A private version: one child of a published branch is replaced, and the branches on the way to it do not state its gaps.

  private @Nullable IndexNode branch;
  private int position;
  private IndexNode replacement = IndexNode.EMPTY;

  /** The start of the place that was found. */
  private long start;

  /**
   * Creates a search.
   *
   * @param length the number of keys, unsigned, not 0
   * @param alignment a power of two, unsigned
   * @param first the first key of the window
   * @param last the last key of the window, not below {@code first}
   * @throws IllegalArgumentException if the length is 0 or the alignment is not a power of two
   */
  FreeSearch(long length, long alignment, long first, long last, SearchDirection direction) {
    if (length == 0) {
      throw new IllegalArgumentException("a length of 0 keys: it must be 1 or more; lengths are unsigned");
    }
    if (Long.bitCount(alignment) != 1) {
      throw new IllegalArgumentException("alignment 0x" + Long.toHexString(alignment) + " is not a power of two; 1 aligns to any key");
    }
    this.span = length - 1;
    this.mask = alignment - 1;
    this.first = first;
    this.last = last;
    this.ascending = Objects.requireNonNull(direction, "direction") == SearchDirection.ASCENDING;
  }

  static FreeSearch anywhere(long length, long alignment, SearchDirection direction) {
    return new FreeSearch(length, alignment, Ranges.FIRST_KEY, Ranges.LAST_KEY, direction);
  }

  static FreeSearch between(long length, long alignment, long from, long below, SearchDirection direction) {
    return new FreeSearch(length, alignment, from, Ranges.last(from, below), direction);
  }

  long first() {
    return first;
  }

  long last() {
    return last;
  }

  /** Returns the last key of a place that begins at a key. */
  long lastFrom(long start) {
    return start + span;
  }

  @Override
  public String toString() {
    return "0x" + Long.toHexString(span + 1) + " free keys, aligned to 0x" + Long.toHexString(mask + 1) + ", in "
        + Ranges.describe(first, last);
  }

  // ---- Searching

  /** Returns the start of the place below a root, or empty. */
  OptionalLong in(IndexNode root) {
    return search(root) ? OptionalLong.of(start) : OptionalLong.empty();
  }

  /** Returns the start of the place below a root, or empty, if one child of a branch below it is replaced. */
  OptionalLong in(IndexNode root, IndexNode branch, int position, IndexNode replacement) {
    this.branch = branch;
    this.position = position;
    this.replacement = replacement;
    return in(root);
  }

  private boolean search(IndexNode root) {
    if (root.size == 0) {
      return fits(Ranges.FIRST_KEY, Ranges.LAST_KEY);
    }
    IndexNode leaf = firstLeaf(root);
    while (true) {
      if (ascending && fitsBefore(leaf)) {
        return true;
      }
      boolean found = searchBelow(root, Ranges.LAST_KEY, true) || (!ascending && fitsBefore(leaf));
      IndexNode present = firstLeaf(root);
      if (!found || present == leaf) {
        return found;
      }
      leaf = present; // its first range may have come or gone between the two looks, and both have missed the keys beside it
    }
  }

  private IndexNode firstLeaf(IndexNode root) {
    IndexNode node = root;
    while (node.height > 0) {
      node = child(node, 0);
    }
    return node;
  }

  /** Looks before the first range of the tree, a gap that belongs to no range. */
  private boolean fitsBefore(IndexNode leaf) {
    long start = IndexNode.ordered(leaf.keys[0]);
    return start != Ranges.FIRST_KEY && fits(Ranges.FIRST_KEY, start - 1);
  }

  /**
   * Looks after each range below a node.
   *
   * @param end the last key of the interval of the node
   * @param leftEdge whether the first range of the tree is below the node
   */
  private boolean searchBelow(IndexNode node, long end, boolean leftEdge) {
    int low = Math.max(node.rank(IndexNode.ordered(first)), 0);
    int high = node.rank(IndexNode.ordered(last));
    for (int left = high - low; left >= 0; left--) {
      int at = ascending ? high - left : low + left;
      boolean atEnd = at + 1 == node.size;
      long endOfSlot = atEnd ? end : IndexNode.ordered(node.keys[at + 1]) - 1;
      if (node.height == 0 ? fitsAfter(node, at, endOfSlot) : searchChild(node, at, endOfSlot, leftEdge && at == 0)) {
        return true;
      }
    }
    return false;
  }

  private boolean searchChild(IndexNode node, int at, long end, boolean leftEdge) {
    boolean atEnd = at + 1 == node.size;
    while (mayPass(node, at, leftEdge || atEnd)) {
      if (!atEnd) {
        return false;
      }
      IndexNode leaf = node.child(at);
      if (mayPass(node, at, true) && node.child(at) == leaf) {
        return fitsAfter(leaf, leaf.size - 1, end); // a gap that the branch does not state for its last child
      } // else its last range may have come or gone, and with it keys have moved between this gap and the stated ones
    }
    return searchBelow(child(node, at), end, leftEdge);
  }

  /**
   * Returns whether no gap that a branch states for a child is long enough.
   *
   * @param besideLook whether a gap beside the stated ones has a look of its own, so that the number is of use only if the child is a leaf
   */
  private boolean mayPass(IndexNode node, int at, boolean besideLook) {
    return Ranges.notAbove(Gaps.stated(node, at), span) && !(besideLook && node.height > 1) && !isOnWay(node, at);
  }

  /** Looks after a range of a leaf. Beside a commit the interval of the leaf may have grown, so that the range ends beyond {@code end}. */
  private boolean fitsAfter(IndexNode leaf, int at, long end) {
    if (!isWider(IndexNode.ordered(leaf.keys[at]), end)) {
      return false;
    }
    long lastOfRange = leaf.vma(at).last;
    return lastOfRange != Ranges.LAST_KEY && fits(lastOfRange + 1, end);
  }

  /** Returns whether a range and the place fit between two keys; spares the load of the range. */
  private boolean isWider(long start, long end) {
    return !Ranges.notAbove(end - start, span);
  }

  /** Looks for a place in free keys, cut off at the window; there are none if {@code to} is below {@code from}. */
  private boolean fits(long from, long to) {
    long low = Ranges.max(from, first);
    long high = Ranges.min(to, last);
    if (!Ranges.notAbove(low, high) || !Ranges.notAbove(span, high - low)) {
      return false;
    }
    start = ascending ? (low + mask) & ~mask : (high - span) & ~mask;
    return ascending
        ? Ranges.notAbove(low, start) && Ranges.notAbove(start, high) && Ranges.notAbove(span, high - start) // low + mask may overflow
        : Ranges.notAbove(low, start);
  }

  // ---- The private version

  private IndexNode child(IndexNode node, int at) {
    return node == branch && at == position ? replacement : node.child(at);
  }

  /** Returns whether the replaced child may be below a child of a branch. */
  private boolean isOnWay(IndexNode node, int at) {
    IndexNode lowest = branch;
    if (lowest == null || node.height <= lowest.height) {
      return node == lowest && at == position;
    }
    return at == Math.max(node.rank(lowest.keys[0]), 0);
  }
}
