package org.vmalock.lazymm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.Actor;
import org.vmalock.testing.CapturedLog;
import org.vmalock.testing.TimeLimit;

/** {@link Scheme#SHOOTDOWN}: the last user asks every borrowing worker to release the context and waits for the answers. */
@TimeLimit
class ShootdownTest {
  private final Actor actor = new Actor("worker");

  @AfterEach
  void close() {
    actor.close();
  }

  private static LazyDomain domain(long millis) {
    return LazyDomain.builder().scheme(Scheme.SHOOTDOWN).shootdownTimeout(millis, TimeUnit.MILLISECONDS).build();
  }

  private static LazyContext<Resource> newContext(LazyDomain domain) {
    return domain.create(new Resource(), Resource::release);
  }

  @Test
  void releaseUseWakesAParkedBorrowerAndReleasesTheContext() throws Exception {
    LazyDomain domain = domain(20_000);
    LazyContext<Resource> context = newContext(domain);
    Worker worker = actor.call(() -> domain.register("parked"));
    LazyContract.borrow(actor, worker, context);
    Actor.Step<Void> parked = actor.beginAndPark(() -> worker.park(TimeUnit.SECONDS.toNanos(60)));
    Resource resource = context.resource();
    assertTrue(context.releaseUse());
    assertTrue(resource.isReleased());
    assertSame(Thread.currentThread(), resource.releaser);
    parked.result();
    assertNull(actor.call(worker::active));
    assertEquals(List.of(), context.unanswered());
    assertEquals(1, domain.statistics().requests());
    actor.run(worker::close);
  }

  @Test
  void workerIsWokenByItsOwnWakeUpAction() throws Exception {
    LazyDomain domain = domain(20_000);
    LazyContext<Resource> context = newContext(domain);
    CountDownLatch selector = new CountDownLatch(1);
    Worker worker = actor.call(() -> domain.register("event loop", selector::countDown));
    LazyContract.borrow(actor, worker, context);
    Actor.Step<Void> parked =
        actor.beginAndPark(
            () -> {
              selector.await();
              worker.finishSwitch();
            });
    context.releaseUse();
    parked.result();
    assertTrue(context.isReleased());
    actor.run(worker::close);
  }

  @Test
  void unansweringWorkerIsNamedAndKeepsTheContext() throws Exception {
    LazyDomain domain = domain(5);
    LazyContext<Resource> context = newContext(domain);
    Worker worker = actor.call(() -> domain.register("unanswering"));
    LazyContract.borrow(actor, worker, context);
    assertFalse(context.releaseUse(), "the worker has not answered");
    assertEquals(List.of("unanswering"), context.unanswered());
    assertEquals(1, domain.statistics().unanswered());
    assertFalse(context.isReleased());
    assertSame(context, actor.call(worker::active));
    actor.run(worker::finishSwitch);
    assertTrue(context.isReleased());
    actor.run(worker::close);
  }

  @Test
  void timeoutOfZeroAsksAndDoesNotWait() throws Exception {
    LazyDomain domain = domain(0);
    Worker worker = actor.call(() -> domain.register("worker"));
    LazyContext<Resource> context = newContext(domain);
    LazyContract.borrow(actor, worker, context);
    assertFalse(context.releaseUse());
    assertTrue(worker.hasRequest());
    actor.run(worker::close);
    assertTrue(context.isReleased());
    assertThrows(IllegalArgumentException.class, () -> LazyDomain.builder().shootdownTimeout(-1, TimeUnit.NANOSECONDS));
  }

  @Test
  void workerThatBorrowsAnotherContextIsNotAsked() throws Exception {
    LazyDomain domain = domain(20_000);
    LazyContext<Resource> context = newContext(domain);
    LazyContext<Resource> other = newContext(domain);
    Worker worker = actor.call(() -> domain.register("busy"));
    LazyContract.borrow(actor, worker, context);
    LazyContract.borrow(actor, worker, other);
    context.releaseUse();
    assertTrue(context.isReleased());
    assertEquals(0, domain.statistics().requests());
    actor.run(worker::close);
    other.releaseUse();
  }

  @Test
  void closedWorkerIsNotWaitedFor() throws Exception {
    LazyDomain domain = domain(20_000);
    LazyContext<Resource> context = newContext(domain);
    Worker worker = actor.call(() -> domain.register("closed"));
    LazyContract.borrow(actor, worker, context);
    actor.run(worker::close);
    context.releaseUse();
    assertTrue(context.isReleased());
  }

  /** The worker would wait for its own answer. */
  @Test
  void workerThatReleasesItsOwnBorrowKeepsItUntilItsNextSwitch() throws Exception {
    LazyDomain domain = domain(20_000);
    LazyContext<Resource> context = newContext(domain);
    Worker worker = actor.call(() -> domain.register("self"));
    LazyContract.borrow(actor, worker, context);
    actor.run(context::releaseUse);
    assertFalse(context.isReleased());
    assertEquals(List.of(), context.unanswered());
    actor.run(worker::close);
    assertTrue(context.isReleased());
  }

  @Test
  void interruptDoesNotEndTheWaitAndStaysPending() throws Exception {
    LazyDomain domain = domain(20_000);
    LazyContext<Resource> context = newContext(domain);
    Worker worker = actor.call(() -> domain.register("late"));
    LazyContract.borrow(actor, worker, context);
    try (Actor closer = new Actor("closer")) {
      Actor.Step<Boolean> closing =
          closer.begin(
              () -> {
                context.releaseUse();
                return Thread.interrupted();
              });
      Actor.awaitCondition("the worker to be asked", () -> domain.statistics().requests() == 1);
      closer.interrupt();
      Thread.sleep(5);
      assertFalse(closing.isDone());
      actor.run(worker::finishSwitch);
      assertTrue(closing.result());
    }
    assertTrue(context.isReleased());
    actor.run(worker::close);
  }

  @Test
  void firstUnansweredRequestIsLogged() throws Exception {
    LazyDomain domain = domain(2);
    Worker worker = actor.call(() -> domain.register("unanswering"));
    try (CapturedLog warnings = new CapturedLog(LazyDomain.class)) {
      for (int i = 0; i < 3; i++) {
        LazyContext<Resource> context = newContext(domain);
        LazyContract.borrow(actor, worker, context);
        assertFalse(context.releaseUse());
      }
      assertEquals(1, warnings.number());
      assertTrue(warnings.text().contains("[unanswering] did not release LazyContext["), warnings::text);
    }
    assertEquals(3, domain.statistics().unanswered());
    actor.run(worker::close);
    assertEquals(0, domain.statistics().unreleased());
  }

  /** The wake-up of another language may throw a checked exception; the hazard is converted all the same. */
  @Test
  void failingWakeUpDoesNotReleaseABorrowedContext() throws Exception {
    LazyDomain domain = domain(2);
    for (Throwable failure : List.of(new OutOfMemoryError("wake-up"), new InstantiationException("wake-up"))) {
      LazyContext<Resource> context = newContext(domain);
      Worker worker = actor.call(() -> domain.register("failing", () -> throwSneakily(failure)));
      LazyContract.borrow(actor, worker, context);
      assertSame(failure, assertThrows(Throwable.class, context::releaseUse));
      assertFalse(context.isReleased());
      assertEquals(0, context.users());
      actor.run(worker::close);
      assertTrue(context.isReleased());
    }
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void throwSneakily(Throwable failure) throws E {
    throw (E) failure;
  }
}
