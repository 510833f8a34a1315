package org.vmalock.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.vmalock.tree.TreeCheck.assertRanges;
import static org.vmalock.tree.TreeCheck.entry;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vmalock.VmaLock;
import org.vmalock.testing.Actor;
import org.vmalock.testing.TimeLimit;

/** Which readers and writers wait for each other and which do not: interleavings of two threads, step by step. */
@TimeLimit
class BlockingTest {
  private final VmaTree<String> tree = VmaTree.<String>builder(RangeValues.<String>uniform().mergingEqual()).build();
  private final Actor writer = new Actor("writer");
  private final Actor reader = new Actor("reader");

  BlockingTest() {
    tree.map(10, 20, "a");
    tree.map(20, 30, "b");
    tree.map(40, 50, "c");
  }

  @AfterEach
  void endThreads() {
    reader.close();
    writer.close();
  }

  private @Nullable RangeEntry<String> readAndEnd(long key) {
    VmaHandle<String> vma = tree.startRead(key);
    return vma == null ? null : endAndGetEntry(vma);
  }

  private @Nullable RangeEntry<String> readNextAndEnd(VmaCursor cursor) {
    VmaHandle<String> vma = tree.startReadNext(cursor);
    return vma == null ? null : endAndGetEntry(vma);
  }

  private static RangeEntry<String> endAndGetEntry(VmaHandle<String> vma) {
    vma.vma().assertReadLocked();
    RangeEntry<String> entry = TreeCheck.entry(vma.vma());
    vma.close();
    return entry;
  }

  // ---- Readers do not wait for writers of other ranges

  private void assertReadersOfBDoNotWait() throws Exception {
    RangeEntry<String> b = entry(20, 30, "b");
    for (int i = 0; i < 100; i++) {
      assertEquals(b, reader.call(() -> readAndEnd(25)));
      assertEquals(b, reader.call(() -> readNextAndEnd(new VmaCursor(20))));
      assertEquals("b", reader.call(() -> tree.read(29, Vma::value)));
      assertEquals(b, reader.call(() -> TreeCheck.entry(tree.find(20))));
      assertEquals(3, reader.call(() -> tree.snapshot().size()));
      assertNull(reader.call(() -> tree.startRead(35)));
      assertNull(reader.call(() -> tree.startRead(5)));
    }
  }

  @Test
  void batchDoesNotBlockReadersOfUntouchedRanges() throws Exception {
    Batch<String> batch = writer.call(tree::batch);
    writer.run(() -> batch.update(10, 20, "x"));
    writer.run(() -> batch.map(30, 40, "y"));
    writer.run(() -> batch.unmap(40, 50));
    assertReadersOfBDoNotWait();
    writer.run(batch::close);
    assertRanges(tree, entry(10, 20, "a"), entry(20, 30, "b"), entry(40, 50, "c"));
  }

  @Test
  void waitingWriterDoesNotBlockReadersOfOtherRanges() throws Exception {
    VmaHandle<String> held = tree.startRead(10);
    var unmapped = writer.beginAndPark(() -> tree.unmap(10, 20));
    assertReadersOfBDoNotWait();
    held.close();
    assertFalse(unmapped.result().isEmpty());
  }

  @Test
  void readerDoesNotBlockWritersOfOtherRanges() throws Exception {
    VmaHandle<String> held = tree.startRead(25);
    writer.run(() -> tree.update(10, 20, "x"));
    writer.run(() -> tree.map(30, 35, "y"));
    writer.run(() -> tree.move(40, 50, 100));
    assertEquals(1, held.vma().readers());
    held.close();
    assertRanges(tree, entry(10, 20, "x"), entry(20, 30, "b"), entry(30, 35, "y"), entry(100, 110, "c"));
  }

  // ---- Readers wait for the writer of their range and then see its changes

  @Test
  void readerOfARangeInABatchWaitsAndSeesTheNewState() throws Exception {
    Batch<String> batch = writer.call(tree::batch);
    writer.run(() -> batch.update(12, 15, "x"));
    var waiting = reader.beginAndPark(() -> readAndEnd(13));
    writer.run(batch::commit);
    assertFalse(waiting.isDone(), "committed, but still write-locked");
    writer.run(batch::close);
    assertEquals(entry(12, 15, "x"), waiting.result());
    assertEquals(1, tree.statistics().fallbacks());
    assertEquals(0, tree.statistics().retries());
  }

