package org.vmalock.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.TimeLimit;

/** Readers between any two stores of a commit, and where a commit stores. The test performs the stores of a commit one by one. */
@TimeLimit
class PublicationTest {
  private static final int RANGES = 30_000; // an index of three levels
  private static final int PLACE = 20_010;

  private final VmaTree<Integer> tree = VmaTree.<Integer>builder(RangeValues.uniform()).build(ranges());
  private final Index index = tree.index();

  /** The place of a commit that replaces the range at {@link #PLACE} by one that is longer, and removes the range behind it. */
  private IndexNode branch;

  private int position;
  private IndexNode replaced;
  private IndexNode replacement;
  private final Vma<Integer> oldRange = tree.find(start(PLACE));
  private final Vma<Integer> removedRange = tree.find(start(PLACE + 1));
  private final Vma<Integer> newRange = new Vma<>(tree.structure(), 1, start(PLACE), start(PLACE) + 11, -1);

  private static long start(int place) {
    return 16L * place;
  }

  private static List<RangeEntry<Integer>> ranges() {
    List<RangeEntry<Integer>> ranges = new ArrayList<>();
    for (int place = 0; place < RANGES; place++) {
      ranges.add(new RangeEntry<>(start(place), start(place) + 7, place));
    }
    return ranges;
  }

  @BeforeEach
  void prepare() {
    tree.update(start(PLACE - 5), start(PLACE - 5) + 8, PLACE); // after this the branch belongs to the epoch
    long key = IndexNode.ordered(start(PLACE));
    IndexNode node = tree.root();
    while (node.height > 0) {
      branch = node;
      position = node.rank(key);
      node = node.child(position);
    }
    replaced = node;
    replacement = node.editableIn(Long.MAX_VALUE, index.epoch());
    int place = replacement.rank(key);
    assertTrue(place + 2 < replacement.size, "the place is chosen within its leaf");
    replacement.set(place, key, newRange);
    replacement.remove(place + 1);
  }

  private Publication commit() {
    return new Publication(branch, position, replaced, replacement, RANGES, RANGES - 1, true);
  }

  private static List<Vma<Integer>> vmas(VmaSnapshot<Integer> snapshot) {
    List<Vma<Integer>> vmas = new ArrayList<>();
    snapshot.forEach(vmas::add);
    return vmas;
  }

  /** Asserts that a snapshot has the state before or after the commit in its iteration, its look-ups and its size. */
  private void assertState(VmaSnapshot<Integer> snapshot, boolean after) {
    List<Vma<Integer>> vmas = vmas(snapshot);
    assertEquals(after ? RANGES - 1 : RANGES, snapshot.size());
    assertEquals(snapshot.size(), vmas.size());
    assertSame(after ? newRange : oldRange, vmas.get(PLACE));
    assertSame(after ? newRange : oldRange, snapshot.find(start(PLACE)));
    assertSame(after ? null : removedRange, snapshot.find(start(PLACE + 1)));
  }

  /** Asserts what the readers see, none of which relies on the sequence of the structure: the test has a write section open. */
  private VmaSnapshot<Integer> assertReaders(boolean after) {
    assertEquals(after ? RANGES - 1 : RANGES, tree.size());
    assertSame(after ? newRange : oldRange, tree.find(start(PLACE)));
    assertSame(after ? newRange : oldRange, tree.find(start(PLACE) + 3));
    assertSame(after ? newRange : null, tree.find(start(PLACE) + 9));
    assertSame(after ? null : removedRange, tree.find(start(PLACE + 1)));
    assertSame(after ? tree.find(start(PLACE + 2)) : removedRange, tree.root().atOrAfter(start(PLACE + 1)));
    VmaSnapshot<Integer> snapshot = tree.snapshot();
    assertState(snapshot, after);
    return snapshot;
  }

  @Test
  void readersAreRightBetweenTheStoresOfACommit() {
    tree.structure().lockWrite();
    for (Vma<Integer> gone : List.of(oldRange, removedRange)) {
      gone.startWrite();
      gone.markDetached();
    }
    List<VmaSnapshot<Integer>> before = new ArrayList<>();
    List<VmaSnapshot<Integer>> after = new ArrayList<>();
    index.announce(commit()); // and finds its branch in the current epoch: no snapshot was taken before
    before.add(assertReaders(false));
    before.add(assertReaders(false));
    branch.slots[position] = replacement;
    after.add(assertReaders(true));
    branch.below[2 * position] = replacement.keys;
    after.add(assertReaders(true));
    branch.below[2 * position + 1] = replacement.slots;
    after.add(assertReaders(true));
    index.publish(commit());
    after.add(assertReaders(true));
    index.endCommit();
    after.add(assertReaders(true));
    tree.structure().unlockWrite();
    after.add(assertReaders(true));

    before.forEach(snapshot -> assertState(snapshot, false));
    after.forEach(snapshot -> assertState(snapshot, true));
    IndexCheck.assertSound(tree.root());
  }

  @Test
  void readersAreRightBetweenTheStoresOfANewRoot() {
    IndexNode old = tree.root();
    IndexNode root = old.withChild(branch, position, replacement);
    tree.structure().lockWrite();
    for (Vma<Integer> gone : List.of(oldRange, removedRange)) {
      gone.startWrite();
      gone.markDetached();
    }
    Publication commit = new Publication(null, 0, old, root, RANGES, RANGES - 1, false);
    List<VmaSnapshot<Integer>> before = new ArrayList<>();
    index.announce(commit);
    before.add(assertReaders(false));
    index.publish(commit);
    VmaSnapshot<Integer> after = assertReaders(true);
    index.endCommit();
    assertReaders(true);
    tree.structure().unlockWrite();
    before.forEach(snapshot -> assertState(snapshot, false));
    assertState(after, true);
  }

