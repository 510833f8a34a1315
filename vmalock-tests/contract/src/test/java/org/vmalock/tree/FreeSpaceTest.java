package org.vmalock.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.vmalock.tree.TreeCheck.assertRanges;
import static org.vmalock.tree.TreeCheck.entry;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmalock.testing.Actor;
import org.vmalock.testing.Effort;
import org.vmalock.testing.TimeLimit;

/** The search for free keys, alone and together with the map, compared with {@link FreeSpaceModel}. */
@TimeLimit
class FreeSpaceTest {
  private static final RangeValues<String> MERGING = RangeValues.<String>uniform().mergingEqual();
  private static final SearchDirection UP = SearchDirection.ASCENDING;
  private static final SearchDirection DOWN = SearchDirection.DESCENDING;
  private static final OptionalLong NONE = OptionalLong.empty();

  @SuppressWarnings("NullAway")
  private static final SearchDirection NO_DIRECTION = null;

  @SuppressWarnings("NullAway")
  private static final String NO_VALUE = null;

  private final VmaTree<String> tree = VmaTree.<String>builder(RangeValues.uniform()).build();

  private static OptionalLong at(long start) {
    return OptionalLong.of(start);
  }

  // ---- Edges

  @Test
  void emptyTreeIsOneGap() {
    assertEquals(at(0), tree.findFreeAnywhere(1, 1, UP));
    assertEquals(at(-1), tree.findFreeAnywhere(1, 1, DOWN));
    assertEquals(at(0), tree.findFreeAnywhere(-1, 1, UP));
    assertEquals(at(1), tree.findFreeAnywhere(-1, 1, DOWN));
    assertEquals(NONE, tree.findFree(-1, 1, 2, 0, UP));
    assertEquals(at(0x2000), tree.findFree(0x1000, 0x1000, 0x1001, 0x4fff, UP));
    assertEquals(at(0x3000), tree.findFree(0x1000, 0x1000, 0x1001, 0x4fff, DOWN));
  }

  @Test
  void fullTreeHasNoGap() {
    tree.mapAll("all");
    assertEquals(NONE, tree.findFreeAnywhere(1, 1, UP));
    assertEquals(NONE, tree.findFreeAnywhere(1, 1, DOWN));
    assertEquals(NONE, tree.mapFreeAnywhere(1, 1, UP, "x"));
    assertRanges(tree, entry(0, 0, "all"));
  }

  @Test
  void gapsAtBothEndsOfTheKeysAreFound() {
    tree.map(8, -8, "middle");
    assertEquals(at(0), tree.findFreeAnywhere(8, 1, UP));
    assertEquals(at(-8), tree.findFreeAnywhere(8, 1, DOWN));
    assertEquals(NONE, tree.findFreeAnywhere(9, 1, UP));
    assertEquals(NONE, tree.findFreeAnywhere(9, 1, DOWN));
    assertEquals(at(-8), tree.findFree(1, 1, 8, 0, UP));
    assertEquals(at(-1), tree.findFree(1, 1, -1, 0, UP));
    assertEquals(at(7), tree.findFree(1, 1, 0, -8, DOWN));
    assertEquals(NONE, tree.findFree(1, 1, 8, -8, UP));
    assertEquals(at(-8), tree.mapFreeAnywhere(8, 8, DOWN, "last"));
    assertEquals(at(0), tree.mapFreeAnywhere(8, 8, DOWN, "first"));
    assertEquals(NONE, tree.findFreeAnywhere(1, 1, DOWN));
  }

  @Test
  void alignmentThatOverflowsFindsNothing() {
    tree.map(0, -8, "all but eight");
    assertEquals(NONE, tree.findFreeAnywhere(1, 16, UP));
    assertEquals(NONE, tree.findFreeAnywhere(1, 16, DOWN));
    assertEquals(NONE, tree.findFreeAnywhere(1, Long.MIN_VALUE, UP));
    assertEquals(at(-8), tree.findFreeAnywhere(8, 8, UP));
    tree.unmapAll();
    assertEquals(at(Long.MIN_VALUE), tree.findFree(1, Long.MIN_VALUE, 1, 0, UP));
    assertEquals(NONE, tree.findFree(1, Long.MIN_VALUE, Long.MIN_VALUE + 1, 0, UP));
    assertEquals(at(0), tree.findFree(1, Long.MIN_VALUE, 0, Long.MIN_VALUE, DOWN));
    assertEquals(NONE, tree.findFree(1, Long.MIN_VALUE, 1, Long.MIN_VALUE, DOWN));
  }

