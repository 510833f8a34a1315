package org.vmalock.models;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vmalock.models.explorer.Location;
import org.vmalock.models.explorer.Mode;
import org.vmalock.models.explorer.Protocol;
import org.vmalock.models.explorer.Snapshot;

/**
 * A tree whose nodes are published by one release store each: of the root, or of a slot of a branch. Declares all nodes that will ever
 * exist, and tells which ranges are mapped after each change.
 *
 * <p>Changes are numbered from 1. What memory holds identifies the latest change: it has created a node that the root leads to, or has
 * made another node the root.
 */
abstract class TreeShape extends Protocol {
  /** In place of the number of a range: nothing is mapped. */
  static final int NOTHING = -1;

  private final List<TreeRange> ranges = new ArrayList<>();
  private final List<TreeNode> nodes = new ArrayList<>();
  private final List<List<TreeRange>> mapped = new ArrayList<>();
  private final Map<Integer, Integer> rootChanges = new HashMap<>();
  private @Nullable TreeNode firstRoot;
  private @Nullable Location root;

  // ---- Declarations

  final TreeRange range(String name, int start, int last) {
    TreeRange range = new TreeRange(ranges.size(), name, start, last);
    ranges.add(range);
    return range;
  }

  final TreeNode leaf(int change, TreeRange... content) {
    return declare(new TreeNode(nodes.size(), change, List.of(content), List.of()));
  }

  final TreeNode branch(int change, TreeSlot... slots) {
    return declare(new TreeNode(nodes.size(), change, null, List.of(slots)));
  }

  private TreeNode declare(TreeNode node) {
    nodes.add(node);
    return node;
  }

  /** A child that no change replaces. */
  final TreeSlot fixed(TreeNode child) {
    return new TreeSlot(child.firstKey(), child, null, null);
  }

  /** A child that changes replace. */
  final TreeSlot slot(String name, TreeNode child) {
    return new TreeSlot(child.firstKey(), child, node("slot " + name, child), null);
  }

  /** A child at the left edge of the tree, whose separator is the least key, so that changes replace its first range as well. */
  final TreeSlot leftmostSlot(String name, TreeNode child) {
    return new TreeSlot(0, child, node("slot " + name, child), null);
  }

  /** A child that changes replace, with hints for quick walks. */
  final TreeSlot hintedSlot(String name, TreeNode child) {
    TreeSlot.Hints hints = new TreeSlot.Hints(node("hint to the keys of " + name, child), node("hint to the slots of " + name, child));
    return new TreeSlot(child.firstKey(), child, node("slot " + name, child), hints);
  }

  /** A child that changes replace, with one hint. */
  final TreeSlot slotWithHint(String name, TreeNode child) {
    Location hint = node("hint to " + name, child);
    return new TreeSlot(child.firstKey(), child, node("slot " + name, child), new TreeSlot.Hints(hint, hint));
  }

  private Location node(String name, TreeNode initial) {
    return location(name, initial.number()).shownAs(number -> nodes.get(number).toString());
  }

  final void fixedRoot(TreeNode node) {
    firstRoot = node;
    mapped.add(contentBelow(node, null));
  }

  final void root(TreeNode node) {
    fixedRoot(node);
    root = node("root", node);
  }

  /** Declares that a change makes a node the root that is there already. */
  final void becomesRoot(int change, TreeNode node) {
    rootChanges.put(node.number(), change);
  }

  /** Declares the next change: what it unmaps, and what it maps. */
  final void change(List<TreeRange> removed, List<TreeRange> added) {
    List<TreeRange> content = new ArrayList<>(mapped.get(mapped.size() - 1));
    content.removeAll(removed);
    content.addAll(added);
    content.sort((left, right) -> Integer.compare(left.start(), right.start()));
    mapped.add(content);
  }

  // ---- Structure

  final TreeRange range(int number) {
    return ranges.get(number);
  }

  final int rangeCount() {
    return ranges.size();
  }

  final TreeNode node(int number) {
    return nodes.get(number);
  }

  final TreeNode firstRoot() {
    if (firstRoot == null) {
      throw new IllegalStateException("no root was declared");
    }
    return firstRoot;
  }

  final Location rootLocation() {
    if (root == null) {
      throw new IllegalStateException("no change replaces the root");
    }
    return root;
  }

  /** The mode of the loads of the root and of slots. */
  Mode slotLoad() {
    return Mode.ACQUIRE;
  }

  /** Loads the root. */
  final TreeNode loadRoot() {
    return root == null ? firstRoot() : node(root.get(slotLoad()));
  }

  /** Loads a child. */
  final TreeNode load(TreeSlot slot) {
    return slot.child() == null ? slot.first() : node(slot.child().get(slotLoad()));
  }

  // ---- The truth

  /** Returns the ranges that are mapped after a change, in ascending order. */
  final List<TreeRange> mappedAfter(int change) {
    return mapped.get(change);
  }

  final int changeCount() {
    return mapped.size() - 1;
  }

  /** Returns the ranges that the nodes of a state lead to, in ascending order. */
  final List<TreeRange> content(Snapshot state) {
    return contentBelow(rootOf(state), state);
  }

  /** Returns the number of the latest change that has reached memory. */
  final int latestChange(Snapshot state) {
    TreeNode present = rootOf(state);
    return Math.max(rootChanges.getOrDefault(present.number(), 0), latestChange(present, state));
  }

  final TreeNode rootOf(Snapshot state) {
    return root == null ? firstRoot() : node(state.value(root));
  }

  private int latestChange(TreeNode node, Snapshot state) {
    int latest = node.change();
    for (TreeSlot slot : node.slots()) {
      latest = Math.max(latest, latestChange(child(slot, state), state));
    }
    return latest;
  }

  private List<TreeRange> contentBelow(TreeNode node, @Nullable Snapshot state) {
    if (node.isLeaf()) {
      return node.leafRanges();
    }
    List<TreeRange> content = new ArrayList<>();
    for (TreeSlot slot : node.slots()) {
      content.addAll(contentBelow(child(slot, state), state));
    }
    return content;
  }

  /** Returns the child that a slot has in a state; at the beginning, if there is no state. */
  final TreeNode child(TreeSlot slot, @Nullable Snapshot state) {
    return state == null || slot.child() == null ? slot.first() : node(state.value(slot.child()));
  }
}
