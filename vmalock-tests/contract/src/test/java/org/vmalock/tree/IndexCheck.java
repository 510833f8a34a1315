package org.vmalock.tree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Assertions about the shape of a version of the index, and about published versions that must not change. */
final class IndexCheck {
  private IndexCheck() {}

  /** Asserts that the version is well-formed; returns its number of ranges. */
  static long assertSound(IndexNode root) {
    if (root.size == 0) {
      assertEquals(0, root.height, "the height of an empty version");
      assertPadding(root);
      return 0;
    }
    assertTrue(root.height == 0 || root.size >= 2, "a root with one child is one level too many");
    return assertSoundBelow(root, true);
  }

  private static long assertSoundBelow(IndexNode node, boolean leftEdge) {
    assertTrue(node.size >= 1 && node.size <= IndexNode.WIDTH, () -> "a node of size " + node.size);
    assertPadding(node);
    for (int i = 1; i < node.size; i++) {
      assertTrue(node.keys[i - 1] < node.keys[i], "keys out of order");
    }
    return node.height == 0 ? assertSoundLeaf(node) : assertSoundBranch(node, leftEdge);
  }

  private static long assertSoundLeaf(IndexNode leaf) {
    for (int i = 0; i < leaf.size; i++) {
      Vma<?> vma = assertInstanceOf(Vma.class, leaf.slots[i]);
      assertEquals(IndexNode.ordered(vma.start), leaf.keys[i], "the key of a leaf");
    }
    assertSoundGap(leaf, largestGap(leaf));
    return leaf.size;
  }

  private static void assertSoundGap(IndexNode leaf, long gap) {
    if (leaf.largest == 0) {
      assertEquals(0, gap, "the largest gap of a leaf that states no gap");
    } else if (leaf.timesLargest == 0) {
      assertTrue(Long.compareUnsigned(gap, leaf.largest) < 0, "the bound of the gaps of a leaf");
    } else {
      assertEquals(gap, leaf.largest, "the largest gap of a leaf");
      int times = 0;
      for (int i = 0; i + 1 < leaf.size; i++) {
        times += Gaps.after(leaf, i) == gap ? 1 : 0;
      }
      assertEquals(times, leaf.timesLargest, "how many gaps of a leaf are the largest");
    }
  }

  private static long assertSoundBranch(IndexNode branch, boolean leftEdge) {
    long count = 0;
    for (int i = 0; i < branch.size; i++) {
      IndexNode child = assertInstanceOf(IndexNode.class, branch.slots[i]);
      assertEquals(branch.height - 1, child.height, "the height of a child");
      boolean least = leftEdge && i == 0 && branch.keys[i] == IndexNode.LEAST;
      assertTrue(least || branch.keys[i] == child.keys[0], "a separator is the first key below it");
      assertSame(child.keys, branch.below[2 * i], "the keys of a child");
      assertSame(child.height == 0 ? child.slots : child.below, branch.below[2 * i + 1], "the contents of a child");
      count += assertSoundBelow(child, leftEdge && i == 0);
      if (i + 1 < branch.size) {
        assertTrue(lastKey(child) < branch.keys[i + 1], "a key lies beyond the next separator");
      }
      assertEquals(Long.toUnsignedString(gapOf(branch, i)), Long.toUnsignedString(branch.gaps[i]), "the gap that a branch states");
    }
    return count;
  }

  /** Asserts that every node is at least half full, unless it is at an edge of the tree. */
  static void assertHalfFull(IndexNode root) {
    assertHalfFull(root, true, true);
  }

  private static void assertHalfFull(IndexNode node, boolean leftEdge, boolean rightEdge) {
    assertTrue(
        leftEdge || rightEdge || node.size >= IndexNode.WIDTH / 2, () -> "a node of height " + node.height + " with " + node.size + " slots");
    for (int i = 0; node.height > 0 && i < node.size; i++) {
      assertHalfFull(node.child(i), leftEdge && i == 0, rightEdge && i == node.size - 1);
    }
  }

  // ---- Gaps

  /** Returns the largest gap from the first range below a child up to the first one below the next child of the same branch. */
  static long gapOf(IndexNode branch, int position) {
    IndexNode child = branch.child(position);
    long largest = largestGap(child);
    if (position + 1 == branch.size) {
      return largest;
    }
    long gap = IndexNode.ordered(branch.keys[position + 1]) - child.last().last - 1;
    return Long.compareUnsigned(gap, largest) > 0 ? gap : largest;
  }

  /** Returns the largest gap between two ranges below a node. */
  private static long largestGap(IndexNode node) {
    List<Vma<?>> vmas = new ArrayList<>();
    forEachNode(node, below -> {
      for (int i = 0; below.height == 0 && i < below.size; i++) {
        vmas.add(below.vma(i));
      }
    });
    long largest = 0;
    for (int i = 1; i < vmas.size(); i++) {
      long gap = vmas.get(i).start - vmas.get(i - 1).last - 1;
      largest = Long.compareUnsigned(gap, largest) > 0 ? gap : largest;
    }
    return largest;
  }

  private static long lastKey(IndexNode node) {
    IndexNode below = node;
    while (below.height > 0) {
      below = below.child(below.size - 1);
    }
    return below.keys[below.size - 1];
  }

  private static void assertPadding(IndexNode node) {
    for (int i = node.size; i < IndexNode.WIDTH; i++) {
      assertEquals(Long.MAX_VALUE, node.keys[i], "a key after the last");
      assertNull(node.slots[i], "a slot after the last");
    }
    for (int i = 2 * node.size; i < node.below.length; i++) {
      assertNull(node.below[i], "an entry after the last");
    }
    for (int i = node.size; i < node.gaps.length; i++) {
      assertEquals(0, node.gaps[i], "a gap after the last");
    }
  }

  static void forEachNode(IndexNode root, Consumer<IndexNode> action) {
    action.accept(root);
    for (int i = 0; root.height > 0 && i < root.size; i++) {
      forEachNode(root.child(i), action);
    }
  }

  static int count(IndexNode root, Predicate<IndexNode> which) {
    int[] count = new int[1];
    forEachNode(root, node -> count[0] += which.test(node) ? 1 : 0);
    return count[0];
  }

  /** A copy of a version; a version of which a snapshot was taken must equal its copy for ever. */
  static final class SavedVersion {
    private final List<SavedNode> nodes = new ArrayList<>();

    private static final class SavedNode {
      final IndexNode node;
      final int size;
      final long[] keys;
      final Object[] slots;
      final Object[] below;
      final long[] gaps;

      SavedNode(IndexNode node) {
        this.node = node;
        size = node.size;
        keys = node.keys.clone();
        slots = node.slots.clone();
        below = node.below.clone();
        gaps = node.gaps.clone();
      }
    }

    SavedVersion(IndexNode root) {
      forEachNode(root, node -> nodes.add(new SavedNode(node)));
    }

    IndexNode root() {
      return nodes.get(0).node;
    }

    void assertUnchanged() {
      for (SavedNode saved : nodes) {
        assertEquals(saved.size, saved.node.size, "the size of a published node has changed");
        assertArrayEquals(saved.keys, saved.node.keys, "the keys of a published node have changed");
        assertArrayEquals(saved.gaps, saved.node.gaps, "the gaps that a published node states have changed");
        for (int i = 0; i < saved.slots.length; i++) {
          assertSame(saved.slots[i], saved.node.slots[i], "a slot of a published node has changed");
        }
        for (int i = 0; i < saved.below.length; i++) {
          assertSame(saved.below[i], saved.node.below[i], "a shortcut of a published node has changed");
        }
      }
    }
  }
}
