package org.vmalock.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.vmalock.tree.TreeCheck.assertRanges;
import static org.vmalock.tree.TreeCheck.entry;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmalock.VmaLock;
import org.vmalock.testing.TimeLimit;

/** Effects of every change in a single thread, and which ranges are kept, reused and freed. */
@TimeLimit
class VmaTreeTest {
  private static final long MIDDLE = 1L << 63;
  private static final long LAST = -1L;

  private final VmaTree<String> tree = VmaTree.<String>builder(RangeValues.<String>uniform().mergingEqual()).recordLookups().build();

  @SafeVarargs
  @SuppressWarnings("varargs")
  private void assertTree(RangeEntry<String>... expected) {
    assertRanges(tree, expected);
  }

  // ---- Map and unmap

  @Test
  void newTreeIsEmpty() {
    assertTree();
    assertNull(tree.find(0));
    assertNull(tree.startRead(LAST));
    assertNull(tree.startReadNext(new VmaCursor()));
    assertEquals(List.of(), tree.unmapAll());
    assertFalse(tree.updateAll("a"));
  }

  @Test
  void rangeCoversExactlyItsKeys() {
    tree.map(10, 20, "a");
    assertNull(tree.find(9));
    assertEquals("a", tree.read(10, Vma::value));
    assertEquals("a", tree.read(19, Vma::value));
    assertNull(tree.find(20));
    assertTree(entry(10, 20, "a"));
  }

  @Test
  void neighboursWithEqualValuesAreMerged() {
    tree.map(10, 20, "a");
    tree.map(30, 40, "a");
    tree.map(20, 30, new String("a")); // equal, but not the same object
    assertTree(entry(10, 40, "a"));
  }

  @Test
  void rangeMergesWithTheLeftNeighbourAlone() {
    tree.map(10, 20, "a");
    tree.map(30, 40, "b");
    tree.map(20, 30, "a");
    assertTree(entry(10, 30, "a"), entry(30, 40, "b"));
  }

  @Test
  void rangeMergesWithTheRightNeighbourAlone() {
    tree.map(10, 20, "b");
    tree.map(30, 40, "a");
    tree.map(20, 30, "a");
    assertTree(entry(10, 20, "b"), entry(20, 40, "a"));
  }

  @Test
  void rangesThatDoNotTouchStayApart() {
    tree.map(10, 20, "a");
    tree.map(21, 30, "a");
    assertTree(entry(10, 20, "a"), entry(21, 30, "a"));
  }

  @Test
  void firstAndLastKeyAreNotNeighbours() {
    tree.map(LAST, 0, "a");
    tree.map(0, 1, "a");
    assertTree(entry(0, 1, "a"), entry(LAST, 0, "a"));
    assertEquals("a", tree.read(LAST, Vma::value));
    assertFalse(tree.unmap(LAST, 0).isEmpty());
    assertTree(entry(0, 1, "a"));
  }

  @Test
  void rangeMayCrossTheMiddleOrCoverAllKeys() {
    tree.map(MIDDLE - 1, MIDDLE + 1, "a");
    assertTree(entry(MIDDLE - 1, MIDDLE + 1, "a"));
    tree.replaceAll("b");
    assertTree(entry(0, 0, "b"));
    assertEquals(0, tree.find(MIDDLE).end());
    assertEquals(LAST, tree.find(MIDDLE).last());
    assertFalse(tree.unmap(MIDDLE, MIDDLE + 1).isEmpty());
    assertTree(entry(0, MIDDLE, "b"), entry(MIDDLE + 1, 0, "b"));
    tree.map(MIDDLE, MIDDLE + 1, "b");
    assertTree(entry(0, 0, "b"));
  }

  @Test
  void unmapOfTheMiddleSplitsTheRange() {
    tree.map(10, 40, "a");
    assertFalse(tree.unmap(20, 30).isEmpty());
    assertTree(entry(10, 20, "a"), entry(30, 40, "a"));
    assertNull(tree.find(20));
    assertNull(tree.find(29));
  }

