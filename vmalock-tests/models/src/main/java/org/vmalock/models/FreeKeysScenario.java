package org.vmalock.models;

import static org.vmalock.models.FreeKeySearch.highest;
import static org.vmalock.models.FreeKeySearch.lowest;

import java.util.List;
import org.vmalock.models.FreeKeysSetup.Option;

/** What the writer of {@link FreeKeys} changes: a tree of at most three levels, and two sections. */
enum FreeKeysScenario {
  /** The gap of a leaf grows, and is filled again in part. */
  LEAF {
    @Override
    void build(FreeKeys tree) {
      tree.searches(lowest(20, 0, 99), lowest(20, 0, 59), highest(20, 0, 79), highest(10, 0, 59));
      TreeRange a = tree.range("a", 0, 9);
      TreeRange v = tree.range("v", 20, 29);
      TreeRange w = tree.range("w", 20, 34);
      TreeRange c = tree.range("c", 40, 49);
      TreeRange b = tree.range("b", 60, 69);
      TreeSlot low = tree.slot("A", tree.leaf(0, a, v, c));
      TreeNode root = tree.branch(0, low, tree.fixed(tree.leaf(0, b)));
      tree.fixedRoot(root);
      tree.number(root, 0);
      tree.section(low, tree.leaf(1, a, c), List.of(v), List.of(), root);
      tree.section(low, tree.leaf(2, a, w, c), List.of(), List.of(w), root);
    }
  },

  /** A place of the first leaf comes free, and then one of the second leaf is mapped: one of the two is always free. */
  TWO_LEAVES {
    @Override
    void build(FreeKeys tree) {
      tree.searches(lowest(20, 0, 79), highest(20, 0, 79), lowest(20, 0, 99), highest(15, 0, 45));
      TreeRange a = tree.range("a", 0, 9);
      TreeRange v = tree.range("v", 10, 29);
      TreeRange c = tree.range("c", 30, 39);
      TreeRange b = tree.range("b", 40, 49);
      TreeRange w = tree.range("w", 50, 69);
      TreeRange d = tree.range("d", 70, 79);
      TreeSlot low = tree.slot("A", tree.leaf(0, a, v, c));
      TreeSlot high = tree.slot("B", tree.leaf(0, b, d));
      TreeNode root = tree.branch(0, low, high);
      tree.fixedRoot(root);
      tree.number(root, 0);
      tree.number(root, 1);
      tree.section(low, tree.leaf(1, a, c), List.of(v), List.of(), root);
      tree.section(high, tree.leaf(2, b, w, d), List.of(), List.of(w), root);
    }
  },

  /** The last range below a branch is unmapped, and the gap behind it is filled: the leaf has the same largest gap, its root does not. */
  LAST_RANGE {
    @Override
    void build(FreeKeys tree) {
      tree.searches(lowest(20, 0, 99), lowest(20, 0, 59), highest(20, 0, 79), lowest(10, 0, 99));
      TreeRange z = tree.range("z", 0, 4);
      TreeRange a = tree.range("a", 5, 19);
      TreeRange c = tree.range("c", 20, 29);
      TreeRange e = tree.range("e", 35, 39);
      TreeRange v = tree.range("v", 45, 49);
      TreeRange w = tree.range("w", 50, 54);
      TreeRange x = tree.range("x", 60, 69);
      TreeSlot last = tree.slot("C", tree.leaf(0, c, e, v));
      TreeNode branch = tree.branch(0, tree.fixed(tree.leaf(0, a)), last);
      TreeSlot before = tree.fixed(tree.branch(0, tree.fixed(tree.leaf(0, z))));
      TreeNode root = tree.branch(0, before, tree.fixed(branch), tree.fixed(tree.branch(0, tree.fixed(tree.leaf(0, x)))));
      tree.fixedRoot(root);
      tree.number(branch, 1);
      tree.number(root, 1);
      tree.section(last, tree.leaf(1, c, e), List.of(v), List.of(), root, branch);
      tree.section(last, tree.leaf(2, c, e, w), List.of(), List.of(w), root, branch);
    }
  },

