package org.vmalock.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.vmalock.tree.TreeCheck.assertRanges;
import static org.vmalock.tree.TreeCheck.entry;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmalock.VmaLock;
import org.vmalock.testing.Actor;
import org.vmalock.testing.TimeLimit;

/** Unmapping as a transaction: aborted, timed out, interrupted, completed, downgraded (I11, S26-S28, S31, S32). */
@TimeLimit
class UnmappingTest {
  private final VmaTree<String> tree = VmaTree.<String>builder(RangeValues.<String>uniform().mergingEqual()).build();
  private final Actor writer = new Actor("writer");
  private final Actor reader = new Actor("reader");
  private final TreeCheck.Before<String> before;

  UnmappingTest() {
    tree.map(10, 20, "a");
    tree.map(20, 30, "b");
    tree.map(40, 50, "c");
    tree.map(50, 60, "d");
    tree.map(70, 80, "e");
    before = new TreeCheck.Before<>(tree);
  }

  @AfterEach
  void endThreads() {
    writer.close();
    reader.close();
  }

  private void assertUntouched() {
    before.assertUnchanged();
    assertRanges(tree, entry(10, 20, "a"), entry(20, 30, "b"), entry(40, 50, "c"), entry(50, 60, "d"), entry(70, 80, "e"));
  }

  private void assertReadable(long key, String value) throws Exception {
    assertEquals(value, reader.call(() -> tree.read(key, Vma::value)));
  }

  // ---- The three steps

  @Test
  void removedRangesAreCutAtTheEdges() {
    try (Unmapping<String> unmapping = tree.beginUnmap(15, 45)) {
      assertEquals(List.of(entry(15, 20, "a"), entry(20, 30, "b"), entry(40, 45, "c")), unmapping.removedRanges());
      assertEquals(20, unmapping.removedRanges().get(0).end());
    }
    assertUntouched();
  }

  @Test
  void unmappingAFreeRangeRemovesNothing() {
    for (boolean complete : new boolean[] {false, true}) {
      try (Unmapping<String> unmapping = tree.beginUnmap(30, 40)) {
        assertEquals(List.of(), unmapping.removedRanges());
        if (complete) {
          unmapping.completeAndDowngrade();
        }
      }
      assertUntouched();
    }
  }

  @Test
  void readersWaitForAnAbortAndThenAcquireTheOriginalRanges() throws Exception {
    Vma<String> a = tree.find(15);
    Actor.Step<VmaHandle<String>> waiting;
    try (Unmapping<String> unmapping = tree.beginUnmap(15, 60)) {
      assertEquals(4, unmapping.removedRanges().size());
      assertEquals(VmaLock.BUSY, a.tryStartRead());
      waiting = reader.beginAndPark(() -> tree.startRead(12));
    }
    VmaHandle<String> held = waiting.result();
    assertSame(a, held.vma());
    held.close();
    assertEquals(1, tree.statistics().aborts());
    assertUntouched();
  }

  @Test
  void exceptionBeforeCompletionUnmapsNothing() {
    assertThrows(ArithmeticException.class, () -> {
      try (Unmapping<String> unmapping = tree.beginUnmap(15, 60)) {
        assertEquals(4, unmapping.removedRanges().size());
        throw new ArithmeticException("the journal is full");
      }
    });
    assertUntouched();
  }

  @Test
  void completedUnmappingIsVisibleToEveryLookUp() throws Exception {
    try (Unmapping<String> unmapping = tree.beginUnmap(15, 60)) {
      unmapping.complete();
      for (long key = 15; key < 60; key++) {
        assertNull(tree.find(key));
        assertNull(tree.startRead(key));
      }
      assertNull(reader.call(() -> tree.startRead(30)));
      assertReadable(70, "e");
    }
    assertRanges(tree, entry(10, 15, "a"), entry(70, 80, "e"));
    assertEquals(0, tree.statistics().aborts());
  }

