package org.vmalock.lazymm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vmalock.Actor;
import org.vmalock.TimeLimit;

/** Asking instead of counting. */
@TimeLimit
class ShootdownTest {
  private final Actor actor = new Actor("worker");

  @AfterEach
  void close() {
    actor.close();
  }

  private static MmDomain domain(long millis) {
    return MmDomain.builder().scheme(Scheme.SHOOTDOWN).shootdownTimeout(millis, TimeUnit.MILLISECONDS).build();
  }

  private static Mm<Resource> open(MmDomain domain) {
    return domain.create(new Resource(), Resource::release);
  }

  @Test
  void aSleeperIsWokenAndTheMmReleasedWhenPutReturns() throws Exception {
    MmDomain domain = domain(20_000);
    Mm<Resource> mm = open(domain);
    Cpu cpu = actor.call(() -> domain.bringUp("sleeper"));
    LazyContract.borrow(actor, cpu, mm);
    Actor.Step<Void> asleep = actor.beginAndPark(() -> cpu.park(TimeUnit.SECONDS.toNanos(60)));
    Resource resource = mm.resource();
    mm.put();
    assertTrue(resource.isReleased());
    assertSame(Thread.currentThread(), resource.releaser);
    asleep.result();
    assertNull(actor.call(cpu::active));
    assertEquals(List.of(), mm.unanswered());
    assertEquals(1, domain.statistics().asked());
    actor.run(cpu::takeDown);
  }

  @Test
  void aWorkerThatSleepsElsewhereIsWokenItsOwnWay() throws Exception {
    MmDomain domain = domain(20_000);
    Mm<Resource> mm = open(domain);
    CountDownLatch selector = new CountDownLatch(1);
    Cpu cpu = actor.call(() -> domain.bringUp("event loop", selector::countDown));
    LazyContract.borrow(actor, cpu, mm);
    Actor.Step<Void> asleep =
        actor.beginAndPark(
            () -> {
              selector.await();
              cpu.finishSwitch();
            });
    mm.put();
    asleep.result();
    assertTrue(mm.isReleased());
    actor.run(cpu::takeDown);
  }

  @Test
  void whoDoesNotAnswerIsNamedAndKeepsIt() throws Exception {
    MmDomain domain = domain(5);
    Mm<Resource> mm = open(domain);
    Cpu cpu = actor.call(() -> domain.bringUp("deaf"));
    LazyContract.borrow(actor, cpu, mm);
    mm.put();
    assertEquals(List.of("deaf"), mm.unanswered());
    assertEquals(1, domain.statistics().unanswered());
    assertFalse(mm.isReleased());
    assertSame(mm, actor.call(cpu::active));
    actor.run(cpu::finishSwitch);
    assertTrue(mm.isReleased());
    actor.run(cpu::takeDown);
  }

  @Test
  void whoDoesNotBorrowItIsNotAsked() throws Exception {
    MmDomain domain = domain(20_000);
    Mm<Resource> mm = open(domain);
    Mm<Resource> other = open(domain);
    Cpu cpu = actor.call(() -> domain.bringUp("busy"));
    LazyContract.borrow(actor, cpu, mm);
    LazyContract.borrow(actor, cpu, other);
    mm.put();
    assertTrue(mm.isReleased());
    assertEquals(0, domain.statistics().asked());
    actor.run(cpu::takeDown);
    other.put();
  }

  @Test
  void whoIsGoneIsNotWaitedFor() throws Exception {
    MmDomain domain = domain(20_000);
    Mm<Resource> mm = open(domain);
    Cpu cpu = actor.call(() -> domain.bringUp("gone"));
    LazyContract.borrow(actor, cpu, mm);
    actor.run(cpu::takeDown);
    mm.put();
    assertTrue(mm.isReleased());
  }

  /** It could wait for itself only. */
  @Test
  void whoPutsWhatItBorrowsItselfKeepsItUntilItsNextSwitch() throws Exception {
    MmDomain domain = domain(20_000);
    Mm<Resource> mm = open(domain);
    Cpu cpu = actor.call(() -> domain.bringUp("self"));
    LazyContract.borrow(actor, cpu, mm);
    actor.run(mm::put);
    assertFalse(mm.isReleased());
    assertEquals(List.of(), mm.unanswered());
    actor.run(cpu::takeDown);
    assertTrue(mm.isReleased());
  }

  @Test
  void anInterruptDoesNotEndTheWaitAndStaysPending() throws Exception {
    MmDomain domain = domain(20_000);
    Mm<Resource> mm = open(domain);
    Cpu cpu = actor.call(() -> domain.bringUp("late"));
    LazyContract.borrow(actor, cpu, mm);
    try (Actor closer = new Actor("closer")) {
      Actor.Step<Boolean> closing =
          closer.begin(
              () -> {
                mm.put();
                return Thread.interrupted();
              });
      Actor.until("the question", () -> domain.statistics().asked() == 1);
      closer.interrupt();
      Thread.sleep(5);
      assertFalse(closing.isDone());
      actor.run(cpu::finishSwitch);
      assertTrue(closing.result());
    }
    assertTrue(mm.isReleased());
    actor.run(cpu::takeDown);
  }
}
