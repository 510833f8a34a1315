package org.vmalock.lazymm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmalock.testing.Actor;
import org.vmalock.testing.CapturedLog;
import org.vmalock.testing.Effort;
import org.vmalock.testing.Parking;
import org.vmalock.testing.TimeLimit;

/** Contract of contexts, workers and domains under every scheme and for every scan set. */
@TimeLimit
abstract class LazyContract {
  final Scheme scheme;
  final ScanSet scanSet;
  final LazyDomain domain;
  final Actor actor = new Actor("worker");
  final CapturedLog warnings = new CapturedLog(LazyDomain.class);
  Worker worker;

  LazyContract(Scheme scheme, ScanSet scanSet) {
    this.scheme = scheme;
    this.scanSet = scanSet;
    domain = builder().build();
  }

  /** Returns a builder with a short shootdown timeout: in most tests the worker does not answer a shootdown. */
  LazyDomain.Builder builder() {
    return LazyDomain.builder()
        .name("test")
        .scheme(scheme)
        .scanSet(scanSet)
        .workers(130)
        .shootdownTimeout(1, TimeUnit.MILLISECONDS);
  }

  @BeforeEach
  void register() throws Exception {
    worker = actor.call(() -> domain.register("worker"));
  }

  @AfterEach
  void countsAreBalanced() throws Exception {
    if (worker.isRegistered()) {
      actor.run(worker::close);
    }
    actor.close();
    warnings.close();
    LazyStats statistics = domain.statistics();
    assertEquals(0, domain.pendingHandOffs());
    assertEquals(0, domain.registeredWorkers());
    assertEquals(statistics.conversions(), statistics.takenBack() + statistics.releasedOnBehalf() + statistics.releasedByWorker());
    assertEquals(0, domain.slots().occupied());
    assertEquals(0, domain.slots().visible());
  }

  LazyContext<Resource> newContext() {
    return domain.create(new Resource(), Resource::release);
  }

  /** Runs a task of the context on the worker, which then keeps the context lazily. */
  void borrow(LazyContext<?> context) throws Exception {
    borrow(actor, worker, context);
  }

  static void borrow(Actor actor, Worker worker, LazyContext<?> context) throws Exception {
    actor.run(
        () -> {
          worker.switchTo(context);
          worker.switchToIdle();
        });
  }

  // ---- Borrowing

  @Test
  void lastUserReleasesAContextThatIsNotBorrowed() {
    LazyContext<Resource> context = newContext();
    Resource resource = context.resource();
    context.acquireUse();
    context.releaseUse();
    assertFalse(resource.isReleased());
    context.releaseUse();
    assertTrue(resource.isReleased());
    assertSame(Thread.currentThread(), resource.releaser);
    assertTrue(context.isReleased());
  }

  @Test
  void borrowedContextIsKeptUntilTheWorkerSwitches() throws Exception {
    LazyContext<Resource> context = newContext();
    LazyContext<Resource> other = newContext();
    Resource resource = context.resource();
    borrow(context);
    context.releaseUse();
    assertFalse(resource.isReleased());
    assertSame(resource, actor.call(() -> worker.active().resource()));
    actor.run(
        () -> {
          worker.switchToIdle(); // an idle worker stays idle
          worker.switchToIdle();
          assertReleasedOnlyUnderShootdown(resource);
        });
    actor.run(() -> worker.switchTo(other));
    assertTrue(resource.isReleased());
    actor.run(worker::switchToIdle);
    other.releaseUse();
  }

  /** Under SHOOTDOWN the worker has been asked and releases the kept context at its next switch. */
  private void assertReleasedOnlyUnderShootdown(Resource resource) {
    assertEquals(scheme == Scheme.SHOOTDOWN, resource.isReleased());
    assertEquals(scheme == Scheme.SHOOTDOWN, worker.active() == null);
  }

  @Test
  void releaseActionSeesTheWritesOfTheBorrower() throws Exception {
    LazyContext<Resource> context = newContext();
    Resource resource = context.resource();
    borrow(context);
    context.releaseUse();
    actor.run(() -> resource.written = 42);
    actor.run(worker::close);
    assertTrue(resource.isReleased());
    assertEquals(42, resource.seen);
  }

