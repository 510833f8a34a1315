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
 * The box of {@link Scheme#HAZARD}, step by step. Where a step of the worker has to fall between two steps of a last user, the
 * test takes the last user's steps one by one.
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

  private LazyContext<Resource> open() {
    return domain.create(new Resource(), Resource::release);
  }

  private void borrow(LazyContext<?> context) throws Exception {
    LazyContract.borrow(actor, worker, context);
  }

  @Test
  void whatIsHandedOverIsSeenAndSettlesWhenTheWorkerLeaves() throws Exception {
    LazyContext<Resource> context = open();
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
    assertEquals(1, domain.statistics().droppedByOwner());
  }

  /**
   * The worker's look at the box came before the hand-off, and its empty slot after the last user's look: what no fence forbids.
   */
  @Test
  void aLeftOverIsSettledWithoutTheWorker() throws Exception {
    LazyContext<Resource> context = open();
    borrow(context);
    context.releaseUse();
    domain.slots().clear(slot);
    assertEquals(1, domain.pendingHandOffs());
    assertFalse(context.isReleased());
    assertEquals(0, domain.settle());
    assertTrue(context.isReleased());
    assertEquals(1, domain.statistics().droppedOnBehalf());
    actor.run(worker::close);
  }

  @Test
  void aLeftOverIsDroppedAtTheNextSwitch() throws Exception {
    LazyContext<Resource> context = open();
    LazyContext<Resource> next = open();
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

  /** The worker's box still holds A, which it is done with, when the last user of B comes. */
  @Test
  void aLastUserDropsOnBehalfWhatTheWorkerIsDoneWith() throws Exception {
    LazyContext<Resource> a = open();
    LazyContext<Resource> b = open();
    borrow(a);
    a.releaseUse();
    domain.slots().clear(slot);
    domain.slots().publish(slot, b.token()); // the worker has gone over to B, and has not looked at its box yet
    b.releaseUse();
    assertTrue(a.isReleased());
    assertFalse(b.isReleased());
    assertEquals(1, domain.statistics().droppedOnBehalf());
    assertEquals(1, domain.pendingHandOffs(), "never more than one a worker");
    actor.run(worker::close);
    assertTrue(b.isReleased());
  }

  /** The last user of B has seen B in the slot; then the worker goes over to A, whose last user fills the box. */
  @Test
  void whatTheWorkerBorrowsIsNotDroppedOnBehalf() throws Exception {
    LazyContext<Resource> a = open();
    LazyContext<Resource> b = open();
    borrow(b);
    Lifetime lifeOfB = new Lifetime(b);
    borrow(a);
    a.releaseUse();
    b.raise(1);
    HandOffBox.Outcome outcome = worker.handOff(lifeOfB, new Unlazy(domain, b, lifeOfB));
    b.lower(1);
    assertEquals(HandOffBox.Outcome.NOT_NEEDED, outcome);
    assertFalse(a.isReleased());
    assertEquals(1, domain.pendingHandOffs());
    b.releaseUse();
    assertTrue(b.isReleased());
    actor.run(worker::close);
    assertTrue(a.isReleased());
  }

  /** The worker leaves between the last user's look at its slot and the hand-off. */
  @Test
  void whatComesTooLateIsTakenBack() throws Exception {
    LazyContext<Resource> context = open();
    Lifetime life = new Lifetime(context);
    context.raise(1);
    assertEquals(HandOffBox.Outcome.NOT_NEEDED, worker.handOff(life, new Unlazy(domain, context, life)));
    context.lower(1);
    assertEquals(0, domain.pendingHandOffs());
    assertEquals(1, domain.statistics().takenBack());
    context.releaseUse();
    assertTrue(context.isReleased());
    actor.run(worker::close);
  }

  @Test
  void aClosedBoxTakesNothing() throws Exception {
    LazyContext<Resource> context = open();
    Lifetime life = new Lifetime(context);
    actor.run(worker::close);
    assertEquals(HandOffBox.Outcome.OFFLINE, worker.handOff(life, new Unlazy(domain, context, life)));
    assertFalse(worker.hasPendingHandOff());
    context.releaseUse();
    assertTrue(context.isReleased());
  }

  /**
   * The row of the slot gets another worker while the last user looks. For a moment it has none; what the slot names then is
   * believed, and the last user looks again until both agree.
   */
  @Test
  void aSlotWithoutAWorkerIsLookedAtAgain() throws Exception {
    LazyContext<Resource> context = open();
    int row = domain.slots().register();
    domain.slots().publish(domain.slots().slot(row), context.token());
    Actor.Step<Void> closing =
        actor.begin(
            () -> {
              context.releaseUse();
              return null;
            });
    Actor.awaitCondition("the last user", () -> context.users() == 0);
    Thread.sleep(20);
    assertFalse(closing.isDone());
    assertFalse(context.isReleased());
    domain.slots().clear(domain.slots().slot(row));
    closing.result();
    assertTrue(context.isReleased());
    domain.slots().retire(row);
    actor.run(worker::close);
  }

  @Test
  void handingOverTwiceIsReported() throws Exception {
    LazyContext<Resource> context = open();
    borrow(context);
    Lifetime life = new Lifetime(context);
    domain.slots().clear(slot);
    domain.slots().publish(slot, life.token);
    context.raise(1);
    assertEquals(HandOffBox.Outcome.DONE, worker.handOff(life, new Unlazy(domain, context, life)));
    assertThrows(IllegalStateException.class, () -> worker.handOff(life, new Unlazy(domain, context, life)));
    context.releaseUse();
    assertFalse(context.isReleased());
    actor.run(worker::close);
    assertTrue(context.isReleased());
  }

  /** The box names a life and not an object: what was in it before is not what the same object is now. */
  @Test
  void aRenewedContextIsNotTakenForItsEarlierLife() throws Exception {
    LazyContext<Resource> context = open();
    borrow(context);
    context.releaseUse();
    actor.run(() -> worker.switchTo(domain.createImmortal(new Resource())));
    assertTrue(context.isReleased());
    context.renew(new Resource(), Resource::release);
    borrow(context);
    context.releaseUse();
    assertEquals(1, domain.pendingHandOffs());
    assertEquals(1, domain.settle());
    assertFalse(context.isReleased());
    actor.run(worker::close);
    assertTrue(context.isReleased());
  }

  /** Two hits share one batch; the unused rest is given back, and each hit is dropped once. */
  @Test
  void theBatchIsGivenBack() throws Exception {
    try (Actor second = new Actor("second")) {
      Worker other = second.call(() -> domain.register("second"));
      LazyContext<Resource> context = open();
      borrow(context);
      LazyContract.borrow(second, other, context);
      context.retain();
      context.releaseUse();
      assertEquals(3, context.count());
      assertEquals(2, domain.statistics().handedOff());
      actor.run(worker::close);
      second.run(other::close);
      assertEquals(1, context.count());
      context.release();
      assertTrue(context.isReleased());
    }
  }

  @Test
  void aFailingActionOfAnotherDoesNotStopTheScan() throws Exception {
    try (Actor second = new Actor("second")) {
      Worker other = second.call(() -> domain.register("second"));
      LazyContext<String> failing =
          domain.create(
              "a",
              resource -> {
                throw new IllegalStateException("a");
              });
      LazyContext<Resource> b = open();
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