  @Test
  void windowIsCutToItsKeys() {
    tree.map(20, 30, "a");
    assertEquals(at(10), tree.findFree(10, 1, 10, 20, UP));
    assertEquals(at(10), tree.findFree(10, 1, 10, 20, DOWN));
    assertEquals(NONE, tree.findFree(10, 1, 11, 30, UP));
    assertEquals(NONE, tree.findFree(10, 1, 11, 39, DOWN));
    assertEquals(at(30), tree.findFree(10, 1, 11, 40, UP));
    assertEquals(NONE, tree.findFree(11, 1, 30, 40, UP), "longer than the window");
    assertEquals(NONE, tree.findFree(1, 1, 22, 25, DOWN), "a window inside of a range");
  }

  @ParameterizedTest
  @EnumSource
  void mappedPlaceIsMergedAsByMap(SearchDirection direction) {
    VmaTree<String> merging = VmaTree.builder(MERGING).build();
    for (int i = 0; i < 16; i++) {
      assertTrue(merging.mapFree(4, 4, 64, 128, direction, "v").isPresent());
    }
    assertRanges(merging, entry(64, 128, "v"));
    assertEquals(NONE, merging.mapFree(1, 1, 64, 128, direction, "v"));
  }

  @Test
  void allFormsMapTheFirstFreePlace() throws Exception {
    assertEquals(at(0), tree.mapFreeAnywhere(4, 1, UP, "a"));
    assertEquals(at(4), tree.mapFreeAnywhereInterruptibly(4, 1, UP, "b"));
    assertEquals(at(8), tree.mapFreeAnywhere(4, 1, UP, "c", 0, TimeUnit.SECONDS));
    assertEquals(at(28), tree.mapFree(4, 1, 8, 32, DOWN, "d"));
    assertEquals(at(24), tree.mapFreeInterruptibly(4, 1, 8, 32, DOWN, "e"));
    assertEquals(at(20), tree.mapFree(4, 1, 8, 32, DOWN, "f", 1, TimeUnit.DAYS));
    assertRanges(
        tree, entry(0, 4, "a"), entry(4, 8, "b"), entry(8, 12, "c"), entry(20, 24, "f"), entry(24, 28, "e"), entry(28, 32, "d"));
  }

  @Test
  void placeThatIsNotFoundPublishesNothing() {
    tree.map(0, -1, "all but one");
    long versions = tree.statistics().versions();
    assertEquals(NONE, tree.mapFreeAnywhere(2, 1, UP, "x"));
    assertEquals(versions, tree.statistics().versions());
  }

  @Test
  void snapshotAnswersForItsMoment() {
    tree.map(0, 64, "v");
    VmaSnapshot<String> snapshot = tree.snapshot();
    tree.map(64, 128, "w");
    assertEquals(at(64), snapshot.findFreeAnywhere(1, 1, UP));
    assertEquals(at(64), snapshot.findFree(64, 64, 1, 128, DOWN));
    assertEquals(NONE, snapshot.findFree(65, 64, 1, 128, DOWN));
    assertEquals(at(128), tree.findFreeAnywhere(1, 1, UP));
    snapshot.close();
    assertThrows(IllegalStateException.class, () -> snapshot.findFreeAnywhere(1, 1, UP));
  }

  @Test
  void argumentsAreChecked() {
    assertRefused("a length of 0 keys", () -> tree.findFreeAnywhere(0, 1, UP));
    assertRefused("a length of 0 keys", () -> tree.mapFreeAnywhere(0, 1, UP, "x"));
    assertRefused("alignment 0x0 is not a power of two", () -> tree.findFreeAnywhere(1, 0, UP));
    assertRefused("alignment 0x3 is not a power of two", () -> tree.mapFree(1, 3, 0, 8, UP, "x"));
    assertRefused("alignment 0xffffffffffffffff is not", () -> tree.findFree(1, -1, 0, 8, UP));
    assertRefused("[0x0, 0x0) is empty", () -> tree.findFree(1, 1, 0, 0, UP));
    assertRefused("empty or reversed", () -> tree.mapFree(1, 1, 9, 8, UP, "x"));
    assertThrows(NullPointerException.class, () -> tree.findFreeAnywhere(1, 1, NO_DIRECTION));
    assertThrows(NullPointerException.class, () -> tree.mapFreeAnywhere(1, 1, UP, NO_VALUE));
    assertRanges(tree);
  }

