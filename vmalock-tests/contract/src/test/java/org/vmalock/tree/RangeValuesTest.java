package org.vmalock.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.vmalock.tree.TreeCheck.entry;

import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vmalock.testing.Effort;
import org.vmalock.testing.TimeLimit;

/** Values that depend on the start of their range: splits, merges and moves keep the file offset of each key. */
@TimeLimit
class RangeValuesTest {
  private final VmaTree<FileRange> tree = VmaTree.builder(FileRange.VALUES).build();

  private static FileRange a(long offset) {
    return new FileRange("a", offset);
  }

  private static FileRange b(long offset) {
    return new FileRange("b", offset);
  }

  @SafeVarargs
  @SuppressWarnings("varargs")
  private void assertTree(RangeEntry<FileRange>... expected) {
    TreeCheck.assertRanges(tree, expected);
  }

  // ---- Split

  @Test
  void tailOfASplitHasALargerOffset() {
    tree.map(10, 40, a(100));
    tree.unmap(20, 30);
    assertTree(entry(10, 20, a(100)), entry(30, 40, a(120)));
    tree.unmap(10, 15);
    assertTree(entry(15, 20, a(105)), entry(30, 40, a(120)));
  }

  @Test
  void replaceOfTheMiddleKeepsBothEndsInPlace() {
    tree.map(10, 40, a(0));
    tree.replace(20, 30, b(7));
    assertTree(entry(10, 20, a(0)), entry(20, 30, b(7)), entry(30, 40, a(20)));
  }

  @Test
  void offsetsAreUnsigned() {
    tree.mapAll(a(5));
    tree.unmap((1L << 63) + 1, (1L << 63) + 2);
    assertTree(entry(0, (1L << 63) + 1, a(5)), entry((1L << 63) + 2, 0, a((1L << 63) + 7)));
    tree.map((1L << 63) + 1, (1L << 63) + 2, a((1L << 63) + 6));
    assertTree(entry(0, 0, a(5)));
  }

  // ---- Merge

  @Test
  void neighboursContiguousInTheFileAreMerged() {
    tree.map(10, 20, a(100));
    tree.map(30, 40, a(120));
    tree.map(20, 30, a(110));
    assertTree(entry(10, 40, a(100)));
  }

  @Test
  void neighboursNotContiguousInTheFileStayApart() {
    tree.map(10, 20, a(100));
    tree.map(20, 30, a(100));
    tree.map(30, 40, a(111));
    assertTree(entry(10, 20, a(100)), entry(20, 30, a(100)), entry(30, 40, a(111)));
  }

  @Test
  void mergeableReceivesTheLengthOfTheMergedLeftRange() {
    tree.map(10, 20, a(0));
    tree.map(25, 40, a(15));
    tree.map(20, 25, a(10)); // merges left, and the result merges right
    assertTree(entry(10, 40, a(0)));
    tree.replace(20, 25, a(15));
    assertTree(entry(10, 20, a(0)), entry(20, 25, a(15)), entry(25, 40, a(15)));
  }

  @Test
  void mappingTheRemovedRangesAgainRestoresTheRange() {
    tree.map(10, 40, a(0));
    List<RangeEntry<FileRange>> cut;
    try (Unmapping<FileRange> unmapping = tree.beginUnmap(18, 33)) {
      cut = unmapping.removedRanges();
      unmapping.complete();
    }
    assertEquals(List.of(entry(18, 33, a(8))), cut);
    cut.forEach(each -> tree.map(each.start(), each.end(), each.value()));
    assertTree(entry(10, 40, a(0)));
  }

  // ---- Move

  @Test
  void moveKeepsTheOffsetsInTheFile() {
    tree.map(10, 20, a(0));
    tree.map(20, 30, b(0));
    assertTrue(tree.move(15, 25, 115));
    assertTree(entry(10, 15, a(0)), entry(25, 30, b(5)), entry(115, 120, a(5)), entry(120, 125, b(0)));
    assertTrue(tree.move(115, 125, 15));
    assertTree(entry(10, 20, a(0)), entry(20, 30, b(0)));
  }

  // ---- Update

  @Test
  void updateOfAPartToTheValueOfTheRangeStartIsAChange() {
    tree.map(0, 10, a(0));
    assertTrue(tree.update(5, 10, a(0)), "key 5 had offset 5 and gets offset 0");
    assertTree(entry(0, 5, a(0)), entry(5, 10, a(0)));
  }

  @Test
  void updateThatJoinsTwoRangesWithEqualValuesIsAChange() {
    tree.map(0, 5, a(0));
    tree.map(5, 10, a(0));
    assertTrue(tree.update(0, 10, a(0)), "key 5 had offset 0 and gets offset 5");
    assertTree(entry(0, 10, a(0)));
  }

  @Test
  void updateOfAPartToItsCurrentValueIsNoChange() {
    tree.map(0, 10, a(0));
    Vma<FileRange> kept = tree.find(0);
    assertFalse(tree.update(5, 10, a(5)), "key 5 already has offset 5");
    assertEquals(kept, tree.find(0));
    assertTree(entry(0, 10, a(0)));
  }

  // ---- Random changes

  static LongStream seeds() {
    return LongStream.range(0, Effort.of(12, 1_000));
  }

  /** Few files and offsets, so that neighbours are often contiguous in the same file. */
  @ParameterizedTest
  @MethodSource("seeds")
  void randomChangesAgreeWithTheModel(long seed) {
    TreeModel<FileRange> model = new TreeModel<>(FileRange.VALUES);
    var changes = new RandomChanges<>(tree, model, new Random(seed), List.of(a(0), a(1), a(2), a(4), b(0), b(3)));
    int window = 4 << (seed % 4);
    for (int step = 0; step < 150; step++) {
      String change = "nothing";
      try {
        change = changes.change(window, 1 + window / 2);
        TreeCheck.assertAgrees(tree, model, FileRange.VALUES);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ", step " + step + ", after " + change + ": " + e.getMessage(), e);
      }
    }
  }

  /** The rules are called for actual neighbours and actual cuts only: each value equals the start of its range. */
  @Test
  void rulesAreCalledForNeighboursAndCutsOnly() {
    RangeValues<Long> strict = new RangeValues<>() {
      @Override
      public Long tail(Long start, long offset) {
        assertNotEquals(0, offset);
        return start + offset;
      }

      @Override
      public boolean mergeable(Long left, long leftLength, Long right) {
        assertEquals(right, left + leftLength, "the length of the left range");
        return right % 3 == 0;
      }
    };
    VmaTree<Long> identity = VmaTree.builder(strict).build();
    Random random = new Random(5);
    for (int step = 0; step < 3_000; step++) {
      long start = random.nextInt(60) - 30L;
      long length = 1L + random.nextInt(12);
      if (start < 0 && start + length > 0) {
        continue; // would extend past the last key
      }
      switch (random.nextInt(3)) {
        case 0 -> identity.replace(start, start + length, start);
        case 1 -> identity.unmap(start, start + length);
        default -> identity.beginUnmap(start, start + length).close();
      }
      for (Vma<Long> vma : identity.snapshot()) {
        assertEquals(vma.start(), vma.value(), "the value of the range, which is its start");
      }
    }
  }
}
