package org.vmalock.lazymm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.vmalock.lazymm.LazyRef.Borrow;
import org.vmalock.testing.Actor;
import org.vmalock.testing.Effort;
import org.vmalock.testing.SpinBarrier;
import org.vmalock.testing.TimeLimit;

/** Two threads that end, renew, close, register or borrow the same thing at the same time. */
@TimeLimit
class LazyRaceTest {
  private final SpinBarrier barrier = new SpinBarrier(2);

  @Test
  void aBorrowThatTwoThreadsCloseEndsOnce() throws Exception {
    int rounds = Effort.of(20_000, 1_000_000);
    AtomicReference<Borrow<Resource>> shared = new AtomicReference<>();
    AtomicInteger refused = new AtomicInteger();
    Resource resource = new Resource();
    LazyRef<Resource> ref = new LazyRef<>(resource, Resource::release);
    try (Actor closer = new Actor("closer")) {
      Actor.Step<Void> closes = closer.begin(() -> {
        for (int round = 0; round < rounds; round++) {
          barrier.await();
          close(shared.get(), refused);
          barrier.await();
        }
        return null;
      });
      for (int round = 0; round < rounds; round++) {
        shared.set(ref.borrow());
        barrier.await();
        close(shared.get(), refused);
        barrier.await();
      }
      closes.result();
    }
    assertEquals(rounds, refused.get(), "of two closes of one borrow, one is refused");
    ref.close();
    assertTrue(resource.isReleased(), "no borrow is left");
  }

  private static void close(Borrow<Resource> borrow, AtomicInteger refused) {
    try {
      borrow.close();
    } catch (ContextReleasedException closed) {
      refused.incrementAndGet();
    }
  }

  @Test
  void aUseByGenerationIsNotOneOfALaterGeneration() throws Exception {
    int rounds = Effort.of(20_000, 1_000_000);
    LazyDomain domain = LazyDomain.builder().workers(2).build();
    LazyContext<Resource> context = domain.create(new Resource(), Resource::release);
    AtomicInteger wrong = new AtomicInteger();
    try (Actor user = new Actor("user")) {
      Actor.Step<Void> uses = user.begin(() -> {
        for (int round = 0; round < rounds; round++) {
          long generation = context.generation();
          barrier.await();
          for (int tries = 0; tries < 64 && context.tryAcquireUse(generation); tries++) {
            if (context.generation() != generation) {
              wrong.incrementAndGet();
            }
            context.releaseUse();
          }
          barrier.await();
        }
        return null;
      });
      for (int round = 0; round < rounds; round++) {
        barrier.await();
        context.releaseUse();
        Resource next = new Resource();
        while (!tryRecycle(context, next)) {
          Thread.onSpinWait(); // the other thread is still the last user
        }
        barrier.await();
      }
      uses.result();
    }
    assertEquals(0, wrong.get(), "uses of a later generation");
    assertFalse(context.resource().isReleased());
    context.releaseUse();
    assertEquals(0, domain.statistics().unreleased());
  }

  private static boolean tryRecycle(LazyContext<Resource> context, Resource next) {
    try {
      context.recycle(next, Resource::release);
      return true;
    } catch (IllegalStateException notReleased) {
      return false;
    }
  }

  @Test
  void aContextIsNotRecycledInsideItsReleaseAction() {
    LazyDomain domain = LazyDomain.builder().workers(2).build();
    AtomicReference<LazyContext<Resource>> shared = new AtomicReference<>();
    LazyContext<Resource> context = domain.create(new Resource(), resource ->
        assertThrows(IllegalStateException.class, () -> shared.get().recycle(new Resource(), Resource::release)));
    shared.set(context);
    long generation = context.generation();
    context.releaseUse();
    assertEquals(generation, context.generation());
    context.recycle(new Resource(), Resource::release);
    context.releaseUse();
    assertEquals(0, domain.statistics().unreleased());
  }

  @Test
  void twoThreadsCloseATerminatedWorkerOnce() throws Exception {
    int rounds = Effort.of(200, 10_000);
    LazyDomain domain = LazyDomain.builder().workers(8).build();
    AtomicInteger closed = new AtomicInteger();
    Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    try (Actor reaper = new Actor("reaper")) {
      Actor.Step<Void> sweeps = reaper.begin(() -> {
        for (int round = 0; round < rounds; round++) {
          barrier.await();
          closeTerminated(domain, closed, failures);
          barrier.await();
        }
        return null;
      });
      for (int round = 0; round < rounds; round++) {
        abandonWorker(domain);
        barrier.await();
        closeTerminated(domain, closed, failures);
        barrier.await();
      }
      sweeps.result();
    }
    assertEquals(List.of(), List.copyOf(failures));
    LazyStats statistics = domain.statistics();
    assertEquals(rounds, closed.get(), "workers closed");
    assertEquals(rounds, statistics.closedTerminated());
    assertEquals(0, statistics.unreleased());
    assertEquals(0, statistics.releaseFailures());
    assertEquals(0, domain.registeredWorkers());
    assertEquals(0, domain.slots().occupied());
  }