  @Test
  void readerWaitsForNoWriterThatIsQueuedBehindTheOneOfItsRange() throws Exception {
    try (Actor next = new Actor("next writer")) {
      Batch<String> batch = writer.call(tree::batch);
      writer.run(() -> batch.update(12, 15, "x"));
      Actor.Step<Batch<String>> queued = next.beginAndPark(() -> tree.batch());
      var waiting = reader.beginAndPark(() -> readAndEnd(13));
      writer.run(batch::commit);
      writer.run(batch::close);
      Batch<String> open = queued.result();
      next.run(() -> open.update(40, 50, "y"));
      assertEquals(entry(12, 15, "x"), waiting.result(), "while the next writer holds the structure");
      next.run(open::close);
    }
  }

  @Test
  void waitingReaderOfASplitRangeGetsThePartWithItsKey() throws Exception {
    Batch<String> batch = writer.call(tree::batch);
    writer.run(() -> batch.unmap(14, 16));
    var left = reader.beginAndPark(() -> readAndEnd(13));
    try (Actor second = new Actor("second reader"); Actor third = new Actor("third reader")) {
      var middle = second.beginAndPark(() -> readAndEnd(15));
      var right = third.beginAndPark(() -> readAndEnd(19));
      writer.run(batch::commit);
      writer.run(batch::close);
      assertEquals(entry(10, 14, "a"), left.result());
      assertNull(middle.result());
      assertEquals(entry(16, 20, "a"), right.result());
    }
  }

  @Test
  void readerOfARangeInAnAbortedBatchSeesTheOldState() throws Exception {
    Vma<String> a = tree.find(10);
    Batch<String> batch = writer.call(tree::batch);
    writer.run(() -> batch.replaceAll("x"));
    var waiting = reader.beginAndPark(() -> tree.startRead(13));
    writer.run(batch::close);
    VmaHandle<String> held = waiting.result();
    assertSame(a, held.vma());
    held.close();
    assertRanges(tree, entry(10, 20, "a"), entry(20, 30, "b"), entry(40, 50, "c"));
  }

  @Test
  void committedNewRangeCanBeReadBeforeTheBatchIsClosed() throws Exception {
    Batch<String> batch = writer.call(tree::batch);
    writer.run(() -> batch.map(60, 70, "x"));
    assertNull(reader.call(() -> tree.startRead(60)), "not committed yet");
    writer.run(batch::commit);
    assertEquals("x", reader.call(() -> tree.find(60).value()));
    assertEquals(entry(60, 70, "x"), reader.call(() -> readAndEnd(60)));
    writer.run(batch::close);
  }

  // ---- Writers wait for readers

  /** A change that touches the range "b", alone or as a neighbour. */
  record Change(String name, Body body, List<RangeEntry<String>> result) {
    interface Body {
      void on(VmaTree<String> tree);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Change> changes() {
    RangeEntry<String> a = entry(10, 20, "a");
    RangeEntry<String> c = entry(40, 50, "c");
    return Stream.of(
        new Change("unmap", t -> t.unmap(20, 30), List.of(a, c)),
        new Change("unmap a part", t -> t.unmap(25, 26), List.of(a, entry(20, 25, "b"), entry(26, 30, "b"), c)),
        new Change("unmap all", t -> t.unmapAll(), List.of()),
        new Change("update", t -> t.updateAll("x"), List.of(entry(10, 30, "x"), entry(40, 50, "x"))),
        new Change("replace", t -> t.replace(29, 31, "x"), List.of(a, entry(20, 29, "b"), entry(29, 31, "x"), c)),
        new Change("move", t -> t.move(20, 30, 100), List.of(a, c, entry(100, 110, "b"))),
        new Change("begin to unmap", BlockingTest::completeUnmapping, List.of(a, c)),
        new Change("a batch", BlockingTest::batch, List.of(a, c, entry(60, 70, "d"))));
  }

  private static void completeUnmapping(VmaTree<String> tree) {
    try (Unmapping<String> unmapping = tree.beginUnmap(20, 30)) {
      unmapping.complete();
    }
  }