  @Test
  void unmapOfAnEdgeShortensTheRange() {
    tree.map(10, 40, "a");
    assertFalse(tree.unmap(0, 20).isEmpty());
    assertTree(entry(20, 40, "a"));
    assertFalse(tree.unmap(30, 0).isEmpty());
    assertTree(entry(20, 30, "a"));
  }

  @Test
  void unmapOfManyRangesIgnoresGaps() {
    for (long start = 0; start < 200; start += 4) {
      tree.map(start, start + 2, "a");
    }
    assertFalse(tree.unmap(1, 197).isEmpty());
    assertTree(entry(0, 1, "a"), entry(197, 198, "a"));
    assertEquals(List.of(), tree.unmap(2, 197));
    assertFalse(tree.unmapAll().isEmpty());
    assertTree();
  }

  @Test
  void changeThatChangesNothingPublishesNothing() {
    tree.map(10, 20, "a");
    long versions = tree.statistics().versions();
    IndexNode root = tree.root();
    assertEquals(List.of(), tree.unmap(20, 30));
    assertFalse(tree.update(0, 15, "a"));
    assertFalse(tree.move(20, 30, 40));
    assertSame(root, tree.root());
    assertEquals(versions, tree.statistics().versions());
  }

  // ---- Replace, update, move

  @Test
  void replaceOverwritesEveryMappedRange() {
    tree.map(10, 20, "a");
    tree.map(25, 30, "b");
    tree.map(35, 50, "a");
    tree.replace(15, 40, "c");
    assertTree(entry(10, 15, "a"), entry(15, 40, "c"), entry(40, 50, "a"));
    tree.replace(15, 40, "a");
    assertTree(entry(10, 50, "a"));
    tree.replace(20, 30, "a");
    assertTree(entry(10, 50, "a"));
  }

  @Test
  void updateKeepsGaps() {
    tree.map(10, 20, "a");
    tree.map(30, 40, "b");
    assertTrue(tree.update(15, 35, "c"));
    assertTree(entry(10, 15, "a"), entry(15, 20, "c"), entry(30, 35, "c"), entry(35, 40, "b"));
  }

  @Test
  void updateMergesRangesThatBecomeEqual() {
    tree.map(10, 20, "a");
    tree.map(20, 30, "b");
    tree.map(30, 40, "c");
    tree.map(40, 50, "a");
    assertTrue(tree.update(20, 40, "a"));
    assertTree(entry(10, 50, "a"));
  }

  @Test
  void updateToTheSameValueChangesNothing() {
    tree.map(10, 20, "a");
    tree.map(30, 40, "a");
    Vma<String> kept = tree.find(10);
    assertFalse(tree.updateAll("a"));
    assertSame(kept, tree.find(10));
    tree.map(20, 30, "b");
    assertTrue(tree.updateAll("a"));
    assertTree(entry(10, 40, "a"));
  }

  @Test
  void moveKeepsGaps() {
    tree.map(10, 20, "a");
    tree.map(30, 40, "b");
    assertTrue(tree.move(5, 35, 1005));
    assertTree(entry(35, 40, "b"), entry(1010, 1020, "a"), entry(1030, 1035, "b"));
    assertTrue(tree.move(1000, 1035, 0));
    assertTree(entry(10, 20, "a"), entry(30, 40, "b"));
  }

  @Test
  void moveSplitsAtItsSourceAndMergesAtItsTarget() {
    tree.map(10, 30, "a");
    assertTrue(tree.move(10, 20, 30));
    assertTree(entry(20, 40, "a"));
    assertTrue(tree.move(25, 30, 40));
    assertTree(entry(20, 25, "a"), entry(30, 45, "a"));
  }

  @Test
  void moveMayEndAtTheLastKey() {
    tree.map(0, 10, "a");
    assertTrue(tree.move(0, 10, -10));
    assertTree(entry(-10, 0, "a"));
    assertTrue(tree.move(-10, 0, 0));
    assertTree(entry(0, 10, "a"));
  }

  @Test
  void moveMayTouchItsSource() {
    tree.map(10, 20, "a");
    assertTrue(tree.move(10, 20, 20));
    assertTree(entry(20, 30, "a"));
    assertTrue(tree.move(20, 30, 10));
    assertTree(entry(10, 20, "a"));
  }

