package org.vmalock.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.vmalock.tree.TreeCheck.entry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmalock.testing.TimeLimit;

/** A tree that is built from ranges in ascending order, and one from which all ranges are unmapped. */
@TimeLimit
class SortedBuildTest {
  private static final RangeValues<String> MERGING = RangeValues.<String>uniform().mergingEqual();

  private static VmaTree<String> build(List<RangeEntry<String>> ranges) {
    return VmaTree.builder(MERGING).build(ranges);
  }

  private static List<RangeEntry<String>> apart(int count) {
    List<RangeEntry<String>> ranges = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      ranges.add(entry(i << 46, (i << 46) + 8, "v"));
    }
    return ranges;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 31, 32, 33, 1_023, 1_024, 1_025, 1_056, 1_057, 32_768, 32_769, 100_000})
  void builtTreeHasTheRangesAndCanBeChanged(int count) {
    List<RangeEntry<String>> ranges = apart(count);
    VmaTree<String> tree = build(ranges);
    assertEquals(count, tree.size());
    TreeCheck.assertRanges(tree, ranges);
    IndexCheck.assertHalfFull(tree.root());
    int leaves = IndexCheck.count(tree.root(), node -> node.height == 0);
    assertEquals(Math.max(1, (count + IndexNode.WIDTH - 1) / IndexNode.WIDTH), leaves, "all leaves but the last are full");

    tree.map(8, 16, "w");
    tree.unmap(-8, 0);
    assertEquals(count + 1, tree.size());
    IndexCheck.assertSound(tree.root());
  }

  @Test
  void lastKeyAndAllKeysCanBeBuilt() {
    TreeCheck.assertRanges(build(List.of(entry(5, 0, "all but five"))), entry(5, 0, "all but five"));
    TreeCheck.assertRanges(build(List.of(entry(0, 0, "all"))), entry(0, 0, "all"));
  }

  @Test
  void equalNeighboursAreMergedAsIfMappedOneByOne() {
    VmaTree<String> tree = build(List.of(entry(0, 4, "a"), entry(4, 8, "a"), entry(8, 9, "a"), entry(9, 10, "b"), entry(11, 12, "b")));
    TreeCheck.assertRanges(tree, entry(0, 9, "a"), entry(9, 10, "b"), entry(11, 12, "b"));
  }

  @Test
  void overlappingRangesAreRefused() {
    String message =
        assertThrows(RangeOverlapException.class, () -> build(List.of(entry(16, 32, "a"), entry(31, 40, "b")))).getMessage();
    assertEquals("[0x1f, 0x28) follows [0x10, 0x20), which it overlaps; give each key one value", message);
    assertThrows(RangeOverlapException.class, () -> build(List.of(entry(16, 32, "a"), entry(0, 17, "b"))));
    assertThrows(RangeOverlapException.class, () -> build(List.of(entry(16, 0, "a"), entry(-1, 0, "b"))));
  }

  @Test
  void unsortedRangesAreRefused() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> build(List.of(entry(-16, -8, "a"), entry(1, 16, "b")))).getMessage();
    assertTrue(message.startsWith("ranges are not sorted: [0x1, 0x10) follows [0xfffffffffffffff0, 0xfffffffffffffff8); sort"), message);
  }

  @Test
  void reversedRangesAndNullsAreRefused() {
    String message = assertThrows(IllegalArgumentException.class, () -> build(List.of(entry(17, 17, "a")))).getMessage();
    assertTrue(message.contains("its first key 0x11 must not be above its last key 0x10"), message);
    assertThrows(NullPointerException.class, () -> build(List.of(entry(0, 1, null))));
    assertThrows(NullPointerException.class, () -> build(Arrays.asList(entry(0, 1, "a"), null)));
    assertThrows(NullPointerException.class, () -> build(null));
  }

  // ---- Clearing

  @Test
  void allRangesAreUnmappedAtOneInstant() {
    List<RangeEntry<String>> ranges = apart(5_000);
    VmaTree<String> tree = build(ranges);
    long versions = tree.statistics().versions();
    assertEquals(ranges, tree.unmapAll());
    assertEquals(versions + 1, tree.statistics().versions());
    assertEquals(0, tree.size());
    TreeCheck.assertRanges(tree);
    assertEquals(List.of(), tree.unmapAll());
    assertEquals(versions + 1, tree.statistics().versions());
    tree.map(0, 8, "v");
    TreeCheck.assertRanges(tree, entry(0, 8, "v"));
  }

  @Test
  void abortedUnmapOfAllRangesChangesNothing() {
    VmaTree<String> tree = build(apart(500));
    TreeCheck.Before<String> before = new TreeCheck.Before<>(tree);
    try (Unmapping<String> unmapping = tree.beginUnmapAll()) {
      assertEquals(500, unmapping.removedRanges().size());
    }
    before.assertUnchanged();
  }
}
