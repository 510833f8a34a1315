package org.vmalock.tree;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The free space that nodes of the index state, so that a search passes over branches without a long gap; the kernel's maple tree keeps
 * the same numbers. All numbers are unsigned.
 *
 * <p>A gap belongs to the range before it. {@link IndexNode#largest} of a leaf is its largest gap between two ranges. {@link
 * IndexNode#gaps} of a branch has for each child the largest gap between the first range below this child and the first range below the
 * next one; for the last child, between the first and the last range below it. So a number depends on what is below the branch only, and
 * a child that is replaced by one with the same first key changes the numbers of the way to it, and no others.
 *
 * <p>The numbers are exact, but for those of a published branch while a commit stores: {@link #raise} precedes the store that publishes, and
 * {@link #settle} follows it, so that no number is less than a gap of this moment.
 */
final class Gaps {
  /** A bound of all gaps: each has a range beside it. */
  private static final long ANY = -1;

  static final long[] NONE = {};

  private static final VarHandle GAPS = MethodHandles.arrayElementVarHandle(long[].class);

  static {
    store(new long[1], 0, 0); // links the store, which must not fail during a commit
  }

  private Gaps() {}

  private static boolean exceeds(long a, long b) {
    return Long.compareUnsigned(a, b) > 0;
  }

  // ---- Reading

  /** Returns the number that a branch states for a child. */
  static long stated(IndexNode branch, int position) {
    return (long) GAPS.getAcquire(branch.gaps, position);
  }

  /** Returns the largest gap between two ranges below a node. Only under the write lock, or for a node that does not change. */
  static long largest(IndexNode node) {
    if (node.height > 0) {
      return largestStated(node);
    }
    if (node.timesLargest == 0 && node.largest != 0) {
      countLargest(node);
    }
    return node.largest;
  }

  private static long largestStated(IndexNode branch) {
    long largest = 0;
    for (int i = 0; i < branch.size; i++) {
      largest = Ranges.max(largest, stated(branch, i));
    }
    return largest;
  }

  /** Searches a leaf for its largest gap, in place of the bound. */
  private static void countLargest(IndexNode leaf) {
    leaf.largest = 0;
    for (int i = 0; i + 1 < leaf.size; i++) {
      long distance = leaf.keys[i + 1] - leaf.keys[i];
      if (!exceeds(leaf.largest, distance - 1)) { // else the range is not loaded: its gap is shorter than the distance
        gain(leaf, i);
      }
    }
  }

  /** Returns the length of the gap after a range of a leaf; 0 for a position that is not followed by another one, and for a branch. */
  static long after(IndexNode node, int position) {
    return node.height > 0 || position < 0 || position + 1 >= node.size
        ? 0
        : IndexNode.ordered(node.keys[position + 1]) - 1 - node.vma(position).last;
  }

  /** Returns the number of a branch for a child, if the last key below this child is {@code last}. */
  private static long of(IndexNode branch, int position, IndexNode child, long last) {
    long largest = largest(child);
    return position + 1 == branch.size ? largest : Ranges.max(largest, IndexNode.ordered(branch.keys[position + 1]) - 1 - last);
  }

  private static long lastKey(IndexNode node) {
    Vma<?> last = node.last();
    return last == null ? Ranges.FIRST_KEY : last.last;
  }

  // ---- Editing nodes that are not published

  /** To be called before the slot at a position, or the one after it, changes: the gap between both ceases to be. */
  static void lose(IndexNode node, int position) {
    if (node.height == 0 && node.timesLargest > 0 && after(node, position) == node.largest) {
      node.timesLargest--;
    }
  }

  /** To be called after the slot at a position, or the one after it, has changed. */
  static void gain(IndexNode node, int position) {
    if (node.height > 0) {
      compute(node, position);
      return;
    }
    long gap = after(node, position);
    if (exceeds(gap, node.largest)) {
      node.largest = gap;
      node.timesLargest = 1;
    } else if (gap == node.largest) {
      node.timesLargest++;
    }
  }

  /** Computes the number of a branch for a child, if it has a child in this position. The gaps of a leaf are counted when needed. */
  static void compute(IndexNode node, int position) {
    if (node.height == 0) {
      node.largest = ANY;
      node.timesLargest = 0;
    } else if (position >= 0 && position < node.size) {
      IndexNode child = node.child(position);
      node.gaps[position] = of(node, position, child, position + 1 == node.size ? 0 : lastKey(child));
    }
  }

  static void copy(IndexNode from, int position, IndexNode to, int target, int count) {
    if (from.height > 0) {
      System.arraycopy(from.gaps, position, to.gaps, target, count);
    }
  }

  static void clear(IndexNode node, int from, int to) {
    if (node.height > 0) {
      Arrays.fill(node.gaps, from, to, 0);
    }
  }

  // ---- Committing

  /**
   * Returns whether a commit may change the number of a published branch.
   *
   * @param edges the edges of the tree that both nodes are at
   */
  static boolean differ(IndexNode replaced, IndexNode replacement, Edges edges) {
    return largest(replaced) != largest(replacement) || (!edges.right && replaced.last() != replacement.last());
  }

  /** Raises the numbers on the way to the slot that a commit is going to store, to those after the commit. */
  static void raise(IndexNode root, IndexNode branch, Publication commit) {
    update(root, branch, commit, true);
  }

  /** Makes the numbers on the way to the slot of a commit exact again, after its store. */
  static void settle(IndexNode root, IndexNode branch, Publication commit) {
    update(root, branch, commit, false);
  }

  /** Updates a node on the way, after those below it; returns the last key below it after the commit. */
  private static long update(IndexNode node, IndexNode branch, Publication commit, boolean raise) {
    int way = commit.position();
    IndexNode child = commit.replacement();
    long last;
    if (node == branch) {
      last = lastKey(child);
    } else {
      way = Math.max(node.rank(branch.keys[0]), 0);
      child = node.child(way);
      last = update(child, branch, commit, raise);
    }
    long gap = of(node, way, child, last);
    long stated = node.gaps[way];
    if (raise ? exceeds(gap, stated) : gap != stated) {
      store(node.gaps, way, gap);
    }
    return way + 1 == node.size ? last : lastKey(node);
  }

  private static void store(long[] gaps, int position, long gap) {
    GAPS.setRelease(gaps, position, gap);
  }
}
