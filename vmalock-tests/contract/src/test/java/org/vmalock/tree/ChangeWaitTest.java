package org.vmalock.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.vmalock.tree.TreeCheck.assertRanges;
import static org.vmalock.tree.TreeCheck.entry;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vmalock.VmaLock;
import org.vmalock.testing.Actor;
import org.vmalock.testing.Parking;
import org.vmalock.testing.TimeLimit;

/** The timed and interruptible forms of every change: one that gives up has changed nothing and holds nothing. */
@TimeLimit
class ChangeWaitTest {
  private static final TimeUnit MS = TimeUnit.MILLISECONDS;

  private final VmaTree<String> tree = VmaTree.<String>builder(RangeValues.<String>uniform().mergingEqual()).build();
  private final Actor writer = new Actor("writer");
  private final Actor other = new Actor("other writer");
  private final TreeCheck.Before<String> before;
  private final List<RangeEntry<String>> original;

  ChangeWaitTest() {
    tree.map(10, 20, "a");
    tree.map(20, 30, "b");
    tree.map(40, 50, "c");
    before = new TreeCheck.Before<>(tree);
    original = TreeCheck.ranges(tree);
  }

  @AfterEach
  void endThreads() {
    writer.close();
    other.close();
  }

  private void assertUntouched() {
    before.assertUnchanged();
    assertRanges(tree, entry(10, 20, "a"), entry(20, 30, "b"), entry(40, 50, "c"));
  }

  /** A change in its timed and its interruptible form; it touches the ranges "a" and "b". */
  record Change(String name, Timed timed, Interruptible interruptible) {
    interface Timed {
      void on(VmaTree<String> tree, long millis) throws InterruptedException, TimeoutException;
    }

    interface Interruptible {
      void on(VmaTree<String> tree) throws InterruptedException;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** Changes that wait for the readers of ranges. */
  static Stream<Change> draining() {
    return Stream.of(
        new Change("replace", (t, ms) -> t.replace(15, 25, "x", ms, MS), t -> t.replaceInterruptibly(15, 25, "x")),
        new Change("replace all", (t, ms) -> t.replaceAll("x", ms, MS), t -> t.replaceAllInterruptibly("x")),
        new Change("unmap", (t, ms) -> t.unmap(15, 25, ms, MS), t -> t.unmapInterruptibly(15, 25)),
        new Change("unmap all", (t, ms) -> t.unmapAll(ms, MS), t -> t.unmapAllInterruptibly()),
        new Change("update", (t, ms) -> t.update(15, 25, "x", ms, MS), t -> t.updateInterruptibly(15, 25, "x")),
        new Change("update all", (t, ms) -> t.updateAll("x", ms, MS), t -> t.updateAllInterruptibly("x")),
        new Change("move", (t, ms) -> t.move(15, 25, 115, ms, MS), t -> t.moveInterruptibly(15, 25, 115)),
        new Change("begin", (t, ms) -> complete(t.beginUnmap(15, 25, ms, MS)), t -> complete(t.beginUnmapInterruptibly(15, 25))),
        new Change("begin all", (t, ms) -> complete(t.beginUnmapAll(ms, MS)), t -> complete(t.beginUnmapAllInterruptibly())));
  }

  private static void complete(Unmapping<String> unmapping) {
    try (unmapping) {
      unmapping.complete();
    }
  }

  /** All changes: they wait for other writers. */
  static Stream<Change> all() {
    return Stream.concat(
        draining(),
        Stream.of(
            new Change("map", (t, ms) -> t.map(30, 40, "x", ms, MS), t -> t.mapInterruptibly(30, 40, "x")),
            new Change("map all", (t, ms) -> t.mapAll("x", ms, MS), t -> t.mapAllInterruptibly("x")),
            new Change("batch", (t, ms) -> commit(t.batch(ms, MS)), t -> commit(t.batchInterruptibly()))));
  }

  private static void commit(Batch<String> batch) {
    try (batch) {
      batch.map(30, 40, "x");
      batch.commit();
    }
  }

  // ---- Readers

  @ParameterizedTest
  @MethodSource("draining")
  void timedChangeGivesUpOnAReader(Change change) throws Exception {
    VmaHandle<String> held = tree.startRead(22);
    try {
      String message = givesUp(change, 5);
      assertTrue(message.matches("cannot .* \\[0x.*: readers did not release \\[0x14, 0x1e\\) = b.*"), message);
      assertEquals(1, held.vma().readers());
    } finally {
      held.close();
    }
    assertUntouched();
  }

  @ParameterizedTest
  @MethodSource("draining")
  void changeWithoutTimeDoesNotWaitForAReader(Change change) throws Exception {
    VmaHandle<String> held = tree.startRead(22);
    try {
      for (long millis : new long[] {Long.MIN_VALUE, -1, 0}) {
        givesUp(change, millis);
        assertEquals(1, held.vma().readers());
      }
    } finally {
      held.close();
    }
    assertUntouched();
    change.timed.on(tree, 0);
    assertNotEquals(original, TreeCheck.ranges(tree), "what is free is changed without a wait");
  }

  /** Asserts that a change gives up, after the time and within the time of one step, or without parking; returns the message. */
  private String givesUp(Change change, long millis) throws Exception {
    Callable<String> attempt = () -> assertThrows(TimeoutException.class, () -> change.timed.on(tree, millis)).getMessage();
    return writer.call(() -> {
      long begin = System.nanoTime();
      String message = millis <= 0 ? Parking.withoutParking(attempt) : attempt.call();
      assertTrue(System.nanoTime() - begin >= MS.toNanos(millis));
      return message;
    });
  }

