package org.vmalock.lazymm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.vmalock.lazymm.LazyRef.Borrow;
import org.vmalock.testing.Actor;
import org.vmalock.testing.CapturedLog;
import org.vmalock.testing.TimeLimit;

/** Call-backs that throw an {@link Error}: it reaches the caller as an exception does, and nothing stays borrowed, counted or unreleased. */
@TimeLimit
class LazyCallBackErrorTest {
  private final InternalError thrown = new InternalError("in the call-back");

  private <R> void fail(R resource) {
    throw thrown;
  }

  private void assertThrown(Executable body) {
    assertSame(thrown, assertThrows(InternalError.class, body));
  }

  @Test
  void errorOfTheReleaseActionReachesTheLastUser() {
    LazyDomain domain = LazyDomain.builder().workers(2).build();
    LazyContext<Resource> context = domain.create(new Resource(), this::fail);
    assertThrown(context::releaseUse);
    assertTrue(context.isReleased());
    assertSame(thrown, context.releaseFailure());
    assertEquals(1, domain.statistics().releaseFailures());
    assertEquals(0, domain.statistics().unreleased());
    context.recycle(new Resource(), Resource::release);
    context.releaseUse();
    assertEquals(0, domain.statistics().unreleased());
  }

  @Test
  void errorOfTheReleaseActionReachesTheWorkerThatReleases() throws Exception {
    for (Scheme scheme : new Scheme[] {Scheme.REFCOUNT, Scheme.HAZARD, Scheme.HAZARD_EXACT}) {
      LazyDomain domain = LazyDomain.builder().workers(2).scheme(scheme).build();
      LazyContext<Resource> context = domain.create(new Resource(), this::fail);
      try (Actor actor = new Actor("worker")) {
        Worker worker = actor.call(() -> {
          Worker registered = domain.register("worker");
          registered.switchTo(context);
          registered.switchToIdle();
          return registered;
        });
        context.releaseUse();
        assertFalse(context.isReleased(), () -> scheme + ": the worker borrows");
        assertThrown(() -> actor.run(worker::releaseKept));
        assertTrue(context.isReleased());
        actor.run(worker::close);
      }
      assertEquals(0, domain.slots().occupied());
      assertEquals(0, domain.statistics().unreleased());
    }
  }

  @Test
  void errorOfAWakeUpReachesTheLastUserAfterTheRelease() throws Exception {
    LazyDomain domain =
        LazyDomain.builder().workers(2).scheme(Scheme.SHOOTDOWN).shootdownTimeout(1, TimeUnit.MILLISECONDS).build();
    Resource resource = new Resource();
    LazyContext<Resource> context = domain.create(resource, Resource::release);
    try (CapturedLog warnings = new CapturedLog(LazyDomain.class);
        Actor actor = new Actor("worker")) {
      Worker worker = actor.call(() -> {
        Worker registered = domain.register("worker", () -> fail(resource));
        registered.switchTo(context);
        registered.switchToIdle();
        return registered;
      });
      assertThrown(context::releaseUse);
      actor.run(worker::finishSwitch);
      assertTrue(resource.isReleased());
      actor.run(worker::close);
      assertEquals(1, warnings.number(), "the worker did not answer in time");
    }
    assertEquals(0, domain.statistics().unreleased());
  }

  @Test
  void errorOfTheFunctionEndsTheUse() {
    Resource resource = new Resource();
    LazyRef<Resource> ref = new LazyRef<>(resource, Resource::release);
    assertThrown(() -> ref.use(used -> {
      throw thrown;
    }));
    assertEquals(0, ref.statistics().borrows());
    ref.close();
    assertTrue(resource.isReleased());
  }

  @Test
  void errorOfTheReleaseReachesTheThreadThatEndsTheLastBorrow() {
    LazyRef<Resource> ref = new LazyRef<>(new Resource(), this::fail);
    Borrow<Resource> borrow = ref.borrow();
    ref.close();
    assertThrown(borrow::close);
    LazyRefStats statistics = ref.statistics();
    assertEquals(0, statistics.borrows());
    assertEquals(0, statistics.unreleased());
    assertEquals(1, statistics.releaseFailures());
  }

  @Test
  void errorOfTheReleaseReachesTheThreadThatReplaces() {
    LazyRef<Resource> ref = new LazyRef<>(new Resource(), this::fail);
    Resource next = new Resource();
    assertThrown(() -> ref.replace(next));
    assertSame(next, ref.use(current -> current));
    assertThrown(ref::close);
    assertEquals(2, ref.statistics().releaseFailures());
  }
}