  @Test
  void downgradeUnblocksReadersAndStillBlocksWriters() throws Exception {
    Actor.Step<List<RangeEntry<String>>> nextWriter;
    try (Unmapping<String> unmapping = tree.beginUnmap(15, 55)) {
      unmapping.completeAndDowngrade();
      assertReadable(10, "a"); // this range and the next are remainders of split ranges
      assertReadable(55, "d");
      assertReadable(70, "e");
      assertNull(reader.call(() -> tree.startRead(20)));
      VmaCursor cursor = new VmaCursor(11);
      assertEquals("a", reader.call(() -> endAndGetValue(tree.startReadNext(cursor))));
      assertEquals("d", reader.call(() -> endAndGetValue(tree.startReadNext(cursor))));
      nextWriter = writer.beginAndPark(() -> tree.unmap(70, 80));
      assertReadable(70, "e");
    }
    assertFalse(nextWriter.result().isEmpty());
    assertRanges(tree, entry(10, 15, "a"), entry(55, 60, "d"));
  }

  private static String endAndGetValue(VmaHandle<String> vma) {
    String value = vma.value();
    vma.close();
    return value;
  }

  @Test
  void downgradeDetachesEveryRemovedRange() throws Exception {
    Vma<String> a = tree.find(10);
    Vma<String> b = tree.find(20);
    try (Unmapping<String> unmapping = tree.beginUnmap(15, 30)) {
      unmapping.completeAndDowngrade();
      assertEquals(VmaLock.GONE, (long) reader.call(() -> a.tryStartRead()));
      assertEquals(VmaLock.GONE, (long) reader.call(() -> b.tryStartRead()));
      assertFalse(a.isAttached() || b.isAttached());
    }
  }

  // ---- Waiting for readers

  @Test
  void beginWaitsForTheLastReader() throws Exception {
    VmaHandle<String> first = tree.startRead(10);
    VmaHandle<String> second = tree.startRead(55);
    var begun = writer.beginAndPark(() -> tree.beginUnmap(15, 60));
    first.close();
    Actor.awaitCondition("the writer to wait for the other reader", () -> tree.find(10).tryStartRead() == VmaLock.BUSY);
    assertFalse(begun.isDone());
    second.close();
    Unmapping<String> unmapping = begun.result();
    writer.run(unmapping::close);
    assertUntouched();
  }

  @Test
  void untimedBeginIsNotInterruptible() throws Exception {
    VmaHandle<String> held = tree.startRead(10);
    var begun = writer.beginAndPark(() -> {
      try (Unmapping<String> unmapping = tree.beginUnmap(10, 20)) {
        unmapping.complete();
      }
      return Thread.interrupted();
    });
    writer.interrupt();
    assertFalse(begun.isDone());
    held.close();
    assertTrue(begun.result(), "the interrupt status is restored");
    assertNull(tree.find(10));
  }

  @Test
  void timedBeginGivesUpOnAReaderAndReleasesItsLocks() throws Exception {
    VmaHandle<String> held = tree.startRead(45);
    TimeoutException thrown = assertThrows(TimeoutException.class, () -> tree.beginUnmap(15, 60, 50, TimeUnit.MILLISECONDS));
    assertTrue(thrown.getMessage().startsWith("cannot unmap [0xf, 0x3c): readers did not release [0x28, 0x32) = c"), thrown::getMessage);
    assertReadable(10, "a");
    assertReadable(25, "b");
    assertReadable(45, "c");
    assertReadable(55, "d");
    assertEquals(1, held.vma().readers());
    held.close();
    assertEquals(1, tree.statistics().aborts());
    assertUntouched();
    try (Unmapping<String> unmapping = tree.beginUnmap(15, 60, 1, TimeUnit.DAYS)) {
      unmapping.complete();
    }
    assertRanges(tree, entry(10, 15, "a"), entry(70, 80, "e"));
  }

