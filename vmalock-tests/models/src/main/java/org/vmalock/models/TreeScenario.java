package org.vmalock.models;

import java.util.List;
import org.vmalock.models.TreePublicationSetup.Option;

/** What the writer of a {@link TreePublication} changes: a tree of width 3, at most three levels, and one or two sections. */
enum TreeScenario {
  /** A leaf is copied twice: a range is mapped between two others; then the last one is replaced by a shorter one. */
  LEAF {
    @Override
    void build(TreePublication tree) {
      tree.keys(12, 25, 32, 37);
      TreeRange a = tree.range("a", 0, 9);
      TreeRange g = tree.range("g", 20, 29);
      TreeRange v = tree.removable("v", 30, 39);
      TreeRange w = tree.range("w", 30, 34);
      TreeRange b = tree.range("b", 60, 69);
      TreeSlot low = tree.hintedSlot("A", tree.leaf(0, a, v));
      tree.fixedRoot(tree.branch(0, low, tree.fixed(tree.leaf(0, b))));
      TreeNode mapped = tree.leaf(1, a, g, v);
      TreeNode replaced = tree.leaf(2, a, g, w);
      tree.track(mapped);
      tree.section(List.of(), List.of(g), () -> tree.publish(low, mapped));
      tree.section(List.of(v), List.of(w), () -> tree.publish(low, replaced));
    }
  },

  /** A range is mapped behind all others of a leaf; then the first one of the next leaf is replaced. */
  TWO_LEAVES {
    @Override
    void build(TreePublication tree) {
      tree.keys(5, 12, 40, 62);
      TreeRange a = tree.range("a", 0, 9);
      TreeRange g = tree.range("g", 20, 29);
      TreeRange b = tree.removable("b", 60, 69);
      TreeRange w = tree.range("w", 60, 64);
      TreeSlot low = tree.slot("A", tree.leaf(0, a));
      TreeSlot high = tree.slot("B", tree.leaf(0, b));
      tree.fixedRoot(tree.branch(0, low, high));
      TreeNode mapped = tree.leaf(1, a, g);
      TreeNode replaced = tree.leaf(2, w);
      tree.track(replaced);
      tree.section(List.of(), List.of(g), () -> tree.publish(low, mapped));
      tree.section(List.of(b), List.of(w), () -> tree.publish(high, replaced));
    }
  },

  /** As with two leaves; then a section write-locks the range that is now the first of the next leaf, and aborts. */
  TWO_LEAVES_AND_ABORT {
    @Override
    void build(TreePublication tree) {
      tree.keys(5, 12, 40, 62);
      TreeRange a = tree.range("a", 0, 9);
      TreeRange g = tree.range("g", 20, 29);
      TreeRange b = tree.removable("b", 60, 69);
      TreeRange w = tree.removable("w", 60, 64);
      TreeSlot low = tree.slot("A", tree.leaf(0, a));
      TreeSlot high = tree.slot("B", tree.leaf(0, b));
      tree.fixedRoot(tree.branch(0, low, high));
      TreeNode mapped = tree.leaf(1, a, g);
      TreeNode replaced = tree.leaf(2, w);
      tree.section(List.of(), List.of(g), () -> tree.publish(low, mapped));
      tree.section(List.of(b), List.of(w), () -> tree.publish(high, replaced));
      tree.abortedSection(List.of(w), () -> {});
    }
  },

  /** The last range below the second of two branches is unmapped: the first branch becomes the root, and then a leaf below it is copied. */
  ROOT_SHRINKS {
    @Override
    void build(TreePublication tree) {
      tree.keys(12, 32, 50, 62);
      TreeRange a = tree.range("a", 0, 9);
      TreeRange d = tree.range("d", 20, 29);
      TreeRange y = tree.removable("y", 60, 69);
      TreeRange h = tree.range("h", 30, 65);
      TreeSlot last = tree.hintedSlot("B", tree.leaf(0, d));
      TreeNode branch = tree.branch(0, tree.fixed(tree.leaf(0, a)), last);
      TreeNode root = tree.branch(0, tree.fixed(branch), tree.fixed(tree.branch(0, tree.fixed(tree.leaf(0, y)))));
      TreeNode mapped = tree.leaf(2, d, h);
      tree.root(root);
      tree.becomesRoot(1, branch);
      tree.track(mapped);
      tree.section(List.of(y), List.of(), () -> tree.publishRoot(branch));
      tree.section(List.of(), List.of(h), () -> tree.publish(last, mapped));
    }
  },