  @Test
  void repeatedSwitchesKeepTheCounts() throws Exception {
    LazyContext<Resource> context = newContext();
    for (int i = 0; i < 1_000; i++) {
      borrow(context);
    }
    assertEquals(1, context.users());
    actor.run(() -> worker.switchTo(context));
    assertEquals(1, context.count());
    actor.run(worker::switchToIdle);
    actor.run(worker::close);
    assertEquals(1, context.count());
    context.releaseUse();
    assertTrue(context.isReleased());
  }

  @Test
  void alternatingBetweenTwoContextsKeepsTheCounts() throws Exception {
    LazyContext<Resource> one = newContext();
    LazyContext<Resource> two = newContext();
    for (int i = 0; i < 100; i++) {
      borrow(one);
      borrow(two);
    }
    one.releaseUse();
    assertTrue(one.isReleased());
    two.releaseUse();
    assertFalse(two.isReleased());
    actor.run(worker::close);
    assertTrue(two.isReleased());
  }

  @Test
  void maskNamesExactlyThePossibleBorrowers() throws Exception {
    LazyContext<Resource> one = newContext();
    LazyContext<Resource> two = newContext();
    boolean masked = scanSet == ScanSet.MASK && scheme != Scheme.REFCOUNT;
    borrow(one);
    assertEquals(masked ? 0 : -1, one.nextInMask(0));
    actor.run(() -> worker.switchTo(one));
    borrow(two);
    assertEquals(-1, one.nextInMask(0));
    assertEquals(masked ? 0 : -1, two.nextInMask(0));
    actor.run(worker::close);
    assertEquals(-1, two.nextInMask(0));
    one.releaseUse();
    two.releaseUse();
  }

  @Test
  void eachOfManyBorrowersKeepsTheContext() throws Exception {
    LazyContext<Resource> context = newContext();
    List<Actor> actors = new ArrayList<>();
    List<Worker> workers = new ArrayList<>();
    for (int i = 0; i < 80; i++) { // more rows than one word of the summary covers
      Actor next = new Actor("worker-" + i);
      Worker nextWorker = next.call(() -> domain.register("borrower"));
      actors.add(next);
      workers.add(nextWorker);
      borrow(next, nextWorker, context);
    }
    context.releaseUse();
    for (int i = 0; i < 80; i++) {
      assertFalse(context.isReleased(), "at " + i);
      actors.get(i).run(workers.get(i)::close);
      actors.get(i).close();
    }
    assertTrue(context.isReleased());
  }

  /** Few of 130 workers are left, in words of the summary and of the mask that are nearly empty; the others are closed or parked. */
  @Test
  void eachOfFewBorrowersInRowsFarApartKeepsTheContext() throws Exception {
    int[] rows = {31, 64, 67, 128, 129};
    LazyContext<Resource> context = newContext();
    LazyContext<Resource> other = newContext();
    Resource resource = context.resource();
    List<Worker> workers = new ArrayList<>(List.of(worker));
    for (int row = 1; row < 130; row++) {
      int number = row;
      workers.add(actor.call(() -> domain.register("row-" + number)));
    }
    borrow(actor, workers.get(65), other);
    for (int row : rows) {
      borrow(actor, workers.get(row), context);
    }
    for (int row = 0; row < 130; row++) {
      Worker next = workers.get(row);
      if (row % 3 == 1 && !next.isBorrowing()) {
        actor.run(() -> next.park(1));
      } else if (!next.isBorrowing()) {
        actor.run(next::close);
      }
    }
    assertFalse(context.releaseUse());
    for (int row : rows) {
      assertFalse(resource.isReleased(), "before row " + row);
      assertEquals(scheme == Scheme.SHOOTDOWN, context.unanswered().contains("row-" + row));
      actor.run(workers.get(row)::close);
    }
    assertTrue(resource.isReleased());
    assertFalse(other.isReleased());
    assertEquals(scheme == Scheme.SHOOTDOWN ? rows.length : 0, context.unanswered().size());
    for (Worker next : workers) {
      if (next.isRegistered()) {
        actor.run(next::close);
      }
    }
    other.releaseUse();
  }

  @Test
  void workerWithoutASlotHoldsACount() throws Exception {
    LazyDomain small = builder().workers(1).build();
    try (Actor second = new Actor("second")) {
      Worker first = actor.call(() -> small.register("first"));
      Worker without = second.call(() -> small.register("without a slot"));
      LazyContext<Resource> context = small.create(new Resource(), Resource::release);
      borrow(actor, first, context);
      borrow(second, without, context);
      context.releaseUse();
      assertFalse(context.isReleased());
      actor.run(first::close);
      assertFalse(context.isReleased());
      second.run(() -> without.park(1));
      second.run(without::close);
      assertTrue(context.isReleased());
    }
  }

