package org.vmalock.lazymm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vmalock.Actor;
import org.vmalock.TimeLimit;

/**
 * The box of {@link Scheme#HAZARD}, step by step. Where a step of the worker has to fall between two steps of a last user, the
 * test takes the last user's steps one by one.
 */
@TimeLimit
class HandOverTest {
  private final MmDomain domain = MmDomain.builder().scheme(Scheme.HAZARD).workers(4).build();
  private final Actor actor = new Actor("worker");
  private Cpu cpu;
  private int slot;

  @BeforeEach
  void bringUp() throws Exception {
    cpu = actor.call(() -> domain.bringUp("worker"));
    slot = domain.slots().slot(0);
  }

  @AfterEach
  void close() {
    actor.close();
  }

  private Mm<Resource> open() {
    return domain.create(new Resource(), Resource::release);
  }

  private void borrow(Mm<?> mm) throws Exception {
    LazyContract.borrow(actor, cpu, mm);
  }

  @Test
  void whatIsHandedOverIsSeenAndSettlesWhenTheWorkerLeaves() throws Exception {
    Mm<Resource> mm = open();
    borrow(mm);
    mm.put();
    assertTrue(cpu.hasPendingHandOver());
    assertEquals(1, domain.pendingHandOvers());
    assertEquals(1, mm.count());
    assertEquals(1, domain.settle(), "the worker still borrows it");
    assertFalse(mm.isReleased());
    actor.run(cpu::takeDown);
    assertTrue(mm.isReleased());
    assertEquals(0, domain.pendingHandOvers());
    assertEquals(1, domain.statistics().droppedByOwner());
  }

  /**
   * The worker's look at the box came before the hand-over, and its empty slot after the last user's look: what no fence forbids.
   */
  @Test
  void aLeftOverIsSettledWithoutTheWorker() throws Exception {
    Mm<Resource> mm = open();
    borrow(mm);
    mm.put();
    domain.slots().clear(slot);
    assertEquals(1, domain.pendingHandOvers());
    assertFalse(mm.isReleased());
    assertEquals(0, domain.settle());
    assertTrue(mm.isReleased());
    assertEquals(1, domain.statistics().droppedOnBehalf());
    actor.run(cpu::takeDown);
  }

  @Test
  void aLeftOverIsDroppedAtTheNextSwitch() throws Exception {
    Mm<Resource> mm = open();
    Mm<Resource> next = open();
    borrow(mm);
    mm.put();
    domain.slots().clear(slot);
    actor.run(cpu::finishSwitch);
    assertTrue(mm.isReleased());
    borrow(next);
    next.put();
    assertEquals(1, domain.pendingHandOvers());
    actor.run(cpu::takeDown);
  }

  /** The worker's box still holds A, which it is done with, when the last user of B comes. */
  @Test
  void aLastUserDropsOnBehalfWhatTheWorkerIsDoneWith() throws Exception {
    Mm<Resource> a = open();
    Mm<Resource> b = open();
    borrow(a);
    a.put();
    domain.slots().clear(slot);
    domain.slots().publish(slot, b.token()); // the worker has gone over to B, and has not looked at its box yet
    b.put();
    assertTrue(a.isReleased());
    assertFalse(b.isReleased());
    assertEquals(1, domain.statistics().droppedOnBehalf());
    assertEquals(1, domain.pendingHandOvers(), "never more than one a worker");
    actor.run(cpu::takeDown);
    assertTrue(b.isReleased());
  }

  /** The last user of B has seen B in the slot; then the worker goes over to A, whose last user fills the box. */
  @Test
  void whatTheWorkerBorrowsIsNotDroppedOnBehalf() throws Exception {
    Mm<Resource> a = open();
    Mm<Resource> b = open();
    borrow(b);
    Life lifeOfB = new Life(b);
    borrow(a);
    a.put();
    b.raise(1);
    HandOverBox.Outcome outcome = cpu.handOver(lifeOfB, new Unlazy(domain, b, lifeOfB));
    b.lower(1);
    assertEquals(HandOverBox.Outcome.NOT_NEEDED, outcome);
    assertFalse(a.isReleased());
    assertEquals(1, domain.pendingHandOvers());
    b.put();
    assertTrue(b.isReleased());
    actor.run(cpu::takeDown);
    assertTrue(a.isReleased());
  }

