package org.vmalock.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.vmalock.tree.TreeCheck.assertRanges;
import static org.vmalock.tree.TreeCheck.entry;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.vmalock.testing.Actor;
import org.vmalock.testing.TimeLimit;

/** Batches and unmappings that are used after their end, more than once or by the wrong thread. */
@TimeLimit
class WriteSectionMisuseTest {
  private final VmaTree<String> tree = VmaTree.<String>builder(RangeValues.<String>uniform().mergingEqual()).build();
  private final TreeCheck.Before<String> before;
  private final Actor other = new Actor("the other thread");

  WriteSectionMisuseTest() {
    tree.map(10, 20, "a");
    tree.map(20, 30, "b");
    before = new TreeCheck.Before<>(tree);
  }

  @AfterEach
  void endThread() {
    other.close();
  }

  private void assertUntouched() {
    before.assertUnchanged();
    assertRanges(tree, entry(10, 20, "a"), entry(20, 30, "b"));
  }

  private static void assertRefused(Class<? extends Exception> expected, String message, Executable... calls) {
    for (Executable call : calls) {
      Exception refused = assertThrows(expected, call);
      assertEquals(expected, refused.getClass());
      assertTrue(refused.getMessage().contains(message), refused::getMessage);
    }
  }

  private static Executable[] changesOf(Batch<String> batch) {
    return new Executable[] {
      () -> batch.map(40, 50, "x"),
      () -> batch.map(10, 50, "x"),
      () -> batch.replace(10, 50, "x"),
      () -> batch.unmap(10, 20),
      () -> batch.update(10, 20, "x"),
      () -> batch.move(10, 20, 40),
      () -> batch.get(10),
      batch::commit
    };
  }

  // ---- Batches

  @Test
  void committedBatchRefusesChanges() {
    try (Batch<String> batch = tree.batch()) {
      batch.unmap(20, 30);
      batch.commit();
      assertRefused(IllegalStateException.class, "this batch is committed already", changesOf(batch));
      assertEquals("Batch[committed already]", batch.toString());
    }
    assertRanges(tree, entry(10, 20, "a"));
  }

  @Test
  void closedBatchRefusesChanges() {
    Batch<String> batch = tree.batch();
    batch.unmap(20, 30);
    assertEquals("Batch[open]", batch.toString());
    batch.close();
    assertRefused(IllegalStateException.class, "this batch is closed", changesOf(batch));
    assertEquals("Batch[closed]", batch.toString());
    assertUntouched();
  }

  @Test
  void secondCloseOfABatchHasNoEffect() {
    Batch<String> batch = tree.batch();
    batch.unmap(20, 30);
    batch.close();
    batch.close();
    assertUntouched();

    Batch<String> committed = tree.batch();
    committed.unmap(20, 30);
    committed.commit();
    committed.close();
    try (Batch<String> next = tree.batch()) {
      committed.close();
      next.unmap(10, 20);
      assertEquals(1, tree.statistics().aborts());
    }
    assertRanges(tree, entry(10, 20, "a"));
  }

  @Test
  void batchBelongsToTheThreadThatOpenedIt() throws Exception {
    try (Batch<String> batch = tree.batch()) {
      other.run(() -> assertRefused(IllegalMonitorStateException.class, "and not to the other thread", changesOf(batch)));
      batch.unmap(20, 30);
      batch.commit();
    }
    assertRanges(tree, entry(10, 20, "a"));
  }

  @Test
  void batchCannotBeClosedByAnotherThread() throws Exception {
    try (Batch<String> batch = tree.batch()) {
      batch.unmap(20, 30);
      other.run(() -> assertThrows(IllegalMonitorStateException.class, batch::close));
      batch.map(20, 25, "c");
      batch.commit();
    }
    assertRanges(tree, entry(10, 20, "a"), entry(20, 25, "c"));
  }

  @Test
  void committedBatchCannotBeClosedByAnotherThread() throws Exception {
    try (Batch<String> batch = tree.batch()) {
      batch.unmap(20, 30);
      batch.commit();
      other.run(() -> assertThrows(IllegalMonitorStateException.class, batch::close));
    }
    assertRanges(tree, entry(10, 20, "a"));
  }

  // ---- Unmappings

  @Test
  void unmappingCannotBeCompletedTwice() {
    try (Unmapping<String> unmapping = tree.beginUnmap(20, 30)) {
      assertEquals("Unmapping[pending, 1 removed ranges]", unmapping.toString());
      unmapping.complete();
      assertRefused(
          IllegalStateException.class, "this unmapping is completed already", unmapping::complete, unmapping::completeAndDowngrade);
      assertEquals("Unmapping[completed, 1 removed ranges]", unmapping.toString());
    }
    assertRanges(tree, entry(10, 20, "a"));
  }

  @Test
  void downgradedUnmappingCannotBeCompletedAgain() {
    try (Unmapping<String> unmapping = tree.beginUnmap(20, 30)) {
      unmapping.completeAndDowngrade();
      assertRefused(
          IllegalStateException.class, "this unmapping is completed already", unmapping::complete, unmapping::completeAndDowngrade);
    }
    assertRanges(tree, entry(10, 20, "a"));
  }

  @Test
  void closedUnmappingCannotBeCompleted() {
    Unmapping<String> unmapping = tree.beginUnmap(20, 30);
    unmapping.close();
    unmapping.close();
    assertRefused(IllegalStateException.class, "this unmapping is closed already", unmapping::complete, unmapping::completeAndDowngrade);
    assertEquals("Unmapping[closed, 1 removed ranges]", unmapping.toString());
    assertRefused(IllegalStateException.class, "call removedRanges before close", unmapping::removedRanges);
    assertUntouched();
  }

  @Test
  void secondCloseOfAnUnmappingDoesNotReleaseTheNextOne() {
    Unmapping<String> first = tree.beginUnmap(20, 30);
    first.completeAndDowngrade();
    first.close();
    try (Unmapping<String> second = tree.beginUnmap(10, 20)) {
      second.completeAndDowngrade();
      first.close();
      assertTrue(tree.structure().isReadLocked());
    }
    assertRanges(tree);
  }

  @Test
  void unmappingBelongsToTheThreadThatBeganIt() throws Exception {
    try (Unmapping<String> unmapping = tree.beginUnmap(20, 30)) {
      other.run(() -> assertRefused(IllegalMonitorStateException.class, "and not to the other thread",
          unmapping::complete, unmapping::completeAndDowngrade));
      unmapping.complete();
    }
    assertRanges(tree, entry(10, 20, "a"));
  }

  @Test
  void unmappingCannotBeClosedByAnotherThread() throws Exception {
    try (Unmapping<String> unmapping = tree.beginUnmap(20, 30)) {
      other.run(() -> assertThrows(IllegalMonitorStateException.class, unmapping::close));
      unmapping.complete();
      other.run(() -> assertThrows(IllegalMonitorStateException.class, unmapping::close));
    }
    assertRanges(tree, entry(10, 20, "a"));
  }

  @Test
  void removedRangesCannotBeModified() {
    try (Unmapping<String> unmapping = tree.beginUnmap(15, 30)) {
      assertThrows(UnsupportedOperationException.class, () -> unmapping.removedRanges().clear());
    }
    assertUntouched();
  }
}
