package org.vmalock.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.vmalock.tree.TreeCheck.assertRanges;
import static org.vmalock.tree.TreeCheck.entry;

import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmalock.VmaLock;
import org.vmalock.testing.Actor;
import org.vmalock.testing.TimeLimit;

/** Incorrect use throws immediately, describes the error and changes nothing. */
@TimeLimit
class VmaTreeMisuseTest {
  private static final long MIDDLE = 1L << 63;

  @SuppressWarnings("NullAway")
  private static final String NULL = null;

  private final VmaTree<String> tree = VmaTree.<String>builder(RangeValues.<String>uniform().mergingEqual()).build();

  VmaTreeMisuseTest() {
    tree.map(10, 20, "a");
    tree.map(20, 30, "b");
    tree.map(40, 50, "c");
  }

  /** Asserts that the tree is unchanged and still accepts changes. */
  private void assertUntouched(TreeCheck.Before<String> before) {
    before.assertUnchanged();
    assertRanges(tree, entry(10, 20, "a"), entry(20, 30, "b"), entry(40, 50, "c"));
    tree.map(30, 40, "c");
    assertRanges(tree, entry(10, 20, "a"), entry(20, 30, "b"), entry(30, 50, "c"));
  }

  // ---- Invalid arguments

  /** An incorrect call of a tree or of a batch. */
  record Call(String name, Class<? extends Exception> expected, String message, Body body) {
    interface Body {
      void on(RangeChanges<String> changes);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Call> calls() {
    Class<? extends Exception> illegal = IllegalArgumentException.class;
    Class<? extends Exception> overlap = RangeOverlapException.class;
    return Stream.of(
        new Call("map null", NullPointerException.class, "value", c -> c.map(30, 40, NULL)),
        new Call("replace by null", NullPointerException.class, "value", c -> c.replace(0, 40, NULL)),
        new Call("update to null", NullPointerException.class, "value", c -> c.update(0, 40, NULL)),
        new Call("map an empty range at key 0", illegal, "range [0x0, 0x0) is empty", c -> c.map(0, 0, "x")),
        new Call("replace an empty range at key 0", illegal, "range [0x0, 0x0) is empty", c -> c.replace(0, 0, "x")),
        new Call("unmap an empty range at key 0", illegal, "such as unmapAll", c -> c.unmap(0, 0)),
        new Call("update an empty range at key 0", illegal, "range [0x0, 0x0) is empty", c -> c.update(0, 0, "x")),
        new Call("move an empty range at key 0", illegal, "range [0x0, 0x0) is empty", c -> c.move(0, 0, 1)),
        new Call("unmap an empty range at the last key", illegal, "range [0xffffffffffffffff, 0xffffffffffffffff)", c -> c.unmap(-1, -1)),
        new Call("map an empty range", illegal, "empty or reversed", c -> c.map(30, 30, "x")),
        new Call("map reversed", illegal, "empty or reversed", c -> c.map(35, 30, "x")),
        new Call("map reversed across the middle", illegal, "empty or reversed", c -> c.map(MIDDLE, 60, "x")),
        new Call("map reversed from the last key", illegal, "empty or reversed", c -> c.map(-1, 1, "x")),
        new Call("replace an empty range", illegal, "empty or reversed", c -> c.replace(10, 10, "x")),
        new Call("unmap an empty range", illegal, "empty or reversed", c -> c.unmap(15, 15)),
        new Call("unmap reversed", illegal, "empty or reversed", c -> c.unmap(-5, 15)),
        new Call("update an empty range", illegal, "empty or reversed", c -> c.update(15, 15, "x")),
        new Call("move an empty range", illegal, "empty or reversed", c -> c.move(15, 15, 100)),
        new Call("map over the left edge", overlap, "[0x5, 0xb) overlaps [0xa, 0x14)", c -> c.map(5, 11, "x")),
        new Call("map over the right edge", overlap, "[0x1d, 0x23) overlaps [0x14, 0x1e)", c -> c.map(29, 35, "b")),
        new Call("map inside", overlap, "which is mapped to a", c -> c.map(12, 13, "a")),
        new Call("map around", overlap, "[0x1e, 0x3c) overlaps [0x28, 0x32)", c -> c.map(30, 60, "x")),
        new Call("map everything", overlap, "[0x0, 0x10000000000000000)", c -> c.mapAll("x")),
        new Call("move onto itself, upwards", illegal, "the two overlap", c -> c.move(10, 20, 19)),
        new Call("move onto itself, downwards", illegal, "the two overlap", c -> c.move(10, 20, 1)),
        new Call("move to its own place", illegal, "the two overlap", c -> c.move(10, 20, 10)),
        new Call("move past the end", illegal, "past 2^64", c -> c.move(10, 20, -9)),
        new Call("move onto a range", overlap, "cannot move [0xa, 0x14) to [0x1f, 0x29)", c -> c.move(10, 20, 31)),
        new Call("move a gap onto a range", overlap, "[0xa, 0x14), which is mapped to a", c -> c.move(50, 60, 5)));
  }

