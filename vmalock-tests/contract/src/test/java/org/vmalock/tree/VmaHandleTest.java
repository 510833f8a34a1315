package org.vmalock.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmalock.VmaLock;
import org.vmalock.testing.Actor;
import org.vmalock.testing.SpinBarrier;
import org.vmalock.testing.TimeLimit;

/** A handle is one hold: whatever is done with it, the holds of other readers are not affected. */
@TimeLimit
class VmaHandleTest {
  private final VmaTree<String> tree = VmaTree.<String>builder(RangeValues.uniform()).build();
  private final Actor other = new Actor("the other thread");

  VmaHandleTest() {
    tree.map(10, 20, "a");
    tree.map(40, 50, "c");
  }

  @AfterEach
  void endThread() {
    other.close();
  }

  // ---- Close

  @Test
  void secondCloseDoesNotEndTheHoldOfAnotherReader() {
    VmaHandle<String> first = tree.startRead(10);
    VmaHandle<String> second = tree.startRead(15);
    assertNotSame(first, second);
    assertSame(first.vma(), second.vma());
    first.close();
    first.close();
    first.close();
    assertEquals(1, second.vma().readers());
    assertEquals("a", second.value());
    second.close();
    assertEquals(0, tree.find(10).readers());
  }

  @Test
  void secondCloseDoesNotEndTheHoldOfAnIteration() {
    VmaCursor cursor = new VmaCursor();
    VmaHandle<String> first = tree.startReadNext(cursor);
    VmaHandle<String> other = tree.startRead(10);
    first.close();
    first.close();
    assertEquals(1, other.vma().readers());
    other.close();
  }

  @Test
  @Tag("race")
  void oneOfTwoThreadsThatCloseReleases() throws Exception {
    VmaHandle<String> kept = tree.startRead(10);
    SpinBarrier barrier = new SpinBarrier(2);
    VmaHandle<?>[] shared = new VmaHandle<?>[1];
    int rounds = 20_000;
    Actor.Step<Void> closing = other.begin(() -> {
      for (int round = 0; round < rounds; round++) {
        barrier.await();
        shared[0].close();
        barrier.await();
      }
      return null;
    });
    for (int round = 0; round < rounds; round++) {
      shared[0] = tree.startRead(10);
      barrier.await();
      shared[0].close();
      barrier.await();
      assertEquals(1, kept.vma().readers());
    }
    closing.result();
    kept.close();
  }

  @Test
  void anotherThreadMayClose() throws Exception {
    VmaHandle<String> handle = tree.startRead(10);
    other.run(handle::close);
    assertTrue(handle.isClosed());
    TreeCheck.assertIdle(tree);
  }

  // ---- Use after close

  @Test
  void useAfterCloseNamesTheRange() {
    VmaHandle<String> handle = tree.startRead(10);
    assertEquals(10, handle.start());
    assertEquals(19, handle.last());
    assertEquals(20, handle.end());
    assertEquals("a", handle.value());
    assertTrue(handle.contains(19));
    assertFalse(handle.contains(20) || handle.isBusy() || handle.isClosed());
    assertTrue(handle.toString().startsWith("VmaHandle[held, [0xa, 0x14) = a"), handle::toString);
    handle.close();
    assertTrue(handle.isClosed());
    assertTrue(handle.toString().startsWith("VmaHandle[closed, "), handle::toString);
    assertNotHeld("this handle of [0xa, 0x14) is closed", handle);
  }

  private static void assertNotHeld(String message, VmaHandle<String> handle) {
    List<Executable> uses = List.of(
        handle::vma, handle::value, handle::start, handle::last, handle::end, () -> handle.contains(10));
    for (Executable use : uses) {
      var refused = assertThrows(IllegalStateException.class, use);
      assertTrue(refused.getMessage().startsWith(message), refused::getMessage);
    }
  }

  // ---- Attempts