  // ---- Handles

  @Test
  void untouchedRangeKeepsItsHandle() {
    tree.map(10, 20, "a");
    tree.map(30, 40, "a");
    Vma<String> kept = tree.find(30);
    tree.update(10, 20, "b");
    tree.unmap(10, 20);
    tree.map(20, 25, "a");
    assertSame(kept, tree.find(30));
    tree.map(25, 30, "a");
    assertNotSame(kept, tree.find(30));
  }

  @Test
  void handleOfAReplacedRangeStaysGone() {
    tree.map(10, 20, "a");
    Vma<String> old = tree.find(10);
    long stamp = old.tryStartRead();
    assertTrue(stamp > 0);
    old.endRead(stamp);
    tree.update(10, 20, "b");
    assertEquals(VmaLock.GONE, old.tryStartRead());
    for (long start = 100; start < 200; start += 2) {
      tree.map(start, start + 1, "a"); // reuses every free lock, including the old one
    }
    assertEquals(VmaLock.GONE, old.tryStartRead());
    assertEquals("a", old.value());
    assertEquals(10, old.start());
    assertEquals(20, old.end());
  }

  @Test
  void handleIsBusyWhileItsRangeIsWriteLocked() {
    tree.map(10, 20, "a");
    Vma<String> vma = tree.find(10);
    try (Batch<String> batch = tree.batch()) {
      batch.update(10, 20, "b");
      assertEquals(VmaLock.BUSY, vma.tryStartRead());
    }
    long stamp = vma.tryStartRead();
    assertTrue(stamp > 0);
    vma.endRead(stamp);
  }