  /** The gap of a leaf grows and shrinks, two levels below the root. */
  TWO_LEVELS {
    @Override
    void build(FreeKeys tree) {
      tree.searches(lowest(20, 0, 99), lowest(20, 0, 59), highest(20, 0, 79));
      TreeRange a = tree.range("a", 0, 9);
      TreeRange v = tree.range("v", 20, 29);
      TreeRange w = tree.range("w", 15, 34);
      TreeRange c = tree.range("c", 40, 49);
      TreeRange d = tree.range("d", 50, 59);
      TreeRange x = tree.range("x", 60, 69);
      TreeSlot low = tree.slot("A", tree.leaf(0, a, v, c));
      TreeNode branch = tree.branch(0, low, tree.fixed(tree.leaf(0, d)));
      TreeNode root = tree.branch(0, tree.fixed(branch), tree.fixed(tree.branch(0, tree.fixed(tree.leaf(0, x)))));
      tree.fixedRoot(root);
      tree.number(branch, 0);
      tree.number(root, 0);
      tree.section(low, tree.leaf(1, a, c), List.of(v), List.of(), root, branch);
      tree.section(low, tree.leaf(2, a, w, c), List.of(), List.of(w), root, branch);
    }
  },

  /** The first range of the tree is unmapped and mapped again: the gap behind it belongs to no number meanwhile. */
  FIRST_RANGE {
    @Override
    void build(FreeKeys tree) {
      tree.searches(lowest(20, 15, 99), highest(10, 0, 39), lowest(20, 0, 99), highest(20, 0, 59));
      TreeRange f = tree.range("f", 10, 19);
      TreeRange s = tree.range("s", 40, 49);
      TreeRange b = tree.range("b", 60, 69);
      TreeSlot low = tree.leftmostSlot("A", tree.leaf(0, f, s));
      TreeNode root = tree.branch(0, low, tree.fixed(tree.leaf(0, b)));
      tree.fixedRoot(root);
      tree.number(root, 0);
      tree.section(low, tree.leaf(1, s), List.of(f), List.of(), root);
      tree.section(low, tree.leaf(2, f, s), List.of(), List.of(f), root);
    }
  },

  /** A branch becomes the root, so that its interval grows; then a range is mapped across the former end. */
  ROOT_SHRINKS {
    @Override
    void build(FreeKeys tree) {
      tree.searches(lowest(20, 0, 99), highest(20, 0, 99), lowest(30, 0, 79), lowest(31, 0, 99));
      TreeRange a = tree.range("a", 0, 19);
      TreeRange d = tree.range("d", 20, 29);
      TreeRange h = tree.range("h", 30, 75);
      TreeRange y = tree.range("y", 60, 69);
      TreeSlot last = tree.slot("B", tree.leaf(0, d));
      TreeNode branch = tree.branch(0, tree.fixed(tree.leaf(0, a)), last);
      tree.root(tree.branch(0, tree.fixed(branch), tree.fixed(tree.branch(0, tree.fixed(tree.leaf(0, y))))));
      tree.becomesRoot(1, branch);
      tree.rootSection(branch, List.of(y), List.of());
      tree.section(last, tree.leaf(2, d, h), List.of(), List.of(h), branch);
    }
  },

  /** A full branch is split at its end, with a new root above; then a range below its lower part is unmapped. */
  BRANCH_SPLIT {
    @Override
    void build(FreeKeys tree) {
      tree.searches(lowest(50, 0, 99), lowest(20, 0, 99), highest(30, 0, 99), highest(20, 0, 59));
      TreeRange a = tree.range("a", 0, 19);
      TreeRange d = tree.range("d", 20, 29);
      TreeRange y = tree.range("y", 30, 39);
      TreeRange g = tree.range("g", 60, 69);
      TreeSlot first = tree.fixed(tree.leaf(0, a));
      TreeNode last = tree.leaf(0, d, y);
      TreeSlot before = tree.slot("C", last);
      TreeNode full = tree.branch(0, first, before);
      tree.root(full);
      boolean kept = tree.has(Option.NODE_KEPT);
      TreeSlot after = kept ? before : tree.slot("C'", last);
      TreeNode lower = kept ? full : tree.branch(1, first, after);
      TreeNode split = tree.branch(1, tree.fixed(lower), tree.fixed(tree.branch(1, tree.fixed(tree.leaf(1, g)))));
      tree.number(split, 0);
      tree.rootSection(split, List.of(), List.of(g));
      tree.section(after, tree.leaf(2, d), List.of(y), List.of(), split, lower);
    }
  },