  @Test
  void messageOfATimeoutNamesThePlaceAndTheWindow() throws Exception {
    try (Actor writer = new Actor("writer")) {
      writer.run(() -> tree.structure().lockWrite());
      String message =
          assertThrows(TimeoutException.class, () -> tree.mapFree(0x2000, 0x1000, 0, 0x9000, UP, "x", 0, TimeUnit.SECONDS)).getMessage();
      String expected = "cannot map 0x2000 free keys, aligned to 0x1000, in [0x0, 0x9000): write lock not acquired within the timeout";
      assertTrue(message.startsWith(expected), message);
      assertEquals(at(0), tree.findFree(0x2000, 0x1000, 0, 0x9000, UP), "a search waits for no writer");
      assertEquals(NONE, tree.findFree(0xa000, 0x1000, 0, 0x9000, UP), "nor does an empty result");
      writer.run(() -> tree.structure().unlockWrite());
    }
  }

  private static void assertRefused(String message, Runnable call) {
    String thrown = assertThrows(IllegalArgumentException.class, call::run).getMessage();
    assertTrue(thrown.contains(message), thrown);
  }

  // ---- Batches

  @Test
  void batchSearchesItsOwnChanges() {
    tree.map(0, 100, "v");
    try (Batch<String> batch = tree.batch()) {
      assertEquals(at(100), batch.mapFreeAnywhere(10, 1, UP, "a"));
      assertEquals(at(110), batch.mapFreeAnywhere(10, 1, UP, "b"));
      batch.unmap(50, 60);
      assertEquals(at(50), batch.mapFreeAnywhere(10, 1, UP, "c"));
      assertEquals(at(100), tree.findFreeAnywhere(10, 1, UP), "before the commit");
      batch.commit();
    }
    assertRanges(
        tree, entry(0, 50, "v"), entry(50, 60, "c"), entry(60, 100, "v"), entry(100, 110, "a"), entry(110, 120, "b"));
  }

  /** Only the leaf is private: the published branches on the way to it do not state the gap. */
  @ParameterizedTest
  @EnumSource
  void batchSearchesItsOwnLeafBelowPublishedBranches(SearchDirection direction) {
    int ranges = 5_000;
    for (int i = 0; i < ranges; i++) {
      tree.map(16L * i, 16L * i + 12, "v");
    }
    assertTrue(tree.root().height > 1);
    for (int unmapped : new int[] {5, 40, 1_000, 1_023, 1_024, 1_030, 2_500, ranges - 5}) {
      assertEquals(NONE, tree.findFree(20, 1, 0, 16L * (ranges - 1), direction));
      try (Batch<String> batch = tree.batch()) {
        batch.unmap(16L * unmapped, 16L * unmapped + 12);
        assertEquals(at(16L * unmapped - 4), batch.mapFree(20, 1, 0, 16L * (ranges - 1), direction, "x"));
      }
    }
  }

  /** The gap that a batch makes is long enough, and no published branch states one like it. */
  @ParameterizedTest
  @EnumSource
  void batchSearchesItsOwnChangesInATreeOfSeveralLevels(SearchDirection direction) {
    Filled filled = new Filled(IndexShapeTest.Order.RANDOM, 2_500);
    for (int place : new int[] {1, 20, 777, 1_500, 1_900}) {
      long start = filled.starts[place];
      long length = 10_000L + place;
      long below = filled.starts[2_499];
      assertEquals(NONE, filled.tree.findFree(length, 1, 0, below, direction));
      try (Batch<String> batch = filled.tree.batch()) {
        batch.unmap(start, start + length);
        OptionalLong found = batch.mapFree(length, 1, 0, below, direction, "x");
        assertTrue(found.isPresent() && Math.abs(found.getAsLong() - start) < 3_000, () -> "found " + found);
        batch.unmap(found.getAsLong(), found.getAsLong() + length);
        assertEquals(found, batch.mapFree(length, 1, 0, below, direction, "y"));
      }
      IndexCheck.assertSound(filled.tree.root());
    }
  }