  /** The worker leaves between the last user's look at its slot and the hand-over. */
  @Test
  void whatComesTooLateIsTakenBack() throws Exception {
    Mm<Resource> mm = open();
    Life life = new Life(mm);
    mm.raise(1);
    assertEquals(HandOverBox.Outcome.NOT_NEEDED, cpu.handOver(life, new Unlazy(domain, mm, life)));
    mm.lower(1);
    assertEquals(0, domain.pendingHandOvers());
    assertEquals(1, domain.statistics().takenBack());
    mm.put();
    assertTrue(mm.isReleased());
    actor.run(cpu::takeDown);
  }

  @Test
  void aClosedBoxTakesNothing() throws Exception {
    Mm<Resource> mm = open();
    Life life = new Life(mm);
    actor.run(cpu::takeDown);
    assertEquals(HandOverBox.Outcome.OFFLINE, cpu.handOver(life, new Unlazy(domain, mm, life)));
    assertFalse(cpu.hasPendingHandOver());
    mm.put();
    assertTrue(mm.isReleased());
  }

  /**
   * The row of the slot gets another worker while the last user looks. For a moment it has none; what the slot names then is
   * believed, and the last user looks again until both agree.
   */
  @Test
  void aSlotWithoutAWorkerIsLookedAtAgain() throws Exception {
    Mm<Resource> mm = open();
    int row = domain.slots().register();
    domain.slots().publish(domain.slots().slot(row), mm.token());
    Actor.Step<Void> closing =
        actor.begin(
            () -> {
              mm.put();
              return null;
            });
    Actor.until("the last user", () -> mm.users() == 0);
    Thread.sleep(20);
    assertFalse(closing.isDone());
    assertFalse(mm.isReleased());
    domain.slots().clear(domain.slots().slot(row));
    closing.result();
    assertTrue(mm.isReleased());
    domain.slots().retire(row);
    actor.run(cpu::takeDown);
  }

  @Test
  void handingOverTwiceIsReported() throws Exception {
    Mm<Resource> mm = open();
    borrow(mm);
    Life life = new Life(mm);
    domain.slots().clear(slot);
    domain.slots().publish(slot, life.token);
    mm.raise(1);
    assertEquals(HandOverBox.Outcome.DONE, cpu.handOver(life, new Unlazy(domain, mm, life)));
    assertThrows(IllegalStateException.class, () -> cpu.handOver(life, new Unlazy(domain, mm, life)));
    mm.put();
    assertFalse(mm.isReleased());
    actor.run(cpu::takeDown);
    assertTrue(mm.isReleased());
  }

  /** The box names a life and not an object: what was in it before is not what the same object is now. */
  @Test
  void aRenewedMmIsNotTakenForItsEarlierLife() throws Exception {
    Mm<Resource> mm = open();
    borrow(mm);
    mm.put();
    actor.run(() -> cpu.switchTo(domain.createImmortal(new Resource())));
    assertTrue(mm.isReleased());
    mm.renew(new Resource(), Resource::release);
    borrow(mm);
    mm.put();
    assertEquals(1, domain.pendingHandOvers());
    assertEquals(1, domain.settle());
    assertFalse(mm.isReleased());
    actor.run(cpu::takeDown);
    assertTrue(mm.isReleased());
  }

  /** Two hits share one batch; the unused rest is given back, and each hit is dropped once. */
  @Test
  void theBatchIsGivenBack() throws Exception {
    try (Actor second = new Actor("second")) {
      Cpu other = second.call(() -> domain.bringUp("second"));
      Mm<Resource> mm = open();
      borrow(mm);
      LazyContract.borrow(second, other, mm);
      mm.grab();
      mm.put();
      assertEquals(3, mm.count());
      assertEquals(2, domain.statistics().handedOver());
      actor.run(cpu::takeDown);
      second.run(other::takeDown);
      assertEquals(1, mm.count());
      mm.drop();
      assertTrue(mm.isReleased());
    }
  }

  @Test
  void aFailingActionOfAnotherDoesNotStopTheScan() throws Exception {
    try (Actor second = new Actor("second")) {
      Cpu other = second.call(() -> domain.bringUp("second"));
      Mm<String> failing =
          domain.create(
              "a",
              resource -> {
                throw new IllegalStateException("a");
              });
      Mm<Resource> b = open();
      borrow(failing);
      failing.put();
      domain.slots().clear(slot);
      domain.slots().publish(slot, b.token());
      LazyContract.borrow(second, other, b);
      assertThrows(IllegalStateException.class, b::put);
      assertFalse(b.isReleased());
      assertEquals(2, domain.pendingHandOvers());
      actor.run(cpu::takeDown);
      second.run(other::takeDown);
      assertTrue(b.isReleased());
    }
  }
}
