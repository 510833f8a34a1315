package org.vmalock.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.vmalock.tree.TreeCheck.entry;

import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.Actor;
import org.vmalock.testing.TimeLimit;

/** Iteration by {@link VmaTree#startReadNext} and by snapshot, step by step with changes in between (S36, S38, S39). */
@TimeLimit
class IterationTest {
  private final VmaTree<String> tree = VmaTree.<String>builder(RangeValues.<String>uniform().mergingEqual()).build();
  private final VmaCursor cursor = new VmaCursor();
  private final Actor writer = new Actor("writer");
  private final Actor reader = new Actor("reader");

  @AfterEach
  void endThreads() {
    reader.close();
    writer.close();
  }

  private @Nullable RangeEntry<String> next() {
    VmaHandle<String> vma = tree.startReadNext(cursor);
    if (vma == null) {
      return null;
    }
    vma.vma().assertReadLocked();
    RangeEntry<String> entry = TreeCheck.entry(vma.vma());
    vma.close();
    return entry;
  }

  // ---- The cursor

  @Test
  void newCursorIsAtTheFirstKey() {
    assertEquals(0, cursor.position());
    assertEquals(0, cursor.unseenStart());
    assertFalse(cursor.isAtEnd());
    assertEquals("VmaCursor[at 0x0]", cursor.toString());
  }

  @Test
  void cursorMovesPastTheReportedRange() {
    tree.map(10, 20, "a");
    tree.map(30, 40, "b");
    assertEquals(entry(10, 20, "a"), next());
    assertEquals(20, cursor.position());
    assertEquals(10, cursor.unseenStart());
    assertEquals("VmaCursor[at 0x14]", cursor.toString());
    assertEquals(entry(30, 40, "b"), next());
    assertEquals(40, cursor.position());
    assertNull(next());
    assertNull(next());
    assertEquals(40, cursor.position(), "the cursor does not move if no range follows");
    assertFalse(cursor.isAtEnd());
    tree.map(40, 50, "c");
    assertEquals(entry(40, 50, "c"), next());
  }

  @Test
  void cursorInsideARangeReportsTheWholeRangeAndItsUnseenStart() {
    tree.map(10, 20, "a");
    cursor.seek(15);
    assertEquals(entry(10, 20, "a"), next());
    assertEquals(15, cursor.unseenStart());
    VmaCursor atTheLastKeyOfIt = new VmaCursor(19);
    assertEquals("a", tree.startReadNext(atTheLastKeyOfIt).value());
    assertEquals(19, atTheLastKeyOfIt.unseenStart());
    VmaCursor behind = new VmaCursor(20);
    assertNull(tree.startReadNext(behind));
  }

  @Test
  void iterationEndsAfterTheLastKey() {
    tree.map(-10, 0, "a");
    assertEquals(entry(-10, 0, "a"), next());
    assertTrue(cursor.isAtEnd());
    assertEquals(0, cursor.position());
    assertEquals("VmaCursor[at the end]", cursor.toString());
    tree.map(0, 10, "b");
    assertNull(next(), "the iteration does not restart");
    cursor.seek(-1);
    assertFalse(cursor.isAtEnd());
    assertEquals(entry(-10, 0, "a"), next());
    assertEquals(-1, cursor.unseenStart());
    cursor.seek(0);
    assertEquals(entry(0, 10, "b"), next());
  }

  @Test
  void iterationCrossesTheMiddleUpwards() {
    long middle = 1L << 63;
    tree.map(middle, middle + 10, "b");
    tree.map(middle - 10, middle, "a");
    assertEquals(entry(middle - 10, middle, "a"), next());
    assertEquals(entry(middle, middle + 10, "b"), next());
    assertNull(next());
  }

  @Test
  void snapshotIteratorEndsAfterItsLastRange() {
    tree.mapAll("a");
    var ranges = tree.snapshot().iterator();
    assertTrue(ranges.hasNext());
    assertEquals("a", ranges.next().value());
    assertFalse(ranges.hasNext());
    assertThrows(NoSuchElementException.class, ranges::next);
  }

  // ---- Between two steps