  @ParameterizedTest
  @EnumSource
  void abortedBatchLeavesTheGaps(SearchDirection direction) {
    Filled filled = new Filled(IndexShapeTest.Order.RANDOM, 3_000);
    var before = new IndexCheck.SavedVersion(filled.tree.root());
    try (Batch<String> batch = filled.tree.batch()) {
      for (int i = 0; i < 200; i++) {
        assertTrue(batch.mapFreeAnywhere(1 + i % 9, 1, direction, "x").isPresent());
      }
    }
    before.assertUnchanged();
    IndexCheck.assertSound(filled.tree.root());
    filled.assertAnswers(100);
  }

  // ---- Trees of several levels

  /** A tree of ranges with gaps of many lengths, which are mapped in some order. */
  private static final class Filled {
    final VmaTree<String> tree = VmaTree.<String>builder(RangeValues.uniform()).build();
    final Random random = new Random(5);
    final long[] starts;

    Filled(IndexShapeTest.Order order, int count) {
      starts = new long[count];
      long key = 100;
      for (int i = 0; i < count; i++) {
        starts[i] = key;
        key += 8 + (random.nextInt(40) == 0 ? random.nextInt(2_000) : random.nextInt(12));
      }
      places(order, count).forEach(this::map);
    }

    static List<Integer> places(IndexShapeTest.Order order, int count) {
      return order.places().stream().filter(place -> place < count).toList();
    }

    void map(int place) {
      tree.map(starts[place], starts[place] + 8, "v");
    }

    void unmap(int place) {
      tree.unmap(starts[place], starts[place] + 8);
    }