  /** A full leaf is split at its end, with a new root; then a range of the lower part is unmapped. */
  SPLIT_AT_END {
    @Override
    void build(TreePublication tree) {
      tree.keys(12, 25, 28, 35);
      TreeRange a = tree.range("a", 0, 9);
      TreeRange c = tree.range("c", 10, 19);
      TreeRange d = tree.removable("d", 20, 29);
      TreeRange g = tree.range("g", 30, 39);
      TreeRange b = tree.range("b", 60, 69);
      TreeSlot right = tree.fixed(tree.leaf(0, b));
      TreeNode full = tree.leaf(0, a, c, d);
      tree.root(tree.branch(0, tree.fixed(full), right));
      TreeSlot low = tree.hintedSlot("A", tree.leaf(1, a, c, d));
      TreeNode split = tree.branch(1, low, tree.fixed(tree.leaf(1, g)), right);
      TreeNode rest = tree.leaf(2, a, c);
      tree.track(split);
      tree.section(List.of(), List.of(g), () -> tree.publishRoot(split));
      tree.section(List.of(d), List.of(), () -> tree.publish(low, rest));
    }
  },

  /** A full leaf is split in the middle, with a new root; then a range of the upper part is unmapped. */
  SPLIT_IN_MIDDLE {
    @Override
    void build(TreePublication tree) {
      tree.keys(12, 22, 27, 35);
      TreeRange a = tree.range("a", 0, 9);
      TreeRange c = tree.range("c", 10, 19);
      TreeRange g = tree.range("g", 20, 24);
      TreeRange d = tree.removable("d", 30, 39);
      TreeSlot whole = tree.fixed(tree.leaf(0, a, c, d));
      tree.root(tree.branch(0, whole));
      TreeSlot high = tree.hintedSlot("B", tree.leaf(1, g, d));
      TreeNode split = tree.branch(1, tree.fixed(tree.leaf(1, a, c)), high);
      TreeNode rest = tree.leaf(2, g);
      tree.track(split);
      tree.section(List.of(), List.of(g), () -> tree.publishRoot(split));
      tree.section(List.of(d), List.of(), () -> tree.publish(high, rest));
    }
  },

  /** A full branch is split at its end, with a new root above; then a range below its lower part is unmapped. */
  BRANCH_SPLIT {
    @Override
    void build(TreePublication tree) {
      tree.keys(12, 32, 40, 62);
      TreeRange a = tree.range("a", 0, 9);
      TreeRange c = tree.range("c", 10, 19);
      TreeRange d = tree.range("d", 20, 29);
      TreeRange y = tree.removable("y", 30, 39);
      TreeRange g = tree.range("g", 60, 69);
      TreeSlot[] lower = {tree.fixed(tree.leaf(0, a)), tree.fixed(tree.leaf(0, c))};
      TreeNode last = tree.leaf(0, d, y);
      TreeSlot before = tree.slot("C", last);
      TreeNode full = tree.branch(0, lower[0], lower[1], before);
      tree.root(full);
      TreeSlot after = tree.has(Option.NODE_KEPT) ? before : tree.slot("C'", last);
      TreeNode kept = tree.has(Option.NODE_KEPT) ? full : tree.branch(1, lower[0], lower[1], after);
      TreeNode split = tree.branch(1, tree.fixed(kept), tree.fixed(tree.branch(1, tree.fixed(tree.leaf(1, g)))));
      TreeNode rest = tree.leaf(2, d);
      tree.track(split);
      tree.section(List.of(), List.of(g), () -> tree.publishRoot(split));
      tree.section(List.of(y), List.of(), () -> tree.publish(after, rest));
    }
  },

