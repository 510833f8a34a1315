package org.vmalock.models;

import java.util.List;

/** What the writer of {@link TreeSnapshots} changes; each section maps or unmaps one range, or maps two in a batch. */
enum SnapshotScenario {
  /** A root over two leaves; a range is mapped in each. */
  TWO_LEAVES {
    @Override
    void build(TreeSnapshots tree) {
      TreeRange a = tree.range("a", 0, 9);
      TreeRange b = tree.range("b", 60, 69);
      TreeRange first = tree.range("1", 10, 19);
      TreeRange second = tree.range("2", 70, 79);
      TreeNode low = tree.leaf(0, a);
      TreeNode high = tree.leaf(0, b);
      TreeNode newLow = tree.leaf(1, a, first);
      TreeNode newHigh = tree.leaf(2, b, second);
      TreeNode root = tree.branch(0, tree.slotWithHint("A", low), tree.slot("B", high));
      tree.root(root);
      TreeNode copy = tree.copy(1, root, tree.fixed(newLow), tree.slot("B'", high));
      tree.copy(2, root, tree.fixed(newLow), tree.fixed(newHigh));
      tree.copy(2, copy, tree.fixed(newLow), tree.fixed(newHigh));
      tree.section(0, low, newLow, List.of(), List.of(first));
      tree.section(60, high, newHigh, List.of(), List.of(second));
    }
  },

  /** A root over two leaves; a range is mapped in the first, in the second, and again in the first. */
  THREE_SECTIONS {
    @Override
    void build(TreeSnapshots tree) {
      TreeRange a = tree.range("a", 0, 9);
      TreeRange b = tree.range("b", 60, 69);
      TreeRange first = tree.range("1", 10, 19);
      TreeRange second = tree.range("2", 70, 79);
      TreeRange third = tree.range("3", 20, 29);
      TreeNode low = tree.leaf(0, a);
      TreeNode high = tree.leaf(0, b);
      TreeNode newLow = tree.leaf(1, a, first);
      TreeNode newHigh = tree.leaf(2, b, second);
      TreeNode lastLow = tree.leaf(3, a, first, third);
      TreeNode root = tree.branch(0, tree.slot("A", low), tree.slot("B", high));
      tree.root(root);
      TreeNode copy = tree.copy(1, root, tree.slot("A'", newLow), tree.slot("B'", high));
      TreeNode[] copies = {
        root, copy, tree.copy(2, root, tree.slot("A''", newLow), tree.fixed(newHigh)),
        tree.copy(2, copy, tree.slot("A'''", newLow), tree.fixed(newHigh))
      };
      for (TreeNode original : copies) {
        tree.copy(3, original, tree.fixed(lastLow), tree.fixed(newHigh));
      }
      tree.section(0, low, newLow, List.of(), List.of(first));
      tree.section(60, high, newHigh, List.of(), List.of(second));
      tree.section(0, newLow, lastLow, List.of(), List.of(third));
    }
  },

  /** A root over a branch and a leaf; a range is mapped below the root, then below the branch, which may be older than the root. */
  TWO_LEVELS {
    @Override
    void build(TreeSnapshots tree) {
      TreeRange a = tree.range("a", 0, 9);
      TreeRange x = tree.range("x", 60, 69);
      TreeRange first = tree.range("1", 70, 79);
      TreeRange second = tree.range("2", 10, 19);
      TreeNode low = tree.leaf(0, a);
      TreeNode high = tree.leaf(0, x);
      TreeNode newHigh = tree.leaf(1, x, first);
      TreeNode newLow = tree.leaf(2, a, second);
      TreeNode branch = tree.branch(0, tree.slot("A", low));
      TreeNode root = tree.branch(0, tree.fixed(branch), tree.slot("X", high));
      tree.root(root);
      TreeNode copy = tree.copy(1, root, tree.slot("M'", branch), tree.fixed(newHigh));
      TreeNode newBranch = tree.copy(2, branch, tree.fixed(newLow));
      tree.copy(2, root, tree.fixed(newBranch), tree.fixed(newHigh));
      tree.copy(2, copy, tree.fixed(newBranch), tree.fixed(newHigh));
      tree.section(60, high, newHigh, List.of(), List.of(first));
      tree.section(0, low, newLow, List.of(), List.of(second));
    }
  },

