package org.vmalock.lazymm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.vmalock.testing.Actor;
import org.vmalock.testing.TimeLimit;

/** The waits for workers of a domain in its statistics, and those that are refused. */
@TimeLimit
class LazyWaitTest {
  private final LazyDomain domain =
      LazyDomain.builder().name("sessions").scheme(Scheme.SHOOTDOWN).shootdownTimeout(1, TimeUnit.MINUTES).build();
  private final LazyContext<Resource> context = domain.create(new Resource(), Resource::release);
  private final Actor actor = new Actor("worker");
  private final Actor waiter = new Actor("waiter");
  private Worker worker;

  @BeforeEach
  void borrow() throws Exception {
    worker = actor.call(() -> domain.register("poller"));
    LazyContract.borrow(actor, worker, context);
  }

  @AfterEach
  void endThreads() {
    actor.close();
    waiter.close();
  }

  private void assertWaits(long waits, long waiting, long abandoned) {
    LazyStats statistics = domain.statistics();
    assertEquals(waits, statistics.waits(), statistics::toString);
    assertEquals(waiting, statistics.waiting(), statistics::toString);
    assertEquals(abandoned, statistics.abandoned(), statistics::toString);
  }

  @Test
  void unfinishedDrainIsCounted() throws Exception {
    LazyStats before = domain.statistics();
    Actor.Step<Boolean> draining = waiter.beginAndPark(() -> domain.drain(1, TimeUnit.MINUTES));
    assertWaits(1, 1, 0);
    Thread.sleep(2);
    LazyStats meanwhile = domain.statistics();
    assertTrue(meanwhile.waitedNanos() > 2_000_000, meanwhile::toString);
    actor.run(worker::finishSwitch);
    assertTrue(draining.result());
    assertWaits(1, 0, 0);
    LazyStats since = domain.statistics().minus(before);
    assertEquals(1, since.waits());
    assertTrue(since.longestNanos() >= meanwhile.waitedNanos(), since::toString);
    assertEquals(since.longestNanos(), since.waitedNanos());
    assertEquals(0, domain.statistics().minus(domain.statistics()).waitedNanos());
  }

  @Test
  void unfinishedWaitOfALastUserIsCounted() throws Exception {
    Actor.Step<Boolean> ending = waiter.beginAndPark(context::releaseUse);
    assertWaits(1, 1, 0);
    actor.run(worker::finishSwitch);
    assertTrue(ending.result());
    assertWaits(1, 0, 0);
  }

  @Test
  void waitsWithoutResultAreAbandoned() throws Exception {
    assertFalse(domain.drain(1, TimeUnit.MILLISECONDS));
    assertWaits(1, 0, 1);
    Actor.Step<Boolean> changing = waiter.beginAndPark(() -> domain.changeScheme(Scheme.HAZARD, 1, TimeUnit.MINUTES));
    waiter.interrupt();
    assertThrows(InterruptedException.class, changing::result);
    assertWaits(2, 0, 2);
    assertFalse(domain.drain(0, TimeUnit.MILLISECONDS), "does not wait");
    actor.run(worker::finishSwitch);
    assertTrue(domain.drain(1, TimeUnit.MINUTES), "need not wait");
    assertWaits(2, 0, 2);
  }

  @Test
  void borrowingWorkerIsRefusedToWaitForItself() throws Exception {
    assertRefused("drain of sessions[SHOOTDOWN", () -> domain.drain(1, TimeUnit.MINUTES));
    assertRefused("changeScheme of sessions[SHOOTDOWN", () -> domain.changeScheme(Scheme.HAZARD, 1, TimeUnit.MINUTES));
    assertSame(Scheme.SHOOTDOWN, domain.scheme());
    assertTrue(worker.isBorrowing());
    assertEquals(0, domain.statistics().requests());
    assertFalse(actor.call(() -> domain.drain(0, TimeUnit.MINUTES)));
    actor.run(worker::releaseKept);
    assertTrue(actor.call(() -> domain.drain(1, TimeUnit.MINUTES)));
  }

  private void assertRefused(String message, Executable wait) throws Exception {
    IllegalStateException refusal = actor.call(() -> assertThrows(IllegalStateException.class, wait));
    assertTrue(refusal.getMessage().startsWith(message), refusal::getMessage);
    assertTrue(refusal.getMessage().contains(" by Worker[poller: idle, borrows by a hazard], which keeps a context"), refusal::getMessage);
  }
}