  private static void batch(VmaTree<String> tree) {
    try (Batch<String> batch = tree.batch()) {
      batch.map(60, 70, "d");
      batch.unmap(20, 30);
      batch.commit();
    }
  }

  @ParameterizedTest
  @MethodSource("changes")
  void changeReturnsAfterTheLastReaderOfItsRangesHasReleased(Change change) throws Exception {
    VmaHandle<String> first = tree.startRead(20);
    VmaHandle<String> second = reader.call(() -> tree.startRead(29));
    var before = TreeCheck.ranges(tree);
    var changed = writer.begin(() -> {
      change.body.on(tree);
      return null;
    });
    Actor.awaitCondition("the writer to block readers", () -> changed.isDone() || first.toString().contains("LOCKED"));
    first.close();
    assertEquals(before, TreeCheck.ranges(tree), "no change is visible before the last reader has released");
    assertFalse(changed.isDone());
    assertEquals("b", second.value());
    assertEquals(1, second.vma().readers());
    reader.run(second::close);
    changed.result();
    assertRanges(tree, change.result);
  }

  @Test
  void readerQueuesBehindAWaitingWriter() throws Exception {
    VmaHandle<String> held = tree.startRead(20);
    var updated = writer.beginAndPark(() -> tree.update(20, 30, "x"));
    var late = reader.beginAndPark(() -> readAndEnd(20));
    held.close();
    assertTrue(updated.result());
    assertEquals(entry(20, 30, "x"), late.result());
  }

  @Test
  void writerWaitsForTheWriterBeforeIt() throws Exception {
    Batch<String> batch = writer.call(tree::batch);
    try (Actor second = new Actor("second writer")) {
      var mapped = second.beginAndPark(() -> tree.map(60, 70, "d"));
      var begun = reader.beginAndPark(() -> tree.beginUnmap(40, 50).close());
      writer.run(() -> batch.unmap(40, 50));
      writer.run(batch::commit);
      assertFalse(mapped.isDone() || begun.isDone());
      writer.run(batch::close);
      mapped.result();
      begun.result();
    }
    assertRanges(tree, entry(10, 20, "a"), entry(20, 30, "b"), entry(60, 70, "d"));
  }

  @Test
  void structureReadLockBlocksWritersButNotReaders() throws Exception {
    tree.structure().lockRead();
    var unmapped = writer.beginAndPark(() -> tree.unmap(10, 20));
    assertReadersOfBDoNotWait();
    assertEquals(entry(10, 20, "a"), reader.call(() -> readAndEnd(10)));
    assertFalse(unmapped.isDone());
    tree.structure().unlockRead();
    assertFalse(unmapped.result().isEmpty());
  }

  @Test
  void unmappedRangeHasNoReadersWhenTheCallReturns() throws Exception {
    AtomicBoolean released = new AtomicBoolean();
    VmaHandle<String> held = tree.startRead(45);
    var unmapped = writer.beginAndPark(() -> {
      tree.unmap(40, 50);
      return released.get();
    });
    released.set(true);
    held.close();
    assertTrue(unmapped.result());
  }

  // ---- Reader limit

  @Test
  @Tag("counted")
  void rangeAtTheReaderLimitRefusesOneMoreWithoutSideEffects() throws Exception {
    Vma<String> full = tree.find(10);
    long last = VmaLock.GONE;
    for (int i = 0; i < VmaLock.MAXIMUM_READERS; i++) {
      last = full.tryStartRead();
    }
    assertEquals(VmaLock.MAXIMUM_READERS, full.readers());
    var refused = assertThrows(IllegalStateException.class, () -> tree.startRead(10));
    assertTrue(refused.getMessage().contains("takes no more"), refused::getMessage);
    VmaCursor cursor = new VmaCursor();
    assertThrows(IllegalStateException.class, () -> tree.startReadNext(cursor));
    assertEquals(0, cursor.position());
    assertTrue(tree.tryStartRead(10).isBusy());
    assertEquals(VmaLock.BUSY, tree.tryStartReadNext(cursor, new VmaResult<>()));
    assertFalse(tree.structure().isReadLocked(), "the refused look-up has released the structure lock");
    writer.run(() -> tree.update(20, 30, "x"));
    assertNotNull(tree.find(10));
    full.endRead(last);
    try (VmaHandle<String> next = tree.startRead(10)) {
      assertSame(full, next.vma());
    }
  }
}