  /** Keeps a failure for the end: a thread that does not arrive at the barrier leaves the other one waiting. */
  private static void closeTerminated(LazyDomain domain, AtomicInteger closed, Queue<Throwable> failures) {
    try {
      closed.addAndGet(domain.closeTerminated());
    } catch (RuntimeException | Error failure) {
      failures.add(failure);
    }
  }

  /** Registers a worker, hands a reference to it, and lets its thread terminate. */
  private static void abandonWorker(LazyDomain domain) throws InterruptedException {
    Thread thread = new Thread(() -> {
      LazyContext<Resource> context = domain.create(new Resource(), Resource::release);
      Worker abandoned = domain.register("abandoned");
      abandoned.switchTo(context);
      abandoned.switchToIdle();
      context.releaseUse();
    });
    thread.start();
    thread.join();
  }

  @Test
  void aWorkerThatRegistersBesideAChangeOfSchemeBorrowsByTheNewScheme() throws Exception {
    int rounds = Effort.of(40_000, 400_000);
    LazyDomain domain = LazyDomain.builder().workers(2).scheme(Scheme.REFCOUNT).build();
    LazyContext<Resource> context = domain.create(new Resource(), Resource::release);
    AtomicInteger wrong = new AtomicInteger();
    try (Actor registrar = new Actor("registrar")) {
      Actor.Step<Void> registers = registrar.begin(() -> {
        for (int round = 0; round < rounds; round++) {
          barrier.await();
          Worker worker = domain.register("worker");
          barrier.await(); // the change has returned
          worker.switchTo(context);
          worker.switchToIdle();
          boolean byCount = worker.toString().contains("borrows by a count");
          if (byCount != (domain.scheme() == Scheme.REFCOUNT)) {
            wrong.incrementAndGet();
          }
          worker.close();
          barrier.await();
        }
        return null;
      });
      for (int round = 0; round < rounds; round++) {
        Scheme next = domain.scheme() == Scheme.REFCOUNT ? Scheme.HAZARD : Scheme.REFCOUNT;
        barrier.await();
        domain.changeScheme(next, 0, TimeUnit.SECONDS);
        barrier.await();
        barrier.await();
      }
      registers.result();
    }
    assertEquals(0, wrong.get(), "workers that borrow by an earlier scheme");
    context.releaseUse();
    assertEquals(0, domain.statistics().unreleased());
  }

  @Test
  void aWorkerThatClosesWithAnUnreadRequestEndsTheWaitOfTheLastUser() throws Exception {
    LazyDomain domain = LazyDomain.builder().workers(2).scheme(Scheme.SHOOTDOWN).shootdownTimeout(1, TimeUnit.HOURS).build();
    Resource resource = new Resource();
    LazyContext<Resource> context = domain.create(resource, Resource::release);
    try (Actor borrower = new Actor("borrower");
        Actor lastUser = new Actor("last user")) {
      Worker worker = borrow(borrower, domain, context);
      Actor.Step<Boolean> release = lastUser.beginAndPark(context::releaseUse);
      assertTrue(worker.hasRequest());
      borrower.run(worker::close);
      release.result();
    }
    assertTrue(resource.isReleased());
    assertEquals(0, domain.statistics().unreleased());
  }

  @Test
  void aWorkerOfTheScanSetThatDoesNotBorrowHidesNoOther() throws Exception {
    LazyDomain domain = LazyDomain.builder().workers(2).scheme(Scheme.HAZARD).scanSet(ScanSet.MASK).build();
    Resource resource = new Resource();
    LazyContext<Resource> context = domain.create(resource, Resource::release);
    LazyContext<Resource> other = domain.create(new Resource(), Resource::release);
    try (Actor first = new Actor("first");
        Actor second = new Actor("second")) {
      Worker busy = borrow(first, domain, context);
      first.run(() -> busy.switchTo(other));
      Worker borrower = borrow(second, domain, context);
      context.releaseUse();
      assertFalse(resource.isReleased(), "the second worker borrows");
      second.run(borrower::close);
      assertTrue(resource.isReleased());
      first.run(busy::close);
    }
    other.releaseUse();
    assertEquals(0, domain.statistics().unreleased());
  }

  private static Worker borrow(Actor actor, LazyDomain domain, LazyContext<Resource> context) throws Exception {
    return actor.call(() -> {
      Worker worker = domain.register("worker");
      worker.switchTo(context);
      worker.switchToIdle();
      return worker;
    });
  }
}