  /** A range is unmapped, and its leaf joined with the next one; then a range is mapped in the joined leaf. */
  JOIN {
    @Override
    void build(TreePublication tree) {
      tree.keys(5, 12, 25, 32);
      TreeRange a = tree.range("a", 0, 9);
      TreeRange v = tree.removable("v", 10, 19);
      TreeRange g = tree.range("g", 20, 29);
      TreeRange b = tree.range("b", 30, 39);
      TreeRange c = tree.range("c", 60, 69);
      TreeSlot right = tree.fixed(tree.leaf(0, c));
      tree.root(tree.branch(0, tree.fixed(tree.leaf(0, a, v)), tree.fixed(tree.leaf(0, b)), right));
      TreeSlot low = tree.hintedSlot("AB", tree.leaf(1, a, b));
      TreeNode joined = tree.branch(1, low, right);
      TreeNode mapped = tree.leaf(2, a, g, b);
      tree.track(joined);
      tree.section(List.of(v), List.of(), () -> tree.publishRoot(joined));
      tree.section(List.of(), List.of(g), () -> tree.publish(low, mapped));
    }
  },

  /** A range of the first leaf is unmapped and one of the second leaf is mapped in one section. */
  BATCH {
    @Override
    void build(TreePublication tree) {
      tree.keys(12, 25, 40, 75);
      TreeRange a = tree.range("a", 0, 9);
      TreeRange v = tree.removable("v", 20, 29);
      TreeRange b = tree.range("b", 60, 69);
      TreeRange w = tree.range("w", 70, 79);
      TreeNode lowLeaf = tree.leaf(0, a, v);
      TreeNode highLeaf = tree.leaf(0, b);
      TreeNode newLow = tree.leaf(1, a);
      TreeNode newHigh = tree.leaf(1, b, w);
      if (tree.has(Option.SEVERAL_STORES)) {
        TreeSlot low = tree.slot("A", lowLeaf);
        TreeSlot high = tree.slot("B", highLeaf);
        tree.fixedRoot(tree.branch(0, low, high));
        tree.section(List.of(v), List.of(w), () -> {
          tree.publish(high, newHigh);
          tree.publish(low, newLow);
        });
        return;
      }
      tree.root(tree.branch(0, tree.fixed(lowLeaf), tree.fixed(highLeaf)));
      TreeNode changed = tree.branch(1, tree.fixed(newLow), tree.fixed(newHigh));
      tree.track(changed);
      tree.section(List.of(v), List.of(w), () -> tree.publishRoot(changed));
    }
  },

  /** A batch below one of two branches, whose copy is published by one store into their parent; then a leaf below the copy is copied. */
  BATCH_BELOW {
    @Override
    void build(TreePublication tree) {
      tree.keys(12, 25, 40, 75);
      TreeRange a = tree.range("a", 0, 9);
      TreeRange u = tree.range("u", 10, 19);
      TreeRange v = tree.removable("v", 20, 29);
      TreeRange b = tree.range("b", 60, 69);
      TreeRange w = tree.range("w", 70, 79);
      TreeRange c = tree.range("c", 80, 89);
      TreeNode branch = tree.branch(0, tree.fixed(tree.leaf(0, a)), tree.fixed(tree.leaf(0, v)), tree.fixed(tree.leaf(0, b)));
      TreeSlot lowest = tree.hintedSlot("A'", tree.leaf(1, a));
      TreeNode changed = tree.branch(1, lowest, tree.fixed(tree.leaf(1, b, w)));
      TreeSlot low = tree.hintedSlot("M", branch);
      TreeNode mapped = tree.leaf(2, a, u);
      tree.fixedRoot(tree.branch(0, low, tree.fixed(tree.branch(0, tree.fixed(tree.leaf(0, c))))));
      tree.track(changed);
      tree.section(List.of(v), List.of(w), () -> tree.publish(low, changed));
      tree.section(List.of(), List.of(u), () -> tree.publish(lowest, mapped));
    }
  },

  /** A range is unmapped, and its leaf refilled from the next one, with a new root; then a range of the next leaf is unmapped. */
  REFILL {
    @Override
    void build(TreePublication tree) {
      tree.keys(12, 32, 42, 52);
      TreeRange a = tree.range("a", 0, 9);
      TreeRange v = tree.removable("v", 10, 19);
      TreeRange b = tree.range("b", 30, 39);
      TreeRange c = tree.range("c", 40, 49);
      TreeRange d = tree.removable("d", 50, 59);
      TreeNode refilled = tree.leaf(1, a, b);
      TreeNode rest = tree.leaf(2, c);
      tree.root(tree.branch(0, tree.fixed(tree.leaf(0, a, v)), tree.fixed(tree.leaf(0, b, c, d))));
      TreeSlot high = tree.hintedSlot("B'", tree.leaf(1, c, d));
      TreeNode changed = tree.branch(1, tree.fixed(refilled), high);
      tree.track(changed);
      tree.section(List.of(v), List.of(), () -> tree.publishRoot(changed));
      tree.section(List.of(d), List.of(), () -> tree.publish(high, rest));
    }
  },