  @ParameterizedTest
  @MethodSource("calls")
  void incorrectCallOfTheTreeChangesNothing(Call call) {
    var before = new TreeCheck.Before<>(tree);
    Exception thrown = assertThrows(call.expected, () -> call.body.on(tree));
    assertEquals(call.expected, thrown.getClass());
    assertTrue(thrown.getMessage().contains(call.message), thrown::getMessage);
    assertUntouched(before);
  }

  @ParameterizedTest
  @MethodSource("calls")
  void incorrectCallOfABatchChangesNothing(Call call) {
    var before = new TreeCheck.Before<>(tree);
    try (Batch<String> batch = tree.batch()) {
      Exception thrown = assertThrows(call.expected, () -> call.body.on(batch));
      assertTrue(thrown.getMessage().contains(call.message), thrown::getMessage);
      assertEquals("a", batch.get(10));
      assertNull(batch.get(30));
      batch.commit();
    }
    assertUntouched(before);
  }

  @ParameterizedTest
  @ValueSource(longs = {15, 14, -9})
  void beginUnmapOfAnEmptyRangeIsRefused(long start) {
    var before = new TreeCheck.Before<>(tree);
    assertThrows(IllegalArgumentException.class, () -> tree.beginUnmap(start, 14));
    assertThrows(IllegalArgumentException.class, () -> tree.beginUnmap(start, 14, 1, TimeUnit.SECONDS));
    assertThrows(IllegalArgumentException.class, () -> tree.beginUnmap(0, 0));
    assertThrows(IllegalArgumentException.class, () -> tree.beginUnmap(0, 0, 1, TimeUnit.SECONDS));
    assertUntouched(before);
  }

  @Test
  @SuppressWarnings("NullAway")
  void nullIsRefused() {
    var before = new TreeCheck.Before<>(tree);
    assertThrows(NullPointerException.class, () -> tree.beginUnmap(10, 20, 1, null));
    assertThrows(NullPointerException.class, () -> tree.startReadNext(null));
    assertThrows(NullPointerException.class, () -> tree.read(10, null));
    assertThrows(NullPointerException.class, () -> VmaTree.builder(null));
    assertUntouched(before);
  }

  // ---- Nested write sections

  @Test
  void sectionCannotBeOpenedInsideABatch() {
    var before = new TreeCheck.Before<>(tree);
    try (Batch<String> batch = tree.batch()) {
      assertRefusesToNest();
      batch.map(30, 35, "x");
      assertRefusesToNest();
      assertEquals("x", batch.get(30));
    }
    assertUntouched(before);
  }

  @Test
  void sectionCannotBeOpenedInsideAnUnmapping() {
    var before = new TreeCheck.Before<>(tree);
    try (Unmapping<String> unmapping = tree.beginUnmap(10, 25)) {
      assertRefusesToNest();
      assertEquals(2, unmapping.removedRanges().size());
    }
    assertUntouched(before);
  }

  @Test
  void sectionCannotBeOpenedByAHolderOfTheStructureLock() {
    var before = new TreeCheck.Before<>(tree);
    tree.structure().lockWrite();
    assertRefusesToNest();
    tree.structure().unlockWrite();
    assertUntouched(before);
  }

