package org.vmalock.lazymm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vmalock.lazymm.LazyRef.Borrow;
import org.vmalock.testing.Actor;
import org.vmalock.testing.CapturedLog;
import org.vmalock.testing.TimeLimit;

/** {@link LazyRef} in single-threaded use and with a second borrowing thread. */
@TimeLimit
class LazyRefTest {
  private final Resource resource = new Resource();
  private final LazyRef<Resource> ref = new LazyRef<>(resource, Resource::release);
  private final CapturedLog warnings = new CapturedLog(LazyRef.class);

  @AfterEach
  void closeWarnings() {
    warnings.close();
  }

  @Test
  void closeReleasesImmediatelyWithoutBorrowers() {
    assertSame(resource, ref.use(r -> r));
    ref.close();
    assertTrue(resource.isReleased());
    assertTrue(ref.isClosed());
    ref.close();
    assertThrows(ContextReleasedException.class, () -> ref.use(r -> r));
    assertThrows(ContextReleasedException.class, ref::borrow);
    assertThrows(ContextReleasedException.class, () -> ref.replace(new Resource()));
  }

  @Test
  void lastBorrowReleasesTheResource() throws Exception {
    try (Actor actor = new Actor("borrower")) {
      Borrow<Resource> first = ref.borrow();
      Borrow<Resource> second = actor.call(ref::borrow);
      ref.close();
      first.close();
      assertFalse(resource.isReleased());
      actor.run(second::close);
      assertTrue(resource.isReleased());
      assertSame(actor.thread(), resource.releaser);
    }
  }

  @Test
  void borrowMayEndOnAnotherThread() throws Exception {
    try (Actor actor = new Actor("another")) {
      Borrow<Resource> first = ref.borrow();
      ref.close();
      actor.run(first::close);
      assertTrue(resource.isReleased());
    }
  }

  @Test
  void replacedResourceStaysForItsBorrowers() {
    Resource next = new Resource();
    try (Borrow<Resource> old = ref.borrow()) {
      ref.replace(next);
      assertSame(next, ref.use(r -> r));
      assertSame(resource, old.resource());
      assertFalse(resource.isReleased());
    }
    assertTrue(resource.isReleased());
    ref.close();
    assertTrue(next.isReleased());
  }