  /** A range is mapped behind all others of a leaf; the first one of the next leaf is replaced; the leaf is split between the first two. */
  SPLIT_BETWEEN {
    @Override
    void build(TreePublication tree) {
      tree.keys(12, 18, 25, 62);
      TreeRange a = tree.range("a", 0, 9);
      TreeRange c = tree.range("c", 10, 14);
      TreeRange g = tree.range("g", 20, 24);
      TreeRange h = tree.range("h", 30, 39);
      TreeRange b = tree.removable("b", 60, 69);
      TreeRange w = tree.range("w", 60, 64);
      TreeSlot low = tree.slot("A", tree.leaf(0, a, c));
      TreeSlot high = tree.slot("B", tree.leaf(0, b));
      tree.root(tree.branch(0, low, high));
      TreeNode mapped = tree.leaf(1, a, c, g);
      TreeNode replaced = tree.leaf(2, w);
      TreeNode split = tree.branch(3, tree.fixed(tree.leaf(3, a, c)), tree.fixed(tree.leaf(3, g, h)), tree.fixed(replaced));
      tree.track(split);
      tree.section(List.of(), List.of(g), () -> tree.publish(low, mapped));
      tree.section(List.of(b), List.of(w), () -> tree.publish(high, replaced));
      tree.section(List.of(), List.of(h), () -> tree.publishRoot(split));
    }
  },

  /** The first range of a leaf is unmapped, so that its separator changes; then a range in front grows over that key. */
  FIRST_KEY {
    @Override
    void build(TreePublication tree) {
      tree.keys(5, 40, 62, 67);
      TreeRange a = tree.removable("a", 0, 9);
      TreeRange z = tree.range("z", 0, 65);
      TreeRange b = tree.removable("b", 60, 69);
      TreeRange c = tree.range("c", 70, 79);
      TreeSlot low = tree.slot("A", tree.leaf(0, a));
      TreeNode rest = tree.leaf(1, c);
      TreeNode grown = tree.leaf(2, z);
      if (tree.has(Option.SEPARATOR_KEPT)) {
        TreeSlot high = tree.slot("B", tree.leaf(0, b, c));
        tree.fixedRoot(tree.branch(0, low, high));
        tree.section(List.of(b), List.of(), () -> tree.publish(high, rest));
        tree.section(List.of(a), List.of(z), () -> tree.publish(low, grown));
        return;
      }
      tree.root(tree.branch(0, low, tree.fixed(tree.leaf(0, b, c))));
      TreeSlot newLow = tree.slot("A'", low.first());
      TreeNode changed = tree.branch(1, newLow, tree.fixed(rest));
      tree.track(changed);
      tree.section(List.of(b), List.of(), () -> tree.publishRoot(changed));
      tree.section(List.of(a), List.of(z), () -> tree.publish(newLow, grown));
    }
  },

  /** A section write-locks a range to unmap it, and aborts. */
  ABORT {
    @Override
    void build(TreePublication tree) {
      tree.keys(12, 25, 32, 62);
      TreeRange a = tree.range("a", 0, 9);
      TreeRange v = tree.removable("v", 20, 29);
      TreeNode both = tree.leaf(0, a, v);
      TreeNode one = tree.leaf(0, a);
      TreeSlot low = tree.hintedSlot("A", both);
      tree.fixedRoot(tree.branch(0, low, tree.fixed(tree.leaf(0, tree.range("b", 60, 69)))));
      tree.abortedSection(List.of(v), () -> {
        if (tree.has(Option.STORED_AT_ONCE)) {
          tree.publish(low, one);
          tree.publish(low, both);
        }
      });
    }
  };

  abstract void build(TreePublication tree);
}