  @Test
  void waitingBeginHoldsOnlyTheRangesLockedSoFar() throws Exception {
    VmaHandle<String> held = tree.startRead(45);
    var begun = writer.beginAndPark(() -> tree.beginUnmap(15, 60, 1, TimeUnit.DAYS));
    assertEquals(VmaLock.BUSY, tree.find(10).tryStartRead());
    assertEquals(VmaLock.BUSY, tree.find(20).tryStartRead());
    assertReadable(55, "d");
    assertReadable(70, "e");
    var waiting = reader.beginAndPark(() -> tree.read(12, Vma::value));
    writer.interrupt();
    assertThrows(InterruptedException.class, begun::result);
    assertEquals("a", waiting.result());
    held.close();
    assertUntouched();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void beginWithoutTimeDoesNotWait(long timeout) throws Exception {
    VmaHandle<String> held = tree.startRead(45);
    var refused = writer.begin(() -> tree.beginUnmap(15, 60, timeout, TimeUnit.NANOSECONDS));
    try {
      assertThrows(TimeoutException.class, refused::result);
    } finally {
      held.close();
    }
    assertUntouched();
    try (Unmapping<String> unmapping = tree.beginUnmap(15, 60, timeout, TimeUnit.NANOSECONDS)) {
      unmapping.complete();
    }
    assertRanges(tree, entry(10, 15, "a"), entry(70, 80, "e"));
  }

  @Test
  void timeoutCoversAllReadersTogether() throws Exception {
    VmaHandle<String> first = tree.startRead(10);
    VmaHandle<String> last = tree.startRead(55);
    long begin = System.nanoTime();
    var begun = writer.beginAndPark(() -> tree.beginUnmap(15, 60, 400, TimeUnit.MILLISECONDS));
    Thread.sleep(200);
    first.close();
    assertThrows(TimeoutException.class, begun::result);
    long waited = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    assertTrue(waited >= 400, () -> "gave up after " + waited + " ms");
    last.close();
    assertUntouched();
  }

  // ---- Waiting for the structure lock

  @Test
  void timedBeginGivesUpOnAWriter() throws Exception {
    writer.run(() -> tree.structure().lockWrite());
    var thrown = assertThrows(TimeoutException.class, () -> tree.beginUnmap(15, 60, 20, TimeUnit.MILLISECONDS));
    assertTrue(thrown.getMessage().startsWith("cannot unmap [0xf, 0x3c): write lock not acquired within the timeout"), thrown::getMessage);
    assertTrue(thrown.getMessage().contains("write-locked by writer"), thrown::getMessage);
    writer.run(() -> tree.structure().unlockWrite());
    assertUntouched();
  }

  @Test
  void timedBeginGivesUpOnAStructureReader() throws Exception {
    tree.structure().lockRead();
    var thrown = assertThrows(TimeoutException.class, () -> writer.call(() -> tree.beginUnmap(15, 60, 20, TimeUnit.MILLISECONDS)));
    assertTrue(thrown.getMessage().contains("1 structure readers"), thrown::getMessage);
    tree.structure().unlockRead();
    assertUntouched();
  }

  @Test
  void interruptEndsTheWaitForAWriter() throws Exception {
    tree.structure().lockWrite();
    var begun = writer.beginAndPark(() -> tree.beginUnmap(15, 60, 1, TimeUnit.DAYS));
    writer.interrupt();
    assertThrows(InterruptedException.class, begun::result);
    tree.structure().unlockWrite();
    assertUntouched();
  }

  @ParameterizedTest
  @ValueSource(longs = {15, 30})
  void beginThrowsInAnInterruptedThread(long start) throws Exception {
    writer.run(() -> {
      Thread.currentThread().interrupt();
      assertThrows(InterruptedException.class, () -> tree.beginUnmap(start, 35, 1, TimeUnit.DAYS));
      assertFalse(Thread.interrupted(), "the interrupt has been delivered");
    });
    assertUntouched();
  }
}