  @Test
  void retainKeepsTheResourceWithoutUsers() {
    LazyContext<Resource> context = newContext();
    context.retain();
    context.releaseUse();
    assertFalse(context.isReleased());
    assertFalse(context.tryAcquireUse());
    context.resource().use();
    context.release();
    assertTrue(context.isReleased());
  }

  // ---- Release of the kept context

  @Test
  void releaseKeptReleasesTheContextBeforeTheWorkerSleepsElsewhere() throws Exception {
    LazyContext<Resource> context = newContext();
    borrow(context);
    context.releaseUse();
    assertFalse(context.isReleased());
    actor.run(worker::releaseKept);
    assertTrue(context.isReleased());
    assertFalse(worker.isBorrowing());
    assertNull(actor.call(worker::active));
    LazyContext<Resource> other = newContext();
    actor.run(worker::releaseKept);
    borrow(other);
    borrow(other);
    actor.run(worker::releaseKept);
    assertFalse(other.isReleased());
    borrow(other);
    other.releaseUse();
    assertFalse(other.isReleased());
    actor.run(worker::close);
    assertTrue(other.isReleased());
  }

  @Test
  void releaseKeptIsRefusedInATaskAndByOtherThreads() throws Exception {
    LazyContext<Resource> context = newContext();
    assertThrows(IllegalStateException.class, worker::releaseKept);
    actor.run(() -> worker.switchTo(context));
    IllegalStateException refused = assertThrows(IllegalStateException.class, () -> actor.run(worker::releaseKept));
    assertTrue(refused.getMessage().contains("switchToIdle"), refused::getMessage);
    assertTrue(worker.isRunningTask());
    actor.run(worker::switchToIdle);
    actor.run(worker::close);
    assertThrows(IllegalStateException.class, () -> actor.run(worker::releaseKept));
    context.releaseUse();
  }

  @Test
  void releaseUseReturnsWhetherTheContextIsReleased() throws Exception {
    LazyContext<Resource> context = newContext();
    context.acquireUse();
    assertFalse(context.releaseUse());
    assertTrue(context.releaseUse());
    LazyContext<Resource> borrowed = newContext();
    borrow(borrowed);
    assertFalse(borrowed.releaseUse());
    actor.run(worker::releaseKept);
    assertTrue(borrowed.isReleased());
    assertFalse(domain.createImmortal(new Resource()).releaseUse());
  }

  // ---- From borrowed to used

  @Test
  void tryUseTurnsABorrowIntoAUse() throws Exception {
    LazyContext<Resource> context = newContext();
    borrow(context);
    assertTrue(actor.call(worker::tryUse));
    assertTrue(worker.isRunningTask());
    context.releaseUse();
    assertEquals(1, context.users());
    assertFalse(context.isReleased());
    actor.run(
        () -> {
          worker.switchToIdle();
          context.releaseUse();
        });
    assertFalse(context.isReleased());
    actor.run(worker::close);
    assertTrue(context.isReleased());
  }

  @Test
  void tryUseFailsWithoutUsersAndKeepsTheBorrow() throws Exception {
    LazyContext<Resource> context = newContext();
    borrow(context);
    context.releaseUse();
    assertFalse(actor.call(worker::tryUse));
    assertFalse(context.isReleased());
    actor.run(worker::close);
    assertTrue(context.isReleased());
  }

  // ---- Immortal contexts

  @Test
  void immortalContextTakesNoSlotAndCannotBeReleased() throws Exception {
    LazyContext<Resource> init = domain.createImmortal(new Resource());
    borrow(init);
    assertFalse(worker.isBorrowing());
    assertSame(init, actor.call(worker::active));
    assertEquals(0, domain.slots().occupied());
    init.releaseUse();
    init.release();
    init.retain();
    init.acquireUse();
    assertTrue(init.tryAcquireUse());
    assertFalse(init.isReleased());
    init.resource().use();
    assertTrue(actor.call(worker::tryUse));
    actor.run(worker::switchToIdle);
  }

  // ---- Incorrect use