  @Test
  void moreBorrowsThanSlotsAreCounted() {
    List<Borrow<Resource>> borrows = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      borrows.add(ref.borrow());
    }
    assertEquals(false, ref.use(Resource::isReleased));
    ref.close();
    for (Borrow<Resource> borrow : borrows) {
      assertFalse(resource.isReleased());
      borrow.close();
    }
    assertTrue(resource.isReleased());
  }

  @Test
  void closeInsideAUseConvertsInsteadOfWaiting() {
    boolean open = ref.use(r -> {
      ref.close();
      return !r.isReleased();
    });
    assertTrue(open);
    assertTrue(resource.isReleased());
  }

  @Test
  void borrowCannotBeClosedTwice() {
    Borrow<Resource> borrow = ref.borrow();
    borrow.close();
    assertThrows(ContextReleasedException.class, borrow::close);
    assertThrows(ContextReleasedException.class, borrow::resource);
    assertFalse(resource.isReleased());
    ref.close();
    assertTrue(resource.isReleased());
  }

  @Test
  void exceptionOfTheFunctionEndsTheUse() {
    IllegalStateException thrown = new IllegalStateException("in the function");
    IllegalStateException caught =
        assertThrows(
            IllegalStateException.class,
            () ->
                ref.use(
                    r -> {
                      throw thrown;
                    }));
    assertSame(thrown, caught);
    ref.close();
    assertTrue(resource.isReleased());
  }

  @Test
  void failingReleaseActionIsReportedOnceAndNotRepeated() {
    List<String> calls = new ArrayList<>();
    LazyRef<String> failing =
        new LazyRef<>(
            "resource",
            r -> {
              calls.add(r);
              throw new IllegalStateException("close failed");
            });
    assertThrows(IllegalStateException.class, failing::close);
    failing.close();
    assertEquals(1, calls.size());
    assertTrue(failing.isClosed());
  }

  // ---- Exceptions of the function and of the release

  private static void fail(String message) {
    throw new IllegalStateException(message);
  }

  private static LazyRef<String> failingRef() {
    return new LazyRef<>("resource", unused -> fail("in the release"));
  }

  @Test
  void exceptionOfTheReleaseIsSuppressedInThatOfTheFunction() {
    LazyRef<String> failing = failingRef();
    IllegalArgumentException caught = assertThrows(IllegalArgumentException.class, () -> failing.use(unused -> {
      failing.close();
      throw new IllegalArgumentException("in the function");
    }));
    assertEquals("in the function", caught.getMessage());
    assertEquals("in the release", caught.getSuppressed()[0].getMessage());
    assertNothingIsKept(failing);
  }

  @Test
  void exceptionOfTheReleaseReachesTheLastBorrowerAfterItsBorrowHasEnded() throws Exception {
    LazyRef<String> failing = failingRef();
    try (Actor owner = new Actor("owner")) {
      IllegalStateException caught = assertThrows(IllegalStateException.class, () -> failing.use(unused -> {
        try {
          owner.run(failing::close);
        } catch (Exception e) {
          throw new AssertionError(e);
        }
        return 1;
      }));
      assertEquals("in the release", caught.getMessage());
    }
    assertNothingIsKept(failing);
  }

  @Test
  void exceptionOfTheReleaseReachesTheThreadThatClosesTheLastBorrow() {
    LazyRef<String> failing = failingRef();
    Borrow<String> borrow = failing.borrow();
    failing.close();
    assertEquals("in the release", assertThrows(IllegalStateException.class, borrow::close).getMessage());
    assertThrows(ContextReleasedException.class, borrow::close);
    assertNothingIsKept(failing);
  }

  private static void assertNothingIsKept(LazyRef<?> closed) {
    LazyRefStats statistics = closed.statistics();
    assertEquals(0, statistics.borrows());
    assertEquals(0, statistics.unreleased());
    assertEquals(1, statistics.releaseFailures());
  }

  // ---- Borrows that are never closed

  @Test
  void leakedBorrowsAndTheResourcesThatTheyKeepAreCounted() {
    for (int i = 0; i < 10; i++) {
      ref.borrow();
      ref.replace(new Resource());
      assertEquals(i + 1, ref.statistics().borrows());
      assertEquals(i + 2, ref.statistics().unreleased());
    }
    assertTrue(ref.toString().contains("10 borrows, 11 resources not released"), ref::toString);
    ref.use(unused -> {
      assertEquals(11, ref.statistics().borrows());
      return 0;
    });
    ref.close();
    assertEquals(10, ref.statistics().unreleased());
    assertEquals(11, ref.statistics().resources());
  }

  @Test
  void leakedBorrowsOfOneReferenceLeaveTheSlotsToOthers() {
    LazyRef<Resource> leaking = new LazyRef<>(new Resource(), Resource::release);
    for (int i = 0; i < 1_000; i++) {
      leaking.borrow();
    }
    assertTrue(leaking.statistics().ownSlots());
    assertEquals(1_000, leaking.statistics().borrows());
    assertTrue(leaking.statistics().countedBorrows() > 900);
    try (Borrow<Resource> borrow = ref.borrow()) {
      assertTrue(borrow.toString().contains("by a hazard"), borrow::toString);
      ref.use(unused -> 0);
    }
    assertEquals(0, ref.statistics().countedBorrows());
    leaking.close();
    assertEquals(1, leaking.statistics().unreleased());
    ref.close();
    assertTrue(resource.isReleased());
  }

  @Test
  void borrowsInBothTablesAreConverted() {
    List<Borrow<Resource>> borrows = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      borrows.add(ref.borrow());
    }
    Resource next = new Resource();
    ref.replace(next);
    borrows.get(0).close();
    assertEquals(99, ref.statistics().borrows());
    for (int i = 1; i < 100; i++) {
      assertFalse(resource.isReleased());
      borrows.get(i).close();
    }
    assertTrue(resource.isReleased());
    assertEquals(0, ref.statistics().borrows());
    ref.close();
    assertTrue(next.isReleased());
  }

  @Test
  void borrowDescribesItsState() {
    Borrow<Resource> borrow = ref.borrow();
    assertEquals("LazyRef.Borrow[open, by a hazard, of the current resource]", borrow.toString());
    ref.replace(new Resource());
    assertEquals("LazyRef.Borrow[open, by a converted hazard, of an earlier resource]", borrow.toString());
    ref.close();
    assertTrue(borrow.toString().contains("after the reference was closed"), borrow::toString);
    borrow.close();
    assertEquals("LazyRef.Borrow[closed]", borrow.toString());
    assertTrue(assertThrows(ContextReleasedException.class, borrow::close).getMessage().contains("LazyRef.Borrow[closed]"));
  }
}