  private void assertRefusesToNest() {
    assertRefused("not reentrant", () -> tree.batch());
    assertRefused("not reentrant", () -> tree.map(60, 70, "x"));
    assertRefused("not reentrant", () -> tree.replace(10, 70, "x"));
    assertRefused("not reentrant", () -> tree.unmap(10, 70));
    assertRefused("not reentrant", () -> tree.update(10, 70, "x"));
    assertRefused("not reentrant", () -> tree.move(10, 20, 70));
    assertRefused("not reentrant", () -> tree.beginUnmap(10, 70));
    assertRefused("not reentrant", () -> tree.beginUnmap(10, 70, 1, TimeUnit.SECONDS));
  }

  private static void assertRefused(String message, Executable call) {
    IllegalStateException refused = assertThrows(IllegalStateException.class, call);
    assertTrue(refused.getMessage().contains(message), refused::getMessage);
  }

  @Test
  void readOfARangeWriteLockedByTheCallingThreadIsRefused() {
    var before = new TreeCheck.Before<>(tree);
    try (Batch<String> batch = tree.batch()) {
      batch.update(10, 20, "x");
      assertRefused("already write-locked by this thread", () -> tree.startRead(15));
      VmaCursor cursor = new VmaCursor(5);
      assertRefused("already write-locked by this thread", () -> tree.startReadNext(cursor));
      assertEquals(5, cursor.position());
      assertRefused("already write-locked by this thread", () -> tree.read(15, Vma::value));
      try (VmaHandle<String> other = tree.startRead(40)) {
        assertEquals("c", other.value());
      }
      assertNull(tree.startRead(30));
    }
    assertUntouched(before);
  }

  // ---- Reads that are not held

  private static void assertNotHeld(String message, Executable call) {
    var refused = assertThrows(IllegalMonitorStateException.class, call);
    assertTrue(refused.getMessage().contains(message), refused::getMessage);
  }

  @Test
  void readThatWasNotStartedCannotBeEnded() {
    var before = new TreeCheck.Before<>(tree);
    Vma<String> vma = tree.find(10);
    VmaResult<String> result = new VmaResult<>();
    long earlier = tree.startRead(10, result);
    result.vma().endRead(earlier);
    assertNotHeld("release every read exactly once", () -> vma.endRead(earlier));
    assertNotHeld("not a stamp", () -> vma.endRead(VmaLock.BUSY));
    assertNotHeld("not a stamp", () -> vma.endRead(VmaLock.GONE));
    assertUntouched(before);
  }

  @Test
  void readCannotBeEndedTwice() {
    var before = new TreeCheck.Before<>(tree);
    Vma<String> vma = tree.find(15);
    long stamp = vma.tryStartRead();
    vma.endRead(stamp);
    assertNotHeld("release every read exactly once", () -> vma.endRead(stamp));
    assertUntouched(before);
  }

  @Test
  void readOfOneRangeCannotBeEndedAtAnother() {
    Vma<String> a = tree.find(10);
    VmaHandle<String> other = tree.startRead(40);
    long stamp = a.tryStartRead();
    assertNotHeld("with a stamp of generation", () -> other.vma().endRead(stamp));
    assertEquals(1, a.readers());
    assertEquals(1, other.vma().readers());
    a.endRead(stamp);
    other.close();
  }

  @Test
  void readOfAnUnmappedRangeCannotBeEnded() {
    Vma<String> old = tree.find(45);
    long stamp = old.tryStartRead();
    old.endRead(stamp);
    tree.unmap(40, 50);
    assertNotHeld("release every read exactly once", () -> old.endRead(stamp));
    assertRanges(tree, entry(10, 20, "a"), entry(20, 30, "b"));
  }

  @Test
  void readMayBeEndedByAnotherThread() throws Exception {
    VmaHandle<String> vma = tree.startRead(15);
    try (Actor other = new Actor("other")) {
      other.run(vma::close);
    }
    assertTrue(vma.isClosed());
    TreeCheck.assertIdle(tree);
  }
}