  @Test
  void readsAreCountedAndClosedByTryWithResources() {
    tree.map(10, 20, "a");
    try (VmaHandle<String> outer = tree.startRead(15)) {
      assertEquals(1, outer.vma().readers());
      try (VmaHandle<String> inner = tree.startRead(19)) {
        assertSame(outer.vma(), inner.vma());
        assertEquals(2, outer.vma().readers());
      }
      assertEquals(1, outer.vma().readers());
    }
    try (VmaHandle<String> nothing = tree.startRead(20)) {
      assertNull(nothing);
    }
    assertTree(entry(10, 20, "a"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void readerThatThrowsReleasesItsLock(boolean error) {
    tree.map(10, 20, "a");
    Class<? extends Throwable> expected = error ? StackOverflowError.class : ArithmeticException.class;
    assertThrows(expected, () -> tree.read(10, vma -> {
      assertEquals(1, vma.readers());
      if (error) {
        throw new StackOverflowError("on purpose");
      }
      throw new ArithmeticException("on purpose");
    }));
    assertEquals(0, tree.find(10).readers());
    assertNull(tree.read(10, vma -> null));
    assertNull(tree.read(20, vma -> "never called"));
    assertTree(entry(10, 20, "a"));
  }

  @Test
  void containsComparesUnsigned() {
    tree.map(MIDDLE - 1, MIDDLE + 2, "a");
    Vma<String> vma = tree.find(MIDDLE);
    assertTrue(vma.contains(MIDDLE - 1) && vma.contains(MIDDLE + 1));
    assertFalse(vma.contains(MIDDLE - 2) || vma.contains(MIDDLE + 2) || vma.contains(0) || vma.contains(LAST));
    assertTrue(vma.toString().startsWith("[0x7fffffffffffffff, 0x8000000000000002) = a (Vma@"), vma::toString);
    tree.replaceAll("b");
    assertTrue(tree.find(0).contains(0) && tree.find(0).contains(LAST));
    assertTrue(tree.find(0).toString().startsWith("[0x0, 0x10000000000000000) = b"), () -> tree.find(0).toString());
  }

  // ---- Batches

  @Test
  void uncommittedChangesAreVisibleToTheirBatchOnly() {
    tree.map(10, 20, "a");
    try (Batch<String> batch = tree.batch()) {
      assertFalse(batch.unmap(10, 15).isEmpty());
      batch.map(30, 40, "b");
      assertTrue(batch.update(35, 40, "c"));
      assertTrue(batch.move(15, 20, 50));
      batch.replace(50, 52, "d");
      assertNull(batch.get(10));
      assertNull(batch.get(15));
      assertEquals("b", batch.get(34));
      assertEquals("c", batch.get(35));
      assertEquals("d", batch.get(51));
      assertEquals("a", batch.get(52));
      assertEquals(List.of(entry(10, 20, "a")), TreeCheck.ranges(tree));
      batch.commit();
    }
    assertTree(entry(30, 35, "b"), entry(35, 40, "c"), entry(50, 52, "d"), entry(52, 55, "a"));
  }

  @Test
  void oneBatchPublishesOneVersion() {
    long versions = tree.statistics().versions();
    try (Batch<String> batch = tree.batch()) {
      for (long start = 0; start < 40; start += 2) {
        batch.map(start, start + 1, "a");
      }
      batch.commit();
      assertEquals(20, tree.snapshot().size());
    }
    assertEquals(versions + 1, tree.statistics().versions());
  }

  @Test
  void rangesMappedAndUnmappedInOneBatchAreFreed() {
    tree.map(100, 110, "z");
    try (Batch<String> batch = tree.batch()) {
      for (int i = 0; i < 10; i++) {
        batch.map(0, 10, "a");
        batch.update(3, 6, "b");
        batch.unmap(0, 10);
      }
      batch.commit();
    }
    assertTree(entry(100, 110, "z"));
  }

  @Test
  void rangesMappedAndUnmappedInOneBatchOnAnEmptyTreeAreFreed() {
    try (Batch<String> batch = tree.batch()) {
      batch.map(0, 10, "a");
      batch.unmap(0, 10);
      batch.commit();
    }
    assertTree();
  }

  @Test
  void batchWithoutCommitRestoresTheOriginalRanges() {
    tree.map(10, 20, "a");
    tree.map(20, 30, "b");
    tree.map(40, 50, "c");
    var before = new TreeCheck.Before<>(tree);
    try (Batch<String> batch = tree.batch()) {
      batch.unmap(15, 45);
      batch.map(20, 40, "a");
      batch.replaceAll("d");
      batch.update(5, 6, "e");
    }
    before.assertUnchanged();
    assertTree(entry(10, 20, "a"), entry(20, 30, "b"), entry(40, 50, "c"));
    assertEquals(1, tree.statistics().aborts());
  }

  @Test
  void batchContinuesAfterARefusedChange() {
    tree.map(10, 20, "a");
    tree.map(30, 40, "c");
    try (Batch<String> batch = tree.batch()) {
      assertThrows(RangeOverlapException.class, () -> batch.map(0, 11, "b"));
      assertThrows(RangeOverlapException.class, () -> batch.move(10, 20, 25));
      batch.map(0, 10, "b");
      batch.commit();
    }
    assertTree(entry(0, 10, "b"), entry(10, 20, "a"), entry(30, 40, "c"));
  }

  // ---- Statistics

  @Test
  void lookUpsAreCountedIfTheTreeIsBuiltToRecordThem() {
    tree.map(10, 20, "a");
    tree.startRead(10).close();
    tree.startRead(19).close();
    assertNull(tree.startRead(20));
    TreeStats seen = tree.statistics();
    assertEquals(new TreeStats(2, 1, 0, 0, 0, 1), seen);

    VmaTree<String> quiet = VmaTree.<String>builder(RangeValues.<String>uniform().mergingEqual()).build();
    quiet.map(10, 20, "a");
    quiet.startRead(10).close();
    assertNull(quiet.startRead(20));
    assertEquals(new TreeStats(0, 0, 0, 0, 0, 1), quiet.statistics());
  }

  @Test
  void toStringShowsTheSize() {
    tree.map(10, 20, "a");
    tree.map(30, 40, "a");
    assertTrue(tree.toString().startsWith("VmaTree[2 ranges, StructureLock@"), tree::toString);
    assertEquals("VmaSnapshot[2 ranges]", tree.snapshot().toString());
    assertEquals("[0xa, 0x14) = a", entry(10, 20, "a").toString());
  }
}