  @Test
  void attemptTellsBusyFromNotMapped() throws Exception {
    Batch<String> batch = other.call(() -> tree.batch());
    other.run(() -> batch.update(10, 20, "x"));
    VmaHandle<String> busy = tree.tryStartRead(10);
    assertTrue(busy.isBusy());
    assertFalse(busy.isClosed());
    assertNotHeld("this handle of [0xa, 0x14) holds no read lock", busy);
    assertTrue(busy.toString().startsWith("VmaHandle[busy, "), busy::toString);
    busy.close();
    assertNull(tree.tryStartRead(20));
    try (VmaHandle<String> untouched = tree.tryStartRead(40)) {
      assertEquals("c", untouched.value());
    }
    VmaResult<String> result = new VmaResult<>();
    assertEquals(VmaLock.BUSY, tree.tryStartRead(10, result));
    assertEquals(10, result.vma().start());
    assertEquals(VmaTree.NOT_MAPPED, tree.tryStartRead(20, result));
    assertThrows(IllegalStateException.class, result::vma);
    VmaCursor cursor = new VmaCursor(5);
    assertTrue(tree.tryStartReadNext(cursor).isBusy());
    assertEquals(VmaLock.BUSY, tree.tryStartReadNext(cursor, result));
    assertEquals(5, cursor.position());
    other.run(batch::close);
    TreeCheck.assertIdle(tree);
    tree.tryStartRead(10).close();
  }

  /** A thread that holds one range acquires a second one without risking a deadlock with a batch that changes both. */
  @Test
  void attemptDoesNotWaitForAWriterThatWaitsForTheCallingThread() throws Exception {
    VmaHandle<String> held = tree.startRead(10);
    Actor.Step<List<RangeEntry<String>>> writing = other.begin(() -> {
      try (Batch<String> batch = tree.batch()) {
        batch.unmap(40, 50);
        List<RangeEntry<String>> removed = batch.unmap(10, 20);
        batch.commit();
        return removed;
      }
    });
    Actor.awaitCondition("the writer to drain the held range", () -> held.vma().toString().contains("LOCKED"));
    assertTrue(tree.tryStartRead(40).isBusy());
    held.close();
    assertEquals(List.of(TreeCheck.entry(10, 20, "a")), writing.result());
  }

  // ---- Stamps and functions

  @Test
  void resultHoldsTheRangeOfTheLastLookUp() {
    VmaResult<String> result = new VmaResult<>();
    assertThrows(IllegalStateException.class, result::vma);
    assertEquals("VmaResult[empty]", result.toString());
    long stamp = tree.startRead(12, result);
    assertTrue(stamp > 0);
    Vma<String> vma = result.vma();
    assertSame(tree.find(10), vma);
    assertEquals(1, vma.readers());
    vma.endRead(stamp);
    assertEquals(VmaTree.NOT_MAPPED, tree.startRead(30, result));
    assertThrows(IllegalStateException.class, result::vma);
    VmaCursor cursor = new VmaCursor(20);
    long next = tree.startReadNext(cursor, result);
    assertEquals(40, result.vma().start());
    assertEquals(50, cursor.position());
    result.vma().endRead(next);
    assertEquals(VmaTree.NOT_MAPPED, tree.startReadNext(cursor, result));
    assertEquals(50, cursor.position());
    tree.find(40).endRead(tree.startRead(40, result));
    result.clear();
    assertThrows(IllegalStateException.class, result::vma);
    TreeCheck.assertIdle(tree);
  }

  /** The function has released the hold itself, so that the release of the look-up fails as well. */
  @ParameterizedTest
  @Tag("counted") // the second release ends the read of the function
  @ValueSource(booleans = {false, true})
  void exceptionOfAFunctionIsNotLostIfTheReleaseThrowsToo(boolean error) {
    Class<? extends Throwable> expected = error ? StackOverflowError.class : ArithmeticException.class;
    Throwable thrown = assertThrows(expected, () -> tree.read(10, vma -> {
      long stamp = vma.tryStartRead();
      vma.endRead(stamp);
      vma.endRead(stamp);
      if (error) {
        throw new StackOverflowError("on purpose");
      }
      throw new ArithmeticException("on purpose");
    }));
    assertEquals(IllegalMonitorStateException.class, thrown.getSuppressed()[0].getClass());
    TreeCheck.assertIdle(tree);
  }
}