  /** A new root that shares a branch with the old one; then a range is mapped below that branch. */
  SHARED_BRANCH {
    @Override
    void build(TreeSnapshots tree) {
      TreeRange a = tree.range("a", 0, 9);
      TreeRange x = tree.range("x", 60, 69);
      TreeRange first = tree.range("1", 50, 59);
      TreeRange second = tree.range("2", 10, 19);
      TreeNode low = tree.leaf(0, a);
      TreeNode newLow = tree.leaf(2, a, second);
      TreeNode branch = tree.branch(0, tree.slot("A", low));
      TreeNode root = tree.branch(0, tree.fixed(branch), tree.fixed(tree.leaf(0, x)));
      tree.root(root);
      TreeSlot right = tree.fixed(tree.leaf(1, first, x));
      TreeNode newRoot = tree.branch(1, tree.slot("M'", branch), right);
      TreeNode newBranch = tree.copy(2, branch, tree.fixed(newLow));
      tree.copy(2, newRoot, tree.fixed(newBranch), right);
      tree.section(0, root, newRoot, List.of(), List.of(first));
      tree.section(0, low, newLow, List.of(), List.of(second));
    }
  },

  /** The first of two branches becomes the root; then a range is mapped below it. */
  ROOT_SHRINKS {
    @Override
    void build(TreeSnapshots tree) {
      TreeRange a = tree.range("a", 0, 9);
      TreeRange x = tree.range("x", 60, 69);
      TreeRange second = tree.range("2", 10, 19);
      TreeRange third = tree.range("3", 60, 64);
      TreeNode low = tree.leaf(0, a);
      TreeNode newLow = tree.leaf(2, a, second, third);
      TreeNode branch = tree.branch(0, tree.slot("A", low));
      TreeNode root = tree.branch(0, tree.fixed(branch), tree.fixed(tree.branch(0, tree.fixed(tree.leaf(0, x)))));
      tree.root(root);
      tree.becomesRoot(1, branch);
      tree.copy(2, branch, tree.fixed(newLow));
      tree.section(0, root, branch, List.of(x), List.of());
      tree.section(0, low, newLow, List.of(), List.of(second, third));
    }
  },

  /** A batch over two leaves below one branch, which is replaced in the root; then a range is mapped below the new branch. */
  BATCH {
    @Override
    void build(TreeSnapshots tree) {
      TreeRange a = tree.range("a", 0, 9);
      TreeRange b = tree.range("b", 30, 39);
      TreeRange x = tree.range("x", 60, 69);
      TreeRange first = tree.range("1", 10, 19);
      TreeRange second = tree.range("2", 40, 49);
      TreeRange third = tree.range("3", 20, 29);
      TreeNode low = tree.leaf(1, a, first);
      TreeNode newLow = tree.leaf(2, a, first, third);
      TreeSlot middle = tree.fixed(tree.leaf(1, b, second));
      TreeSlot right = tree.fixed(tree.leaf(0, x));
      TreeNode branch = tree.branch(0, tree.fixed(tree.leaf(0, a)), tree.fixed(tree.leaf(0, b)));
      TreeNode root = tree.branch(0, tree.slotWithHint("M", branch), right);
      tree.root(root);
      TreeNode newBranch = tree.branch(1, tree.slot("A'", low), middle);
      TreeNode copy = tree.copy(1, root, tree.slot("M'", newBranch), right);
      TreeNode lastBranch = tree.copy(2, newBranch, tree.fixed(newLow), middle);
      tree.copy(2, root, tree.fixed(lastBranch), right);
      tree.copy(2, copy, tree.fixed(lastBranch), right);
      tree.section(0, branch, newBranch, List.of(), List.of(first, second));
      tree.section(0, low, newLow, List.of(), List.of(third));
    }
  },

  /** A range is mapped in the empty tree and unmapped again. */
  EMPTY {
    @Override
    void build(TreeSnapshots tree) {
      TreeRange a = tree.range("a", 0, 9);
      TreeNode empty = tree.leaf(0);
      TreeNode leaf = tree.leaf(1, a);
      TreeNode emptyAgain = tree.leaf(2);
      tree.root(empty);
      tree.section(0, empty, leaf, List.of(), List.of(a));
      tree.section(0, leaf, emptyAgain, List.of(a), List.of());
    }
  };

  abstract void build(TreeSnapshots tree);
}
