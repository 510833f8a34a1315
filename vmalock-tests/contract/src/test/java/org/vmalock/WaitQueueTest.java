package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.Actor;
import org.vmalock.testing.Effort;
import org.vmalock.testing.TimeLimit;

/** The queue of the threads that wait for an object. */
@TimeLimit
class WaitQueueTest {
  private static final String REASON = "gave up";

  private final WaitQueue queue = new WaitQueue();

  private WaitQueue.Waiter enqueue() {
    WaitQueue.Waiter waiter = new WaitQueue.Waiter();
    queue.enqueue(waiter);
    return waiter;
  }

  @Test
  void grantsGoToTheWaitersInTheirOrder() {
    assertFalse(queue.grant("none waits"));
    WaitQueue.Waiter first = enqueue();
    WaitQueue.Waiter second = enqueue();
    assertEquals(2, queue.waiting());
    assertTrue(queue.grant("x"));
    assertSame("x", first.outcome());
    assertNull(second.outcome());
    assertTrue(queue.grant("y"));
    assertSame("y", second.outcome());
    assertFalse(queue.hasWaiting());
    assertFalse(queue.grant("z"));
    assertEquals(0, queue.waiting());
  }

  @Test
  void anOutcomeIsFinal() {
    WaitQueue.Waiter granted = enqueue();
    WaitQueue.Waiter cancelled = enqueue();
    assertTrue(queue.cancel(cancelled, REASON));
    assertTrue(queue.grant("x"));
    assertFalse(queue.cancel(granted, REASON));
    assertFalse(queue.grant("y"));
    assertSame("x", granted.outcome());
    assertSame(REASON, cancelled.outcome());
    assertEquals(0, queue.waiting());
  }

  @Test
  void aWaiterThatGivesUpAtTheHeadIsDequeued() {
    WaitQueue.Waiter first = enqueue();
    WaitQueue.Waiter second = enqueue();
    WaitQueue.Waiter third = enqueue();
    queue.cancel(second, REASON);
    queue.cancel(first, REASON);
    assertEquals(1, queue.length());
    queue.cancel(third, REASON);
    assertEquals(0, queue.length());
  }

  @Test
  void waitersThatGiveUpBehindOneThatStaysDoNotAccumulate() {
    WaitQueue.Waiter staying = enqueue();
    int longest = 0;
    for (int i = 0; i < 100_000; i++) {
      queue.cancel(enqueue(), REASON);
      if (i % 100 == 0) {
        longest = Math.max(longest, queue.length());
      }
    }
    assertTrue(longest < 200, () -> "nodes in the queue: " + queue.length());
    WaitQueue.Waiter last = enqueue();
    queue.grant("x");
    queue.grant("y");
    assertSame("x", staying.outcome());
    assertSame("y", last.outcome());
  }

  /** Each grant is received once, and each waiter that stays is served. */
  @Test
  void everyGrantIsReceivedOnceWhereThreadsComeAndGiveUp() throws Exception {
    int rounds = Effort.of(20_000, 400_000);
    AtomicInteger received = new AtomicInteger();
    AtomicInteger running = new AtomicInteger(4);
    List<Actor> actors = new ArrayList<>();
    List<Actor.Step<Void>> steps = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      SplittableRandom random = new SplittableRandom(i);
      Actor actor = new Actor("waiter " + i);
      actors.add(actor);
      steps.add(actor.begin(() -> {
        for (int round = 0; round < rounds; round++) {
          if (waitOnce(random.nextBoolean() ? 0 : 100_000_000_000L)) {
            received.incrementAndGet();
          }
        }
        running.decrementAndGet();
        return null;
      }));
    }
    int granted = 0;
    long lastGrant = System.nanoTime();
    while (running.get() > 0) {
      if (queue.grant("x")) {
        granted++;
        lastGrant = System.nanoTime();
      } else if (System.nanoTime() - lastGrant > TimeUnit.SECONDS.toNanos(10)) {
        fail(queue.waiting() + " threads wait, and no grant reaches one of them: " + queue.length() + " nodes in the queue");
      }
    }
    for (Actor.Step<Void> step : steps) {
      step.result();
    }
    actors.forEach(Actor::close);
    assertEquals(granted, received.get());
    assertEquals(0, queue.waiting());
    assertFalse(queue.hasWaiting());
  }

  private boolean waitOnce(long nanos) {
    WaitQueue.Waiter waiter = enqueue();
    long begin = System.nanoTime();
    while (waiter.outcome() == null) {
      if (System.nanoTime() - begin >= nanos && queue.cancel(waiter, REASON)) {
        return false;
      }
      if (waiter.outcome() == null) {
        LockSupport.parkNanos(this, nanos);
      }
    }
    waiter.end();
    return true;
  }
}
