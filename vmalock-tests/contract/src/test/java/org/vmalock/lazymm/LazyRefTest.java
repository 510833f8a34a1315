package org.vmalock.lazymm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vmalock.lazymm.LazyRef.Borrow;
import org.vmalock.testing.Actor;
import org.vmalock.testing.TimeLimit;

/** {@link LazyRef} in single-threaded use and with a second borrowing thread. */
@TimeLimit
class LazyRefTest {
  private final Resource resource = new Resource();
  private final LazyRef<Resource> ref = new LazyRef<>(resource, Resource::release);

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
}
