package org.vmalock.lazymm;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vmalock.testing.Actor;
import org.vmalock.testing.TimeLimit;

/** A drain returns true after the borrows from before it, and the release actions that the workers run for them, have ended. */
@TimeLimit
class LazyDrainTest {
  private final Actor actor = new Actor("worker");
  private final Actor waiter = new Actor("waiter");
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch mayEnd = new CountDownLatch(1);
  private final Resource resource = new Resource();
  private LazyDomain domain;
  private Worker worker;
  private LazyContext<Resource> context;

  @AfterEach
  void endThreads() {
    mayEnd.countDown();
    actor.close();
    waiter.close();
  }

  private void register(Scheme scheme) throws Exception {
    domain = LazyDomain.builder().scheme(scheme).workers(4).shootdownTimeout(0, TimeUnit.NANOSECONDS).build();
    worker = actor.call(() -> domain.register("worker"));
  }

  /** The worker keeps a context without users, whose release action waits. */
  private void borrow(Scheme scheme) throws Exception {
    register(scheme);
    context = domain.create(resource, released -> {
      begun.countDown();
      awaitLatch(mayEnd);
      released.release();
    });
    LazyContract.borrow(actor, worker, context);
    assertFalse(context.releaseUse());
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertTrue(latch.await(30, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private boolean drain() throws InterruptedException {
    return domain.drain(1, TimeUnit.MINUTES);
  }

  /** The drain begins when the worker has ended its borrow in the given step, and runs the release action. */
  private void assertDrainWaitsFor(Executable step) throws Exception {
    Actor.Step<Void> ending = begin(step);
    awaitLatch(begun);
    Actor.Step<Boolean> draining = waiter.beginAndPark(this::drain);
    assertFalse(resource.isReleased());
    assertTrue(worker.toString().contains(", releases a context"), worker::toString);
    mayEnd.countDown();
    assertTrue(draining.result());
    assertTrue(resource.isReleased());
    ending.result();
    assertFalse(worker.toString().contains("releases"), worker::toString);
  }

  private Actor.Step<Void> begin(Executable step) {
    return actor.begin(() -> {
      assertDoesNotThrow(step);
      return null;
    });
  }

  // ---- The worker releases

  @ParameterizedTest
  @EnumSource(Scheme.class)
  void drainWaitsForAWorkerThatSwitches(Scheme scheme) throws Exception {
    borrow(scheme);
    LazyContext<Resource> next = domain.create(new Resource(), Resource::release);
    assertDrainWaitsFor(() -> worker.switchTo(next));
    assertTrue(worker.isRunningTask());
  }

  @ParameterizedTest
  @EnumSource(Scheme.class)
  void drainWaitsForAWorkerThatReleasesItsContext(Scheme scheme) throws Exception {
    borrow(scheme);
    assertDrainWaitsFor(worker::releaseKept);
  }

  @ParameterizedTest
  @EnumSource(Scheme.class)
  void drainWaitsForAWorkerThatCloses(Scheme scheme) throws Exception {
    borrow(scheme);
    assertDrainWaitsFor(worker::close);
    assertEquals(0, domain.registeredWorkers());
  }

  @ParameterizedTest
  @EnumSource(Scheme.class)
  void drainWaitsForAWorkerThatAnswersAnEarlierRequest(Scheme scheme) throws Exception {
    borrow(scheme);
    assertFalse(domain.drain(0, TimeUnit.NANOSECONDS));
    assertDrainWaitsFor(worker::finishSwitch);
    assertFalse(worker.hasRequest());
  }

  @ParameterizedTest
  @EnumSource(Scheme.class)
  void drainWaitsForTheAnswerToItsOwnRequest(Scheme scheme) throws Exception {
    borrow(scheme);
    Actor.Step<Boolean> draining = waiter.beginAndPark(this::drain);
    Actor.Step<Void> ending = begin(worker::finishSwitch);
    awaitLatch(begun);
    Thread.sleep(20);
    assertFalse(draining.isDone());
    mayEnd.countDown();
    assertTrue(draining.result());
    assertTrue(resource.isReleased());
    ending.result();
  }

  @ParameterizedTest
  @EnumSource(Scheme.class)
  void changeOfSchemeWaitsForAWorkerThatSwitches(Scheme scheme) throws Exception {
    borrow(scheme);
    Actor.Step<Void> ending = begin(worker::releaseKept);
    awaitLatch(begun);
    Actor.Step<Boolean> changing = waiter.beginAndPark(() -> domain.changeScheme(Scheme.HAZARD_EXACT, 1, TimeUnit.MINUTES));
    mayEnd.countDown();
    assertTrue(changing.result());
    ending.result();
  }

  @Test
  void drainWithoutTimeFailsWhileAWorkerReleases() throws Exception {
    borrow(Scheme.REFCOUNT);
    Actor.Step<Void> ending = begin(worker::releaseKept);
    awaitLatch(begun);
    assertFalse(domain.drain(0, TimeUnit.NANOSECONDS));
    mayEnd.countDown();
    ending.result();
    assertTrue(domain.drain(0, TimeUnit.NANOSECONDS));
  }

  @Test
  void interruptEndsTheWaitForAReleaseAction() throws Exception {
    borrow(Scheme.REFCOUNT);
    Actor.Step<Void> ending = begin(worker::releaseKept);
    awaitLatch(begun);
    Actor.Step<Boolean> draining = waiter.beginAndPark(this::drain);
    waiter.interrupt();
    assertThrows(InterruptedException.class, draining::result);
    mayEnd.countDown();
    ending.result();
  }

  // ---- Release actions

  /** The worker borrows inside of a release action, while it answers a request: a request for that borrow stays in force. */
  @ParameterizedTest
  @EnumSource(Scheme.class)
  void requestInsideOfAReleaseActionIsNotLost(Scheme scheme) throws Exception {
    register(scheme);
    LazyContext<Resource> inner = domain.create(new Resource(), Resource::release);
    context = domain.create(resource, released -> {
      worker.switchTo(inner);
      worker.switchToIdle();
      begun.countDown();
      awaitLatch(mayEnd);
    });
    LazyContract.borrow(actor, worker, context);
    assertFalse(context.releaseUse());
    domain.drain(0, TimeUnit.NANOSECONDS);
    Actor.Step<Void> ending = begin(worker::finishSwitch);
    awaitLatch(begun);
    assertTrue(worker.isBorrowing());
    Actor.Step<Boolean> draining = waiter.beginAndPark(this::drain);
    mayEnd.countDown();
    ending.result();
    actor.run(worker::finishSwitch);
    assertTrue(draining.result());
    assertFalse(worker.isBorrowing());
    assertFalse(worker.hasRequest());
    assertNull(actor.call(worker::active));
  }

  @ParameterizedTest
  @EnumSource(Scheme.class)
  void errorOfAReleaseActionEndsTheRequest(Scheme scheme) throws Exception {
    register(scheme);
    AssertionError error = new AssertionError("release");
    LazyContext<String> failing = domain.create("resource", ignored -> {
      throw error;
    });
    LazyContract.borrow(actor, worker, failing);
    assertFalse(failing.releaseUse());
    domain.drain(0, TimeUnit.NANOSECONDS);
    assertSame(error, actor.call(() -> assertThrows(AssertionError.class, worker::finishSwitch)));
    assertFalse(worker.hasRequest());
    assertTrue(domain.drain(0, TimeUnit.NANOSECONDS));
    LazyContext<Resource> next = domain.create(resource, Resource::release);
    LazyContract.borrow(actor, worker, next);
    actor.run(worker::finishSwitch);
    assertTrue(worker.isBorrowing(), "the request was for the earlier borrow");
  }

  /** The thread would wait for itself. */
  @ParameterizedTest
  @EnumSource(Scheme.class)
  void releaseActionMayDrain(Scheme scheme) throws Exception {
    register(scheme);
    AtomicReference<Boolean> drained = new AtomicReference<>();
    context = domain.create(resource, released -> {
      try {
        drained.set(drain());
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    });
    LazyContract.borrow(actor, worker, context);
    assertFalse(context.releaseUse());
    actor.run(worker::releaseKept);
    assertEquals(true, drained.get());
  }
}
