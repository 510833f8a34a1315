package org.vmalock.lazymm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.Actor;
import org.vmalock.testing.TimeLimit;

/**
 * The hand-off box of {@link Scheme#HAZARD}, step by step. Where a step of the worker has to fall between two steps of the last
 * user, the test executes the last user's steps one by one.
 */
@TimeLimit
class HandOffTest {
  private final LazyDomain domain = LazyDomain.builder().scheme(Scheme.HAZARD).workers(4).build();
  private final Actor actor = new Actor("worker");
  private Worker worker;
  private int slot;

  @BeforeEach
  void register() throws Exception {
    worker = actor.call(() -> domain.register("worker"));
    slot = domain.slots().slot(0);
  }

  @AfterEach
  void close() {
    actor.close();
  }

  private LazyContext<Resource> newContext() {
    return domain.create(new Resource(), Resource::release);
  }

  private void borrow(LazyContext<?> context) throws Exception {
    LazyContract.borrow(actor, worker, context);
  }

  @Test
  void handOffIsObservableUntilTheWorkerCloses() throws Exception {
    LazyContext<Resource> context = newContext();
    borrow(context);
    context.releaseUse();
    assertTrue(worker.hasPendingHandOff());
    assertEquals(1, domain.pendingHandOffs());
    assertEquals(1, context.count());
    assertEquals(1, domain.settle(), "the worker still borrows it");
    assertFalse(context.isReleased());
    actor.run(worker::close);
    assertTrue(context.isReleased());
    assertEquals(0, domain.pendingHandOffs());
    assertEquals(1, domain.statistics().releasedByWorker());
  }

  /**
   * The worker read its box before the hand-off, and cleared its slot after the last user had read it; no fence rules this order
   * out.
   */
  @Test
  void settleDropsAStaleHandOff() throws Exception {
    LazyContext<Resource> context = newContext();
    borrow(context);
    context.releaseUse();
    domain.slots().clear(slot);
    assertEquals(1, domain.pendingHandOffs());
    assertFalse(context.isReleased());
    assertEquals(0, domain.settle());
    assertTrue(context.isReleased());
    assertEquals(1, domain.statistics().releasedOnBehalf());
    actor.run(worker::close);
  }

  @Test
  void nextSwitchDropsAStaleHandOff() throws Exception {
    LazyContext<Resource> context = newContext();
    LazyContext<Resource> next = newContext();
    borrow(context);
    context.releaseUse();
    domain.slots().clear(slot);
    actor.run(worker::finishSwitch);
    assertTrue(context.isReleased());
    borrow(next);
    next.releaseUse();
    assertEquals(1, domain.pendingHandOffs());
    actor.run(worker::close);
  }

  /** The worker's box still holds A, which the worker no longer borrows, when the last user of B scans. */
  @Test
  void lastUserDropsAStaleHandOffOnBehalfOfTheWorker() throws Exception {
    LazyContext<Resource> a = newContext();
    LazyContext<Resource> b = newContext();
    borrow(a);
    a.releaseUse();
    domain.slots().clear(slot);
    domain.slots().publish(slot, b.token()); // the worker has switched to B, but has not read its box yet
    b.releaseUse();
    assertTrue(a.isReleased());
    assertFalse(b.isReleased());
    assertEquals(1, domain.statistics().releasedOnBehalf());
    assertEquals(1, domain.pendingHandOffs(), "at most one for each worker");
    actor.run(worker::close);
    assertTrue(b.isReleased());
  }

  /** The last user of B has seen B in the slot; then the worker switches to A, whose last user fills the box. */
  @Test
  void borrowedContextIsNotDroppedOnBehalf() throws Exception {
    LazyContext<Resource> a = newContext();
    LazyContext<Resource> b = newContext();
    borrow(b);
    Lifetime lifetimeOfB = new Lifetime(b);
    borrow(a);
    a.releaseUse();
    b.addReferences(1);
    HandOffBox.Outcome outcome = worker.handOff(lifetimeOfB, new Unlazy(domain, b, lifetimeOfB));
    b.removeReferences(1);
    assertEquals(HandOffBox.Outcome.NOT_NEEDED, outcome);
    assertFalse(a.isReleased());
    assertEquals(1, domain.pendingHandOffs());
    b.releaseUse();
    assertTrue(b.isReleased());
    actor.run(worker::close);
    assertTrue(a.isReleased());
  }