  /** A commit that has stopped for ever does not stop snapshots. */
  @Test
  void snapshotDoesNotWaitForACommit() {
    tree.structure().lockWrite();
    index.announce(commit());
    for (int i = 0; i < 100; i++) {
      assertState(tree.snapshot(), false);
    }
    index.endCommit();
    tree.structure().unlockWrite();
    assertState(tree.snapshot(), false);
  }

  // ---- Where a commit stores

  /** Keys that ascend or descend at an edge of the tree change a leaf, and not the branches above it. */
  @Test
  void firstAndLastRangesChangeWithoutTheirBranches() {
    tree.unmap(start(0), start(1));
    tree.map(-16, -8, 0);
    IndexNode root = tree.root();
    for (int i = 0; i < 20; i++) {
      tree.map(15 - i % 3, 16 - i % 3, 0);
      assertFalse(tree.unmap(0, 16).isEmpty());
      tree.map(-4, 0, 0);
      assertFalse(tree.unmap(-5, 0).isEmpty());
      assertSame(root, tree.root());
      IndexCheck.assertSound(root);
    }
  }

  private IndexNode leafOf(int place) {
    IndexNode node = tree.root();
    while (node.height > 0) {
      node = node.child(Math.max(node.rank(IndexNode.ordered(start(place))), 0));
    }
    return node;
  }

  private void change(int place) {
    tree.update(start(place), start(place) + 8, -place);
  }

  @Test
  void changeOfOneLeafKeepsAllOtherNodes() {
    IndexNode root = tree.root();
    List<IndexNode> nodes = new ArrayList<>();
    IndexCheck.forEachNode(root, nodes::add);
    change(PLACE);
    List<IndexNode> changed = new ArrayList<>();
    IndexCheck.forEachNode(tree.root(), changed::add);
    changed.removeAll(nodes);
    assertEquals(1, changed.size());
    assertSame(leafOf(PLACE), changed.get(0));
    assertSame(root, tree.root());
  }

  @Test
  void firstChangeAfterASnapshotCopiesTheWayAndTheNextOnesDoNot() {
    VmaSnapshot<Integer> snapshot = tree.snapshot();
    IndexNode root = tree.root();
    List<Vma<Integer>> then = vmas(snapshot);
    change(PLACE);
    IndexNode copied = tree.root();
    assertNotSame(root, copied);
    change(PLACE + 1);
    assertSame(copied, tree.root());
    assertEquals(then, vmas(snapshot));
  }

  /** Two changes of one leaf are one store into its parent; of two leaves of one branch, one store into the branch above. */
  @Test
  void batchStoresIntoTheLowestBranchAboveAllChanges() {
    change(PLACE); // after this the root belongs to the epoch
    change(IndexNode.WIDTH * IndexNode.WIDTH * 5);
    IndexNode root = tree.root();
    IndexNode lowBranch = root.child(5);
    long first = IndexNode.ordered(lowBranch.keys[3]);
    long second = IndexNode.ordered(lowBranch.keys[9]);
    try (Batch<Integer> batch = tree.batch()) {
      batch.update(first, first + 8, 1_000_001);
      batch.update(second, second + 8, 1_000_002);
      batch.commit();
    }
    assertSame(root, tree.root());
    assertNotSame(lowBranch, root.child(5));
    assertSame(lowBranch.child(4), root.child(5).child(4));
    assertEquals(1_000_002, find(second).value());
    IndexCheck.assertSound(root);
  }

  @Test
  void batchOverTheWholeTreeIsOneStoreOfTheRoot() {
    IndexNode root = tree.root();
    IndexCheck.SavedVersion saved = new IndexCheck.SavedVersion(root);
    try (Batch<Integer> batch = tree.batch()) {
      batch.unmap(start(3), start(3) + 8);
      batch.unmap(start(RANGES - 3), start(RANGES - 3) + 8);
      assertNull(batch.get(start(3)));
      assertNotNull(batch.get(start(PLACE)));
      batch.commit();
    }
    assertNotSame(root, tree.root());
    saved.assertUnchanged();
    assertEquals(RANGES - 2, tree.size());
  }

  /** The editor reads what is outside of its private subtree from the published index. */
  @Test
  void batchReadsItsOwnChangesAtTheEdgesOfLeaves() {
    for (int place = PLACE; place < PLACE + 70; place++) {
      try (Batch<Integer> batch = tree.batch()) {
        assertFalse(batch.unmap(start(place), start(place) + 8).isEmpty());
        batch.map(start(place) + 2, start(place) + 4, -place);
        for (int other = place - 33; other <= place + 33; other++) {
          Integer value = batch.get(start(other) + 2);
          assertEquals(other == place ? -place : find(start(other) + 2).value(), value);
        }
        assertNull(batch.get(start(place)));
        assertEquals(List.of(TreeCheck.entry(start(place) + 2, start(place) + 4, -place)), batch.unmap(start(place - 1) + 8, start(place + 1)));
        batch.replace(start(place), start(place) + 8, place);
        if (place % 2 == 0) {
          batch.commit();
        }
      }
    }
    assertEquals(RANGES, tree.size());
    assertEquals(RANGES, IndexCheck.assertSound(tree.root()));
  }

  private @Nullable Vma<Integer> find(long key) {
    return tree.find(key);
  }
}
