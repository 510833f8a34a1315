package org.vmalock.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.vmalock.tree.TreeCheck.entry;

import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.TimeLimit;

/** Which ranges are merged: none unless the rules ask for it, and never at the price of a wait for a neighbour's reader. */
@TimeLimit
class MergingTest {
  private static RangeEntry<FileRange> part(long start, long end, long offset) {
    return entry(start, end, new FileRange("a", offset));
  }

  // ---- Rules

  /** Two buffers of the same content are equal, and still two buffers. */
  @Test
  void equalValuesStayApartUnlessMergingIsAskedFor() {
    VmaTree<ByteBuffer> tree = VmaTree.<ByteBuffer>builder(RangeValues.uniform()).build();
    ByteBuffer first = ByteBuffer.allocateDirect(4096);
    ByteBuffer second = ByteBuffer.allocateDirect(4096);
    assertEquals(first, second);
    tree.map(0, 4096, first);
    tree.map(4096, 8192, second);
    assertEquals(2, tree.size());
    assertSame(first, tree.read(4095, Vma::value));
    assertSame(second, tree.read(4096, Vma::value));
  }

  @Test
  void positionalValuesStayApartUnlessMergingIsAskedFor() {
    VmaTree<FileRange> tree = VmaTree.builder(FileRange::from).build();
    tree.map(10, 20, new FileRange("a", 0));
    tree.map(20, 30, new FileRange("a", 10));
    TreeCheck.assertRanges(tree, part(10, 20, 0), part(20, 30, 10));
    assertFalse(tree.updateAll(new FileRange("a", 0)));
    TreeCheck.assertRanges(tree, part(10, 20, 0), part(20, 30, 10));
  }

  @Test
  void mergingEqualComparesTheTailOfTheLeftRange() {
    RangeValues<FileRange> positional = FileRange::from;
    VmaTree<FileRange> tree = VmaTree.builder(positional.mergingEqual()).build();
    tree.map(10, 20, new FileRange("a", 0));
    tree.map(20, 30, new FileRange("a", 10));
    tree.map(30, 40, new FileRange("a", 10));
    TreeCheck.assertRanges(tree, part(10, 30, 0), part(30, 40, 10));
  }

  @Test
  void mergingWhenAsksItsPredicate() {
    VmaTree<String> tree =
        VmaTree.builder(RangeValues.<String>uniform().mergingWhen((left, length, right) -> left.equals(right) && length < 20)).build();
    for (long start = 0; start < 50; start += 10) {
      tree.map(start, start + 10, "a");
    }
    TreeCheck.assertRanges(tree, entry(0, 20, "a"), entry(20, 40, "a"), entry(40, 50, "a"));
    assertThrows(NullPointerException.class, () -> RangeValues.<String>uniform().mergingWhen(null));
  }

  /** A range [0x1000, 0x3000) of a segment, from which the first half-page is unmapped: every other key keeps its place. */
  @Test
  void splitKeepsThePlaceOfEachKeyInItsSegment() {
    record Segment(long begin) {
      long offset(long key) {
        return key - begin;
      }
    }
    VmaTree<Segment> tree = VmaTree.<Segment>builder(RangeValues.uniform()).build();
    tree.map(0x1000, 0x3000, new Segment(0x1000));
    tree.unmap(0x1000, 0x1200);
    Long offset = tree.read(0x1234, vma -> vma.value().offset(0x1234));
    assertEquals(0x234L, offset);
  }

  @Test
  void tailThatReturnsNullIsRefusedAndChangesNothing() {
    VmaTree<String> tree = VmaTree.<String>builder((value, offset) -> nullValue()).build();
    tree.map(10, 20, "a");
    var before = new TreeCheck.Before<>(tree);
    assertTrue(assertThrows(NullPointerException.class, () -> tree.unmap(10, 15)).getMessage().contains("tail"));
    assertTrue(assertThrows(NullPointerException.class, () -> tree.unmap(12, 20)).getMessage().contains("tail"));
    before.assertUnchanged();
  }

  @SuppressWarnings("NullAway")
  private static String nullValue() {
    return null;
  }

  // ---- Busy neighbours

  private final VmaTree<String> tree = VmaTree.<String>builder(RangeValues.<String>uniform().mergingEqual()).build();

  /** The thread reads a range and maps the free one beside it: it must not wait for itself. */
  @Test
  void mapBesideTheRangeOfAReaderDoesNotWait() {
    tree.map(0x1000, 0x2000, "a");
    tree.map(0x4000, 0x5000, "a");
    try (VmaHandle<String> held = tree.startRead(0x1000)) {
      tree.map(0x2000, 0x3000, "a");
      assertEquals(List.of(entry(0x1000, 0x2000, "a"), entry(0x2000, 0x3000, "a"), entry(0x4000, 0x5000, "a")), TreeCheck.ranges(tree));
      tree.map(0x3000, 0x4000, "a"); // merges with its two neighbours, which have no reader
      assertEquals(List.of(entry(0x1000, 0x2000, "a"), entry(0x2000, 0x5000, "a")), TreeCheck.ranges(tree));
      assertEquals(0x2000, held.end());
    }
  }

  @Test
  void updateBesideTheRangeOfAReaderDoesNotWait() {
    tree.map(10, 20, "a");
    tree.map(20, 30, "b");
    try (VmaHandle<String> held = tree.startRead(20)) {
      assertTrue(tree.update(10, 20, "b"));
      assertEquals(30, held.end());
    }
    TreeCheck.assertRanges(tree, entry(10, 20, "b"), entry(20, 30, "b"));
  }

  @Test
  void skippedMergeIsMadeUpByALaterChange() {
    tree.map(10, 20, "a");
    try (VmaHandle<String> held = tree.startRead(10)) {
      tree.map(20, 30, "a");
      assertEquals("a", held.value());
    }
    assertEquals(2, tree.size());
    assertFalse(tree.updateAll("a"), "no value differs");
    tree.replace(20, 25, "a");
    TreeCheck.assertRanges(tree, entry(10, 30, "a"));
  }

  @Test
  void rangesThatStayedApartAreUpdatedAsOneRun() {
    tree.map(10, 20, "a");
    tree.startRead(10).close();
    try (VmaHandle<String> held = tree.startRead(10)) {
      tree.map(20, 30, "a");
      assertEquals(10, held.start());
    }
    assertTrue(tree.updateAll("b"));
    TreeCheck.assertRanges(tree, entry(10, 30, "b"));
  }

  // ---- Removed ranges

  @Test
  void removedRangesHaveTheValueOfThePartThatWent() {
    VmaTree<FileRange> files = VmaTree.builder(FileRange::from).build();
    files.map(10, 20, new FileRange("a", 100));
    files.map(30, 40, new FileRange("a", 0));
    files.map(50, 60, new FileRange("a", 7));
    assertEquals(List.of(part(15, 20, 105), part(30, 40, 0), part(50, 55, 7)), files.unmap(15, 55));
    TreeCheck.assertRanges(files, part(10, 15, 100), part(55, 60, 12));
    assertEquals(List.of(part(12, 14, 102)), files.replace(12, 14, new FileRange("b", 0)));
    assertEquals(List.of(), files.replace(20, 21, new FileRange("b", 0)));
    List<RangeEntry<FileRange>> all = files.unmapAll();
    assertEquals(5, all.size());
    assertEquals(part(14, 15, 104), all.get(2));
    assertThrows(UnsupportedOperationException.class, all::clear);
    assertEquals(List.of(), files.unmapAll());
  }
}