  @Test
  void surplusReleaseIsRefused() {
    LazyContext<Resource> context = newContext();
    context.releaseUse();
    assertThrows(ContextReleasedException.class, context::releaseUse);
    assertThrows(ContextReleasedException.class, context::release);
    assertThrows(ContextReleasedException.class, context::acquireUse);
    assertThrows(ContextReleasedException.class, context::retain);
    assertFalse(context.tryAcquireUse());
    assertThrows(ContextReleasedException.class, context::resource);
    assertEquals(0, context.users());
    assertEquals(0, context.count());
  }

  @Test
  void switchToRefusesAContextWithoutUsers() throws Exception {
    LazyContext<Resource> context = newContext();
    LazyContext<Resource> other = newContext();
    borrow(other);
    context.releaseUse();
    assertThrows(ContextReleasedException.class, () -> actor.run(() -> worker.switchTo(context)));
    assertSame(other, actor.call(worker::active));
    assertTrue(worker.isBorrowing());
    other.releaseUse();
  }

  @Test
  void switchToIdleIsRefusedAfterAPrematureRelease() throws Exception {
    LazyContext<Resource> context = newContext();
    actor.run(() -> worker.switchTo(context));
    context.releaseUse();
    assertThrows(ContextReleasedException.class, () -> actor.run(worker::switchToIdle));
    assertTrue(worker.isRunningTask());
    assertEquals(0, domain.slots().occupied());
  }

  @Test
  void onlyTheThreadOfAWorkerMaySwitch() {
    LazyContext<Resource> context = newContext();
    assertThrows(IllegalStateException.class, () -> worker.switchTo(context));
    assertThrows(IllegalStateException.class, worker::switchToIdle);
    assertThrows(IllegalStateException.class, worker::finishSwitch);
    assertThrows(IllegalStateException.class, worker::tryUse);
    assertThrows(IllegalStateException.class, () -> worker.park(1));
    IllegalStateException refused = assertThrows(IllegalStateException.class, worker::close);
    assertTrue(refused.getMessage().contains("registered it"), refused.getMessage());
    assertTrue(worker.isRegistered());
    context.releaseUse();
  }

  @Test
  void contextOfAnotherDomainIsRefused() {
    LazyContext<Resource> foreign = builder().build().create(new Resource(), Resource::release);
    assertThrows(IllegalArgumentException.class, () -> actor.run(() -> worker.switchTo(foreign)));
    foreign.releaseUse();
  }

  @Test
  void tryUseWithoutABorrowIsRefused() throws Exception {
    assertThrows(IllegalStateException.class, () -> actor.run(worker::tryUse));
    LazyContext<Resource> context = newContext();
    actor.run(() -> worker.switchTo(context));
    assertThrows(IllegalStateException.class, () -> actor.run(worker::tryUse));
    context.releaseUse();
  }

  // ---- Register and close

  @Test
  void closeReleasesTheBorrowedContext() throws Exception {
    LazyContext<Resource> context = newContext();
    borrow(context);
    actor.run(worker::close);
    assertEquals(1, context.users());
    assertFalse(context.isReleased());
    context.releaseUse();
    assertTrue(context.isReleased());
    assertFalse(worker.isRegistered());
    assertThrows(IllegalStateException.class, () -> actor.run(worker::close));
    assertThrows(IllegalStateException.class, () -> actor.run(() -> worker.switchTo(context)));
  }

  @Test
  void closeDuringATaskReleasesTheContext() throws Exception {
    LazyContext<Resource> context = newContext();
    actor.run(() -> worker.switchTo(context));
    actor.run(worker::close);
    assertFalse(context.isReleased());
    context.releaseUse();
    assertTrue(context.isReleased());
  }

  @Test
  @Tag("race")
  void repeatedRegisterAndCloseKeepsTheCounts() throws Exception {
    LazyContext<Resource> context = newContext();
    actor.run(
        () -> {
          for (int i = 0; i < Effort.of(2_000, 100_000); i++) {
            Worker next = domain.register("short");
            assertNull(next.active());
            next.switchTo(context);
            next.switchToIdle();
            next.close();
          }
        });
    assertEquals(1, context.count());
    assertEquals(1, context.users());
    assertEquals(1, domain.registeredWorkers());
    context.releaseUse();
    assertTrue(context.isReleased());
  }