  /** The root is replaced by one with the same last child; then a range is mapped behind the last one below this child. */
  LAST_BRANCH_SHARED {
    @Override
    void build(FreeKeys tree) {
      tree.searches(highest(20, 0, 84), highest(20, 0, 99), lowest(30, 0, 84), lowest(20, 0, 99));
      TreeRange a = tree.range("a", 0, 9);
      TreeRange b = tree.range("b", 35, 44);
      TreeRange y = tree.range("y", 45, 49);
      TreeRange c = tree.range("c", 50, 54);
      TreeRange w = tree.range("w", 85, 94);
      TreeSlot last = tree.slot("C", tree.leaf(0, c));
      TreeNode shared = tree.branch(0, last);
      tree.root(tree.branch(0, tree.fixed(tree.branch(0, tree.fixed(tree.leaf(0, a, b)))), tree.fixed(shared)));
      TreeNode changed = tree.branch(1, tree.fixed(tree.branch(1, tree.fixed(tree.leaf(1, a, b, y)))), tree.fixed(shared));
      tree.number(shared, 0);
      tree.number(changed, 1);
      tree.rootSection(changed, List.of(), List.of(y));
      tree.section(last, tree.leaf(2, c, w), List.of(), List.of(w), changed, shared);
    }
  },

  /** The root is replaced by one with the same first child; then a range is mapped before the first one. */
  FIRST_BRANCH_SHARED {
    @Override
    void build(FreeKeys tree) {
      tree.searches(lowest(20, 15, 99), lowest(20, 0, 99), highest(35, 15, 99), highest(20, 0, 59));
      TreeRange w = tree.range("w", 10, 14);
      TreeRange f = tree.range("f", 50, 54);
      TreeRange c = tree.range("c", 55, 59);
      TreeRange d = tree.range("d", 90, 94);
      TreeRange y = tree.range("y", 95, 99);
      TreeSlot first = tree.leftmostSlot("A", tree.leaf(0, f));
      TreeNode shared = tree.branch(0, first);
      tree.root(tree.branch(0, tree.fixed(shared), tree.fixed(tree.branch(0, tree.fixed(tree.leaf(0, c, d))))));
      TreeNode changed = tree.branch(1, tree.fixed(shared), tree.fixed(tree.branch(1, tree.fixed(tree.leaf(1, c, d, y)))));
      tree.number(shared, 0);
      tree.number(changed, 0);
      tree.rootSection(changed, List.of(), List.of(y));
      tree.section(first, tree.leaf(2, w, f), List.of(), List.of(w), changed, shared);
    }
  },

  /** The first range of a leaf is unmapped, so that its separator changes; then the range in front of it is. */
  FIRST_KEY {
    @Override
    void build(FreeKeys tree) {
      tree.searches(lowest(20, 0, 79), highest(20, 0, 69), lowest(30, 0, 79));
      TreeRange z = tree.range("z", 0, 4);
      TreeRange a = tree.range("a", 20, 49);
      TreeRange b = tree.range("b", 60, 69);
      TreeRange c = tree.range("c", 70, 79);
      TreeSlot low = tree.slot("A", tree.leaf(0, z, a));
      TreeNode rest = tree.leaf(1, c);
      if (tree.has(Option.SEPARATOR_KEPT)) {
        TreeSlot high = tree.slot("B", tree.leaf(0, b, c));
        TreeNode root = tree.branch(0, low, high);
        tree.fixedRoot(root);
        tree.number(root, 0);
        tree.section(high, rest, List.of(b), List.of(), root);
        tree.section(low, tree.leaf(2, z), List.of(a), List.of(), root);
        return;
      }
      tree.root(tree.branch(0, low, tree.fixed(tree.leaf(0, b, c))));
      TreeSlot newLow = tree.slot("A'", low.first());
      TreeNode changed = tree.branch(1, newLow, tree.fixed(rest));
      tree.number(changed, 0);
      tree.rootSection(changed, List.of(b), List.of());
      tree.section(newLow, tree.leaf(2, z), List.of(a), List.of(), changed);
    }
  };

  abstract void build(FreeKeys tree);
}