  @ParameterizedTest
  @MethodSource("draining")
  void interruptEndsAWaitForAReader(Change change) throws Exception {
    VmaHandle<String> held = tree.startRead(22);
    var interruptible = writer.beginAndPark(() -> change.interruptible.on(tree));
    writer.interrupt();
    assertThrows(InterruptedException.class, interruptible::result);
    var timed = writer.beginAndPark(() -> change.timed.on(tree, Long.MAX_VALUE));
    writer.interrupt();
    assertThrows(InterruptedException.class, timed::result);
    held.close();
    assertUntouched();
  }

  @ParameterizedTest
  @MethodSource("draining")
  void changeIsMadeWhenTheReaderHasReleased(Change change) throws Exception {
    VmaHandle<String> held = tree.startRead(22);
    var changed = writer.beginAndPark(() -> change.timed.on(tree, Long.MAX_VALUE));
    held.close();
    changed.result();
    assertNotEquals(original, TreeCheck.ranges(tree));
    TreeCheck.assertIdle(tree);
  }

  // ---- Writers

  @ParameterizedTest
  @MethodSource("all")
  void timedChangeGivesUpOnAWriter(Change change) throws Exception {
    other.run(() -> tree.structure().lockWrite());
    try {
      for (long millis : new long[] {5, 0, -1, Long.MIN_VALUE}) {
        String message = givesUp(change, millis);
        assertTrue(message.matches("cannot .*: write lock not acquired within the timeout; .*other writer.*"), message);
      }
    } finally {
      other.run(() -> tree.structure().unlockWrite());
    }
    assertUntouched();
  }

  @ParameterizedTest
  @MethodSource("all")
  void interruptEndsAWaitForAWriter(Change change) throws Exception {
    other.run(() -> tree.structure().lockWrite());
    var waiting = writer.beginAndPark(() -> change.interruptible.on(tree));
    writer.interrupt();
    assertThrows(InterruptedException.class, waiting::result);
    other.run(() -> tree.structure().unlockWrite());
    assertUntouched();
  }

  @ParameterizedTest
  @MethodSource("all")
  void interruptedThreadChangesNothing(Change change) throws Exception {
    writer.run(() -> {
      Thread.currentThread().interrupt();
      assertThrows(InterruptedException.class, () -> change.interruptible.on(tree));
      assertFalse(Thread.interrupted(), "the interrupt has been delivered");
    });
    assertUntouched();
  }

  // ---- In a batch

  /** A change of a batch that gives up releases what it has locked, and the batch goes on. */
  @Test
  void batchStaysOpenWhenAChangeGivesUp() throws Exception {
    VmaHandle<String> held = tree.startRead(22);
    try (Batch<String> batch = tree.batch()) {
      assertThrows(TimeoutException.class, () -> batch.unmap(10, 30, 1, MS));
      assertThrows(TimeoutException.class, () -> batch.replace(10, 30, "x", 1, MS));
      assertThrows(TimeoutException.class, () -> batch.update(10, 50, "x", 1, MS));
      assertThrows(TimeoutException.class, () -> batch.move(10, 30, 110, 1, MS));
      for (long millis : new long[] {0, -1, Long.MIN_VALUE}) {
        assertThrows(TimeoutException.class, () -> batch.unmap(10, 30, millis, MS));
        assertThrows(TimeoutException.class, () -> batch.replace(10, 30, "x", millis, MS));
        assertThrows(TimeoutException.class, () -> batch.update(10, 50, "x", millis, MS));
        assertThrows(TimeoutException.class, () -> batch.move(10, 30, 110, millis, MS));
      }
      assertEquals("a", other.call(() -> tree.read(12, Vma::value)), "the range locked first is released");
      assertEquals("a", batch.get(12));
      batch.unmap(40, 50, 1, MS);
      batch.map(30, 35, "d", 1, MS);
      Thread.currentThread().interrupt();
      assertThrows(InterruptedException.class, () -> batch.mapInterruptibly(60, 70, "e"));
      batch.commit();
    }
    held.close();
    assertRanges(tree, entry(10, 20, "a"), entry(20, 30, "b"), entry(30, 35, "d"));
  }

  /** The ranges that an earlier change of the batch has detached stay detached when a later change gives up. */
  @Test
  void changeThatGivesUpReleasesNothingOfEarlierChanges() throws Exception {
    VmaHandle<String> held = tree.startRead(22);
    Vma<String> first = tree.find(10);
    try (Batch<String> batch = tree.batch()) {
      batch.update(10, 20, "x");
      assertThrows(TimeoutException.class, () -> batch.update(10, 30, "y", 1, MS));
      assertEquals(VmaLock.BUSY, (long) other.call(() -> first.tryStartRead()));
      assertEquals("x", batch.get(12));
      batch.commit();
    }
    held.close();
    assertRanges(tree, entry(10, 20, "x"), entry(20, 30, "b"), entry(40, 50, "c"));
  }

  /** A run without a change is not waited for. */
  @Test
  void timedUpdateWaitsForTheReadersOfChangedRunsOnly() throws Exception {
    VmaHandle<String> held = tree.startRead(45);
    assertTrue(tree.update(0, 100, "c", 1, TimeUnit.DAYS));
    assertEquals(1, held.vma().readers());
    held.close();
    assertRanges(tree, entry(10, 30, "c"), entry(40, 50, "c"));
  }
}