  @Test
  void mergeWithAReportedRangeDoesNotStopTheIteration() {
    tree.map(10, 20, "a");
    tree.map(20, 30, "b");
    tree.map(30, 40, "c");
    assertEquals(entry(10, 20, "a"), next());
    tree.update(20, 30, "a");
    assertEquals(entry(10, 30, "a"), next(), "S39: the iteration continues at 20, not at 10");
    assertEquals(20, cursor.unseenStart());
    tree.update(30, 40, "a");
    assertEquals(entry(10, 40, "a"), next());
    assertEquals(30, cursor.unseenStart());
    assertNull(next());
  }

  @Test
  void splitOfAReportedRangeIsNotReportedAgain() {
    tree.map(10, 40, "a");
    cursor.seek(10);
    assertEquals(entry(10, 40, "a"), next());
    tree.unmap(20, 30);
    assertNull(next());
    tree.map(40, 50, "b");
    assertEquals(entry(40, 50, "b"), next());
  }

  @Test
  void rangesMappedAheadAreReportedAndUnmappedOnesAreNot() {
    tree.map(10, 20, "a");
    tree.map(40, 50, "c");
    assertEquals(entry(10, 20, "a"), next());
    tree.map(30, 35, "b");
    tree.unmap(40, 50);
    assertEquals(entry(30, 35, "b"), next());
    tree.map(25, 28, "x"); // before the cursor
    assertNull(next());
  }

  // ---- While a step waits

  private Actor.Step<RangeEntry<String>> beginNextBehind(Batch<String> batch, Change change) throws Exception {
    writer.run(() -> change.on(batch));
    var waiting = reader.beginAndPark(this::next);
    writer.run(batch::commit);
    writer.run(batch::close);
    return waiting;
  }

  private interface Change {
    void on(Batch<String> batch);
  }

  @Test
  void rangeThatShrinksForANewNeighbourShowsNoFalseGap() throws Exception {
    tree.map(10, 30, "a");
    Batch<String> batch = writer.call(tree::batch);
    var waiting = beginNextBehind(batch, b -> {
      b.unmap(10, 20);
      b.map(10, 20, "b");
    });
    assertEquals(entry(10, 20, "b"), waiting.result(), "S38: there was never a gap in front of 20");
    assertEquals(entry(20, 30, "a"), next());
  }

  @Test
  void rangeThatGrowsDownwardsOverTheCursorIsReportedOnce() throws Exception {
    tree.map(10, 20, "a");
    tree.map(20, 30, "b");
    cursor.seek(20);
    Batch<String> batch = writer.call(tree::batch);
    var waiting = beginNextBehind(batch, b -> b.update(10, 20, "b"));
    assertEquals(entry(10, 30, "b"), waiting.result());
    assertEquals(20, cursor.unseenStart());
    assertEquals(30, cursor.position());
  }

  @Test
  void rangeUnmappedDuringTheWaitIsSkipped() throws Exception {
    tree.map(10, 20, "a");
    tree.map(50, 60, "c");
    Batch<String> batch = writer.call(tree::batch);
    var waiting = beginNextBehind(batch, b -> {
      b.unmap(10, 20);
      b.map(30, 40, "b");
    });
    assertEquals(entry(30, 40, "b"), waiting.result());
    assertEquals(entry(50, 60, "c"), next());
  }

  @Test
  void lastRangeUnmappedDuringTheWaitEndsTheIteration() throws Exception {
    tree.map(10, 20, "a");
    cursor.seek(15);
    Batch<String> batch = writer.call(tree::batch);
    var waiting = beginNextBehind(batch, b -> b.unmap(10, 20));
    assertNull(waiting.result());
    assertEquals(15, cursor.position());
  }

  @Test
  void splitAtTheCursorIsReportedFromTheCursorOn() throws Exception {
    tree.map(10, 40, "a");
    cursor.seek(25);
    Batch<String> batch = writer.call(tree::batch);
    var waiting = beginNextBehind(batch, b -> b.unmap(20, 30));
    assertEquals(entry(30, 40, "a"), waiting.result());
    assertEquals(30, cursor.unseenStart());
  }
}
