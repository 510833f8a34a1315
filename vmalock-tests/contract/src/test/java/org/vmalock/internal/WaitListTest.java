package org.vmalock.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.Actor;
import org.vmalock.testing.Effort;
import org.vmalock.testing.TimeLimit;

/** The list of the threads that wait for an event. */
@TimeLimit
class WaitListTest {
  private static final int MANY = 10_000;

  private final WaitList list = new WaitList();

  private List<WaitList.Waiter> register(int number) {
    List<WaitList.Waiter> waiters = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      WaitList.Waiter waiter = new WaitList.Waiter(this);
      waiters.add(waiter);
      list.register(waiter);
    }
    return waiters;
  }

  @Test
  void waitsThatTimedOutKeepNoRegistration() {
    List<WaitList.Waiter> waiters = register(100);
    for (int i = 0; i < 100; i += 2) {
      list.cancel(waiters.get(i));
    }
    assertEquals(50, list.size());
    for (int i = 99; i > 0; i -= 2) {
      list.cancel(waiters.get(i));
    }
    assertEquals(0, list.size());
    assertEquals(0, list.length());
  }

  /** In the order of the registrations, the cancelled one is always the last of the list. */
  @Test
  void aWaitIsGivenUpInConstantTimeOnAverage() {
    List<WaitList.Waiter> waiters = register(MANY);
    waiters.subList(0, MANY - 1).forEach(list::cancel);
    assertEquals(1, list.size());
    assertTrue(list.visited() < 4 * MANY, () -> list.visited() + " steps for " + MANY + " cancellations");
    list.cancel(waiters.get(MANY - 1));
    assertEquals(0, list.length());
  }

  /** The head always stays, so that nothing is unlinked there. */
  @Test
  void waitsThatAreGivenUpBehindOneThatStaysDoNotAccumulate() {
    WaitList.Waiter staying = register(1).get(0);
    int longest = 0;
    for (int i = 0; i < MANY; i++) {
      WaitList.Waiter cancelled = register(1).get(0);
      WaitList.Waiter next = register(1).get(0);
      list.cancel(cancelled);
      list.cancel(staying);
      staying = next;
      if (i % 10 == 0) {
        longest = Math.max(longest, list.length());
      }
    }
    assertEquals(1, list.size());
    assertTrue(longest < 100, "linked registrations: " + longest);
    assertTrue(list.visited() < 4 * MANY, () -> list.visited() + " steps for " + 2 * MANY + " cancellations");
  }

  @Test
  void aCancelledRegistrationKeepsNothingReachable() throws Exception {
    WeakReference<Object> awaited = registerAndCancelBehindAnother();
    for (int i = 0; i < 100 && awaited.get() != null; i++) {
      System.gc();
      Thread.sleep(1);
    }
    assertNull(awaited.get());
    assertEquals(1, list.size());
  }

  private WeakReference<Object> registerAndCancelBehindAnother() {
    Object awaited = new Object();
    WaitList.Waiter waiter = new WaitList.Waiter(awaited);
    list.register(waiter);
    register(1);
    list.cancel(waiter);
    assertEquals(2, list.length());
    return new WeakReference<>(awaited);
  }

  @Test
  void aTakenRegistrationMayBeCancelled() {
    WaitList.Waiter waiter = register(1).get(0);
    assertFalse(waiter.isTaken());
    list.wakeAll();
    assertTrue(waiter.isTaken());
    list.cancel(waiter);
    assertEquals(0, list.size());
  }

  /** Threads register, give up and are woken at the same time: no thread that stays misses a wake-up. */
  @Test
  void noWakeUpIsLostBesideCancellations() throws Exception {
    int rounds = Effort.of(5_000, 200_000);
    AtomicInteger running = new AtomicInteger(4);
    List<Actor> actors = new ArrayList<>();
    List<Actor.Step<Void>> steps = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      boolean givesUp = i % 2 == 0;
      Actor actor = new Actor("waiter " + i);
      actors.add(actor);
      steps.add(actor.begin(() -> {
        for (int round = 0; round < rounds; round++) {
          waitOnce(givesUp);
        }
        running.decrementAndGet();
        return null;
      }));
    }
    while (running.get() > 0) {
      list.wakeAll();
      Thread.onSpinWait();
    }
    for (Actor.Step<Void> step : steps) {
      step.result();
    }
    actors.forEach(Actor::close);
    assertEquals(0, list.size());
  }

  private void waitOnce(boolean givesUp) {
    WaitList.Waiter waiter = register(1).get(0);
    while (!givesUp && !waiter.isTaken()) {
      LockSupport.park(this);
    }
    list.cancel(waiter);
  }
}