  /** The worker clears its slot between the last user's read of the slot and the hand-off. */
  @Test
  void lateHandOffIsTakenBack() throws Exception {
    LazyContext<Resource> context = newContext();
    Lifetime lifetime = new Lifetime(context);
    context.addReferences(1);
    assertEquals(HandOffBox.Outcome.NOT_NEEDED, worker.handOff(lifetime, new Unlazy(domain, context, lifetime)));
    context.removeReferences(1);
    assertEquals(0, domain.pendingHandOffs());
    assertEquals(1, domain.statistics().takenBack());
    context.releaseUse();
    assertTrue(context.isReleased());
    actor.run(worker::close);
  }

  @Test
  void closedBoxRefusesHandOffs() throws Exception {
    LazyContext<Resource> context = newContext();
    Lifetime lifetime = new Lifetime(context);
    actor.run(worker::close);
    assertEquals(HandOffBox.Outcome.CLOSED, worker.handOff(lifetime, new Unlazy(domain, context, lifetime)));
    assertFalse(worker.hasPendingHandOff());
    context.releaseUse();
    assertTrue(context.isReleased());
  }

  /**
   * The row of the slot is registered for another worker while the last user scans. In between, the row has no worker; the last
   * user relies on the slot and scans again until row and slot agree.
   */
  @Test
  void slotWithoutAWorkerIsScannedAgain() throws Exception {
    LazyContext<Resource> context = newContext();
    int row = domain.slots().register();
    domain.slots().publish(domain.slots().slot(row), context.token());
    Actor.Step<Void> closing =
        actor.begin(
            () -> {
              context.releaseUse();
              return null;
            });
    Actor.awaitCondition("the last user to drop its count", () -> context.users() == 0);
    Thread.sleep(20);
    assertFalse(closing.isDone());
    assertFalse(context.isReleased());
    domain.slots().clear(domain.slots().slot(row));
    closing.result();
    assertTrue(context.isReleased());
    domain.slots().unregister(row);
    actor.run(worker::close);
  }

  @Test
  void secondHandOffToTheSameBoxIsRefused() throws Exception {
    LazyContext<Resource> context = newContext();
    borrow(context);
    Lifetime lifetime = new Lifetime(context);
    domain.slots().clear(slot);
    domain.slots().publish(slot, lifetime.token);
    context.addReferences(1);
    assertEquals(HandOffBox.Outcome.DONE, worker.handOff(lifetime, new Unlazy(domain, context, lifetime)));
    assertThrows(IllegalStateException.class, () -> worker.handOff(lifetime, new Unlazy(domain, context, lifetime)));
    context.releaseUse();
    assertFalse(context.isReleased());
    actor.run(worker::close);
    assertTrue(context.isReleased());
  }

  /** The box names a lifetime, not an object: an entry of an earlier lifetime does not match the recycled object. */
  @Test
  void recycledContextIsNotMistakenForItsEarlierLifetime() throws Exception {
    LazyContext<Resource> context = newContext();
    borrow(context);
    context.releaseUse();
    actor.run(() -> worker.switchTo(domain.createImmortal(new Resource())));
    assertTrue(context.isReleased());
    context.recycle(new Resource(), Resource::release);
    borrow(context);
    context.releaseUse();
    assertEquals(1, domain.pendingHandOffs());
    assertEquals(1, domain.settle());
    assertFalse(context.isReleased());
    actor.run(worker::close);
    assertTrue(context.isReleased());
  }

  /** Two matching slots share one batch of counts; the unused rest is returned, and each hand-off is dropped once. */
  @Test
  void unusedCountsOfABatchAreReturned() throws Exception {
    try (Actor second = new Actor("second")) {
      Worker other = second.call(() -> domain.register("second"));
      LazyContext<Resource> context = newContext();
      borrow(context);
      LazyContract.borrow(second, other, context);
      context.retain();
      context.releaseUse();
      assertEquals(3, context.count());
      assertEquals(2, domain.statistics().conversions());
      actor.run(worker::close);
      second.run(other::close);
      assertEquals(1, context.count());
      context.release();
      assertTrue(context.isReleased());
    }
  }

  @Test
  void failingReleaseActionOfAnotherContextDoesNotStopTheScan() throws Exception {
    try (Actor second = new Actor("second")) {
      Worker other = second.call(() -> domain.register("second"));
      LazyContext<String> failing =
          domain.create(
              "a",
              resource -> {
                throw new IllegalStateException("a");
              });
      LazyContext<Resource> b = newContext();
      borrow(failing);
      failing.releaseUse();
      domain.slots().clear(slot);
      domain.slots().publish(slot, b.token());
      LazyContract.borrow(second, other, b);
      assertThrows(IllegalStateException.class, b::releaseUse);
      assertFalse(b.isReleased());
      assertEquals(2, domain.pendingHandOffs());
      actor.run(worker::close);
      second.run(other::close);
      assertTrue(b.isReleased());
    }
  }
}