    /** Compares random searches with the model, and the gaps that nodes state with the true ones. */
    void assertAnswers(int searches) {
      IndexCheck.assertSound(tree.root());
      List<RangeEntry<String>> ranges = TreeCheck.ranges(tree);
      VmaSnapshot<String> snapshot = tree.snapshot();
      long most = starts[starts.length - 1] + 200;
      for (int i = 0; i < searches; i++) {
        long length = 1L + random.nextInt(i % 2 == 0 ? 20 : 2_500);
        long alignment = 1L << random.nextInt(i % 3 == 0 ? 10 : 1);
        long from = random.nextInt(4) == 0 ? 0 : random.nextInt((int) most);
        long last = random.nextInt(4) == 0 ? -1 : from + random.nextInt((int) most);
        SearchDirection direction = random.nextBoolean() ? UP : DOWN;
        OptionalLong expected = FreeSpaceModel.find(ranges, length, alignment, from, last, direction);
        String search = length + " keys aligned to " + alignment + " in " + Ranges.describe(from, last) + " " + direction;
        if (from == 0 && last == -1) {
          assertEquals(expected, tree.findFreeAnywhere(length, alignment, direction), search);
        } else {
          assertEquals(expected, tree.findFree(length, alignment, from, last + 1, direction), search);
          assertEquals(expected, snapshot.findFree(length, alignment, from, last + 1, direction), search);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void answersAreThoseOfTheModelInAnyOrderOfChanges(IndexShapeTest.Order order) {
    int count = 2_500;
    Filled filled = new Filled(order, count);
    filled.assertAnswers(150);
    List<Integer> victims = new ArrayList<>(Filled.places(order, count));
    Collections.shuffle(victims, new Random(3));
    for (int part = 0; part < 4; part++) {
      victims.subList(part * count / 4, (part + 1) * count / 4).forEach(filled::unmap);
      filled.assertAnswers(50);
    }
    assertEquals(0, filled.tree.size());
  }

  @Test
  void eachChangeOfOneRangeLeavesTheStatedGapsExact() {
    Filled filled = new Filled(IndexShapeTest.Order.RANDOM, 1_500);
    List<VmaSnapshot<String>> kept = new ArrayList<>();
    for (int i = 0; i < 1_500; i++) {
      int place = filled.random.nextInt(1_500);
      switch (i % 4) {
        case 0 -> filled.unmap(place);
        case 1 -> filled.tree.replace(filled.starts[place], filled.starts[place] + 8, "w" + i);
        case 2 -> filled.tree.unmap(filled.starts[place] + 3, filled.starts[place] + 5);
        default -> filled.tree.mapFreeAnywhere(1 + filled.random.nextInt(300), 1, i % 8 == 3 ? UP : DOWN, "f");
      }
      if (i % 100 == 0) {
        kept.add(filled.tree.snapshot());
      }
      IndexCheck.assertSound(filled.tree.root());
    }
    filled.assertAnswers(100);
    kept.forEach(snapshot -> assertEquals(snapshot.findFreeAnywhere(40, 1, UP), modelOf(snapshot, 40)));
  }

  private static OptionalLong modelOf(VmaSnapshot<String> snapshot, long length) {
    List<RangeEntry<String>> ranges = new ArrayList<>();
    snapshot.forEach(vma -> ranges.add(TreeCheck.entry(vma)));
    return FreeSpaceModel.find(ranges, length, 1, 0, -1, UP);
  }

  @Test
  void sortedBuildAndClearHaveRightGaps() {
    for (int count : new int[] {1, 32, 33, 1_024, 1_025, 1_057, 5_000}) {
      Filled filled = new Filled(IndexShapeTest.Order.ASCENDING, 1);
      List<RangeEntry<String>> ranges = new ArrayList<>();
      for (long i = 0; i < count; i++) {
        ranges.add(entry(i * i * 4, i * i * 4 + 4, "v"));
      }
      VmaTree<String> built = VmaTree.<String>builder(RangeValues.uniform()).build(ranges);
      IndexCheck.assertSound(built.root());
      for (long length = 1; length < 8L * count; length = 2 * length + 1) {
        assertEquals(FreeSpaceModel.find(ranges, length, 4, 0, -1, UP), built.findFreeAnywhere(length, 4, UP));
        assertEquals(FreeSpaceModel.find(ranges, length, 4, 0, 1 << 20, DOWN), built.findFree(length, 4, 0, (1 << 20) + 1, DOWN));
      }
      built.unmapAll();
      assertEquals(at(0), built.findFreeAnywhere(-1, 1, UP));
      assertFalse(filled.tree.findFree(1, 1, 100, 108, UP).isPresent());
    }
  }

  static LongStream seeds() {
    return LongStream.range(0, Effort.of(20, 1_000));
  }

  /** Searches beside all kinds of changes, in windows at both edges and in the middle of the keys. */
  @ParameterizedTest
  @MethodSource("seeds")
  void answersAreThoseOfTheModelAfterRandomChanges(long seed) {
    VmaTree<String> small = VmaTree.builder(MERGING).build();
    TreeModel<String> model = new TreeModel<>(MERGING);
    Random random = new Random(seed);
    var changes = new RandomChanges<>(small, model, random, List.of("r", "w", "x"));
    int window = 1 << (2 + seed % 9);
    for (int step = 0; step < 200; step++) {
      String change = changes.change(window, 1 + window / 8);
      List<RangeEntry<String>> ranges = model.ranges();
      long from = changes.key(window);
      long last = changes.key(window);
      if (Long.compareUnsigned(from, last) > 0 || from == last + 1) {
        last = from;
      }
      long length = random.nextInt(3) == 0 ? random.nextLong() | 1 : 1L + random.nextInt(window);
      long alignment = 1L << (random.nextInt(3) == 0 ? random.nextInt(64) : random.nextInt(3));
      SearchDirection direction = random.nextBoolean() ? UP : DOWN;
      OptionalLong expected = FreeSpaceModel.find(ranges, length, alignment, from, last, direction);
      String message = "seed " + seed + ", step " + step + ", after " + change;
      assertEquals(expected, small.findFree(length, alignment, from, last + 1, direction), message);
      if (step % 4 == 0) {
        assertEquals(expected, small.mapFree(length, alignment, from, last + 1, direction, "f"), message);
        expected.ifPresent(start -> model.map(start, start + length, "f"));
        assertEquals(model.ranges(), TreeCheck.ranges(small), message);
      }
      IndexCheck.assertSound(small.root());
    }
  }

  // ---- Beside commits

  /**
   * A walk that has loaded a branch before the first range of its right neighbour was unmapped, and a leaf below it after that: the leaf
   * has a range that extends beyond the interval which the walk has seen.
   */
  @ParameterizedTest
  @EnumSource
  void intervalThatHasGrownIsNoGap(SearchDirection direction) {
    IndexNode leaf = leaf(new long[] {0, 90}, 10, 60);
    IndexNode right = leaf(new long[] {100, 120}, 20, 20);
    IndexNode root = new IndexNode(1, 1, 0);
    root.insert(0, IndexNode.ordered(0), leaf, Edges.BOTH);
    root.insert(1, IndexNode.ordered(100), right, Edges.BOTH);
    assertEquals(NONE, FreeSearch.between(1, 1, 90, 140, direction).in(root));
    assertEquals(at(10), FreeSearch.between(80, 1, 0, 140, direction).in(root));
    root.gaps[0] = -1; // a number that is too large is no answer
    assertEquals(NONE, FreeSearch.between(81, 1, 0, 140, direction).in(root));
    assertEquals(NONE, FreeSearch.between(1, 1, 90, 140, direction).in(root));
  }

  private IndexNode leaf(long[] starts, long... lengths) {
    IndexNode leaf = new IndexNode(0, 1, 0);
    for (int i = 0; i < starts.length; i++) {
      leaf.insert(i, IndexNode.ordered(starts[i]), new Vma<>(tree.structure(), 1, starts[i], starts[i] + lengths[i] - 1, "v"), Edges.BOTH);
    }
    return leaf;
  }

  /** While a commit stores, no branch states less than its largest gap before or after the commit. */
  @ParameterizedTest
  @ValueSource(ints = {1_200, 2_030}) // in a leaf in the middle of its branch, and in the last one
  void statedGapsAreNeverTooSmallDuringACommit(int place) {
    for (boolean grows : new boolean[] {true, false}) {
      Filled filled = new Filled(IndexShapeTest.Order.ASCENDING, 2_500);
      filled.unmap(place + 1);
      IndexNode root = filled.tree.root();
      long key = IndexNode.ordered(filled.starts[place]);
      IndexNode branch = root;
      while (branch.height > 1) {
        branch = branch.child(branch.rank(key));
      }
      int position = branch.rank(key);
      IndexNode replaced = branch.child(position);
      IndexNode replacement = replaced.editableIn(Long.MAX_VALUE, 0);
      if (grows) {
        replacement.remove(replacement.size / 2);
        replacement.set(replacement.size - 1, replacement.keys[replacement.size - 1], extended(replacement, replacement.size - 1, 1));
      } else {
        for (int i = 0; i < replacement.size; i++) {
          long end = i + 1 < replacement.size ? replacement.keys[i + 1] : nextKey(root, branch, position);
          replacement.set(i, replacement.keys[i], extended(replacement, i, end - replacement.keys[i]));
        }
      }
      Publication commit = new Publication(branch, position, replaced, replacement, 0, 0, true);
      assertStatesEnough(root, branch, position);
      Gaps.raise(root, branch, commit);
      assertStatesEnough(root, branch, position);
      branch.replaceChild(position, replacement);
      assertStatesEnough(root, branch, position);
      Gaps.settle(root, branch, commit);
      assertStatesEnough(root, branch, position);
      IndexCheck.assertSound(root);
    }
  }

  private static long nextKey(IndexNode root, IndexNode branch, int position) {
    return position + 1 < branch.size ? branch.keys[position + 1] : root.keys[root.rank(branch.keys[0]) + 1];
  }

  private Vma<String> extended(IndexNode leaf, int position, long length) {
    long start = leaf.vma(position).start;
    return new Vma<>(tree.structure(), 1, start, start + length - 1, "v");
  }

  /** Asserts the invariant of the published index, and that a snapshot of this moment states its own gaps. */
  private static void assertStatesEnough(IndexNode root, IndexNode branch, int position) {
    IndexCheck.forEachNode(root, node -> {
      for (int i = 0; node.height > 0 && i < node.size; i++) {
        assertTrue(Long.compareUnsigned(IndexCheck.gapOf(node, i), node.gaps[i]) <= 0, "a branch states less than its gap");
      }
    });
    IndexCheck.assertSound(root.withChild(branch, position, branch.child(position)));
  }
}