  @Test
  void workersOfTerminatedThreadsAreClosedByOtherThreads() throws Exception {
    LazyContext<Resource> context = newContext();
    LazyContext<Resource> other = newContext();
    Thread terminating =
        new Thread(
            () -> {
              Worker abandoned = domain.register("terminating");
              abandoned.switchTo(context);
              abandoned.switchToIdle();
            });
    terminating.start();
    terminating.join();
    borrow(other);
    context.releaseUse();
    assertFalse(context.isReleased());
    assertEquals(1, domain.closeTerminated());
    assertTrue(context.isReleased());
    assertEquals(0, domain.closeTerminated());
    assertTrue(worker.isRegistered());
    other.releaseUse();
  }

  // ---- The release action

  @Test
  void exceptionOfTheReleaseActionReachesTheReleasingThread() throws Exception {
    IllegalStateException thrown = new IllegalStateException("close failed");
    LazyContext<String> context =
        domain.create(
            "resource",
            resource -> {
              throw thrown;
            });
    LazyContext<Resource> other = newContext();
    borrow(context);
    context.releaseUse();
    assertNull(context.releaseFailure());
    assertSame(thrown, assertThrows(IllegalStateException.class, () -> actor.run(() -> worker.switchTo(other))));
    assertSame(other, actor.call(worker::active));
    assertTrue(worker.isRunningTask());
    assertTrue(context.isReleased());
    assertSame(thrown, context.releaseFailure());
    assertEquals(1, domain.statistics().releaseFailures());
    actor.run(worker::switchToIdle);
    other.releaseUse();
  }

  @Test
  void releaseActionMayUseWorkersAndContexts() throws Exception {
    LazyContext<Resource> second = newContext();
    LazyContext<Resource> third = newContext();
    LazyContext<Resource> first =
        domain.create(
            new Resource(),
            resource -> {
              resource.release();
              Worker current = worker;
              current.switchToIdle();
              current.switchTo(third);
              current.switchToIdle();
              second.releaseUse();
              newContext().releaseUse();
            });
    borrow(first);
    first.releaseUse();
    LazyContext<Resource> other = newContext();
    actor.run(() -> worker.switchTo(other));
    assertTrue(first.isReleased());
    assertTrue(second.isReleased());
    assertSame(third, actor.call(worker::active));
    third.releaseUse();
    other.releaseUse();
  }

  // ---- Recycling

  @Test
  void releasedContextCanBeRecycled() throws Exception {
    LazyContext<Resource> context = newContext();
    long generation = context.generation();
    assertTrue(context.tryAcquireUse(generation));
    context.releaseUse();
    assertThrows(IllegalStateException.class, () -> context.recycle(new Resource(), Resource::release));
    borrow(context);
    context.releaseUse();
    assertThrows(IllegalStateException.class, () -> context.recycle(new Resource(), Resource::release));
    actor.run(worker::close);
    Resource next = new Resource();
    long recycled = context.recycle(next, Resource::release);
    assertNotEquals(generation, recycled);
    assertEquals(recycled, context.generation());
    assertFalse(context.tryAcquireUse(generation));
    assertEquals(1, context.users());
    assertTrue(context.tryAcquireUse(recycled));
    context.releaseUse();
    assertSame(next, context.resource());
    context.releaseUse();
    assertTrue(next.isReleased());
  }

  // ---- Changing the scheme

  @Test
  void schemeChangesWhileAWorkerBorrows() throws Exception {
    for (Scheme from : Scheme.values()) {
      for (Scheme to : Scheme.values()) {
        domain.changeScheme(from, 0, TimeUnit.NANOSECONDS);
        LazyContext<Resource> context = newContext();
        LazyContext<Resource> other = newContext();
        borrow(context);
        domain.changeScheme(to, 0, TimeUnit.NANOSECONDS);
        context.releaseUse();
        assertFalse(context.isReleased(), () -> from + " to " + to);
        borrow(other);
        assertTrue(context.isReleased(), () -> from + " to " + to);
        other.releaseUse();
        actor.run(worker::finishSwitch);
        actor.run(() -> worker.switchTo(domain.createImmortal(new Resource())));
        assertTrue(other.isReleased(), () -> from + " to " + to);
        actor.run(worker::switchToIdle);
      }
    }
  }

  @Test
  void borrowsAfterAChangeUseTheNewScheme() throws Exception {
    int slot = domain.slots().slot(0);
    LazyContext<Resource> context = newContext();
    for (Scheme next : Scheme.values()) {
      assertTrue(domain.changeScheme(next, 0, TimeUnit.NANOSECONDS));
      borrow(context);
      long token = domain.slots().get(slot);
      assertEquals(next == Scheme.REFCOUNT ? 2 : 1, context.count());
      assertEquals(next == Scheme.REFCOUNT, token == 0);
      assertEquals(next == Scheme.HAZARD_EXACT, (token & Lifetime.EXACT) != 0);
      Worker late = actor.call(() -> domain.register("late"));
      borrow(actor, late, context);
      assertEquals(next == Scheme.REFCOUNT ? 3 : 1, context.count());
      actor.run(late::close);
      actor.run(() -> worker.switchTo(context));
    }
    actor.run(worker::close);
    context.releaseUse();
    assertTrue(context.isReleased());
  }

  @Test
  void drainWakesParkedWorkersAndEndsAllBorrows() throws Exception {
    LazyContext<Resource> context = newContext();
    borrow(context);
    Actor.Step<Void> parked = actor.beginAndPark(() -> worker.park(TimeUnit.SECONDS.toNanos(30)));
    assertTrue(domain.drain(10, TimeUnit.SECONDS));
    parked.result();
    assertFalse(worker.isBorrowing());
    assertNull(actor.call(worker::active));
    context.releaseUse();
    assertTrue(context.isReleased());
  }

  @Test
  void drainReturnsFalseIfAWorkerDoesNotAnswer() throws Exception {
    LazyContext<Resource> context = newContext();
    borrow(context);
    assertFalse(domain.drain(1, TimeUnit.MILLISECONDS));
    assertTrue(worker.isBorrowing());
    actor.run(worker::finishSwitch);
    assertFalse(worker.isBorrowing());
    context.releaseUse();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void drainAndChangeWithoutTimeDoNotWait(long nanos) throws Exception {
    LazyContext<Resource> context = newContext();
    borrow(context);
    assertFalse(Parking.withoutParking(() -> domain.drain(nanos, TimeUnit.NANOSECONDS)));
    assertFalse(Parking.withoutParking(() -> domain.changeScheme(scheme, nanos, TimeUnit.NANOSECONDS)));
    assertTrue(worker.isBorrowing());
    actor.run(worker::finishSwitch);
    assertTrue(Parking.withoutParking(() -> domain.drain(nanos, TimeUnit.NANOSECONDS)), "no worker borrows");
    context.releaseUse();
  }

  @Test
  void changeOverEndsBorrowsOfTheOldScheme() throws Exception {
    LazyContext<Resource> context = newContext();
    borrow(context);
    Actor.Step<Void> parked = actor.beginAndPark(() -> worker.park(TimeUnit.SECONDS.toNanos(30)));
    Scheme next = scheme == Scheme.REFCOUNT ? Scheme.HAZARD : Scheme.REFCOUNT;
    assertTrue(domain.changeScheme(next, 10, TimeUnit.SECONDS));
    parked.result();
    assertSame(next, domain.scheme());
    borrow(context);
    context.releaseUse();
    actor.run(worker::close);
    assertTrue(context.isReleased());
  }

  // ---- Parking

  @Test
  void scansSkipAParkedWorkerThatBorrowsNothing() throws Exception {
    Actor.Step<Void> parked = actor.beginAndPark(() -> worker.park(TimeUnit.SECONDS.toNanos(30)));
    assertEquals(0, domain.slots().visible());
    java.util.concurrent.locks.LockSupport.unpark(actor.thread());
    parked.result();
    LazyContext<Resource> context = newContext();
    borrow(context);
    assertEquals(1, domain.slots().visible());
    context.releaseUse();
    assertFalse(context.isReleased());
  }

  @Test
  void messagesNameTheObjectAndItsState() throws Exception {
    LazyContext<Resource> context = newContext();
    assertTrue(context.toString().contains("1 users, count 1"), context.toString());
    borrow(context);
    assertTrue(worker.toString().contains("worker: idle, borrows"), worker.toString());
    assertTrue(domain.toString().contains(scheme.name()), domain.toString());
    assertNotNull(domain.statistics());
    context.releaseUse();
    actor.run(worker::close);
    assertTrue(context.toString().contains("released"), context.toString());
    assertTrue(worker.toString().contains("closed"), worker.toString());
  }
}
