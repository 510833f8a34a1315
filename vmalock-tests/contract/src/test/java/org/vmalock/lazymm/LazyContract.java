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
import org.junit.jupiter.api.Test;
import org.vmalock.Actor;
import org.vmalock.Effort;
import org.vmalock.TimeLimit;

/** What holds under every scheme and for every scan set. */
@TimeLimit
abstract class LazyContract {
  final Scheme scheme;
  final ScanSet scanSet;
  final MmDomain domain;
  final Actor actor = new Actor("worker");
  Cpu cpu;

  LazyContract(Scheme scheme, ScanSet scanSet) {
    this.scheme = scheme;
    this.scanSet = scanSet;
    domain = builder().build();
  }

  /** An impatient one: most tests have a worker that does not answer. */
  MmDomain.Builder builder() {
    return MmDomain.builder()
        .name("test")
        .scheme(scheme)
        .scanSet(scanSet)
        .workers(130)
        .shootdownTimeout(1, TimeUnit.MILLISECONDS);
  }

  @BeforeEach
  void bringUp() throws Exception {
    cpu = actor.call(() -> domain.bringUp("worker"));
  }

  @AfterEach
  void everythingIsInBalance() throws Exception {
    if (cpu.isOnline()) {
      actor.run(cpu::takeDown);
    }
    actor.close();
    LazyStatistics statistics = domain.statistics();
    assertEquals(0, domain.pendingHandOvers());
    assertEquals(0, domain.online());
    assertEquals(statistics.handedOver(), statistics.takenBack() + statistics.droppedOnBehalf() + statistics.droppedByOwner());
    assertEquals(0, domain.slots().occupied());
    assertEquals(0, domain.slots().visible());
  }

  Mm<Resource> open() {
    return domain.create(new Resource(), Resource::release);
  }

  /** The worker has run a task of it, and keeps it. */
  void borrow(Mm<?> mm) throws Exception {
    borrow(actor, cpu, mm);
  }

  static void borrow(Actor actor, Cpu cpu, Mm<?> mm) throws Exception {
    actor.run(
        () -> {
          cpu.switchTo(mm);
          cpu.switchToKernel();
        });
  }

  // ---- Keeping

  @Test
  void whatNobodyBorrowsIsReleasedByItsLastUser() {
    Mm<Resource> mm = open();
    Resource resource = mm.resource();
    mm.get();
    mm.put();
    assertFalse(resource.isReleased());
    mm.put();
    assertTrue(resource.isReleased());
    assertSame(Thread.currentThread(), resource.releaser);
    assertTrue(mm.isReleased());
  }

  @Test
  void whatIsBorrowedIsKeptUntilTheWorkerLeaves() throws Exception {
    Mm<Resource> mm = open();
    Mm<Resource> other = open();
    Resource resource = mm.resource();
    borrow(mm);
    mm.put();
    assertFalse(resource.isReleased());
    assertSame(resource, actor.call(() -> cpu.active().resource()));
    actor.run(
        () -> {
          cpu.switchToKernel(); // from one piece of its own work to the next
          cpu.switchToKernel();
          letGoIsAllowed(resource);
        });
    actor.run(() -> cpu.switchTo(other));
    assertTrue(resource.isReleased());
    actor.run(cpu::switchToKernel);
    other.put();
  }

  /** Under SHOOTDOWN the worker has been asked and lets go at its next switch. */
  private void letGoIsAllowed(Resource resource) {
    assertEquals(scheme == Scheme.SHOOTDOWN, resource.isReleased());
    assertEquals(scheme == Scheme.SHOOTDOWN, cpu.active() == null);
  }

  @Test
  void theReleaseActionSeesWhatTheBorrowerDid() throws Exception {
    Mm<Resource> mm = open();
    Resource resource = mm.resource();
    borrow(mm);
    mm.put();
    actor.run(() -> resource.written = 42);
    actor.run(cpu::takeDown);
    assertTrue(resource.isReleased());
    assertEquals(42, resource.seen);
  }

  @Test
  void goingToAndFroLeavesNothingBehind() throws Exception {
    Mm<Resource> mm = open();
    for (int i = 0; i < 1_000; i++) {
      borrow(mm);
    }
    assertEquals(1, mm.users());
    actor.run(() -> cpu.switchTo(mm));
    assertEquals(1, mm.count());
    actor.run(cpu::switchToKernel);
    actor.run(cpu::takeDown);
    assertEquals(1, mm.count());
    mm.put();
    assertTrue(mm.isReleased());
  }

  @Test
  void goingByTurnsBetweenTwoLeavesNothingBehind() throws Exception {
    Mm<Resource> one = open();
    Mm<Resource> two = open();
    for (int i = 0; i < 100; i++) {
      borrow(one);
      borrow(two);
    }
    one.put();
    assertTrue(one.isReleased());
    two.put();
    assertFalse(two.isReleased());
    actor.run(cpu::takeDown);
    assertTrue(two.isReleased());
  }

  @Test
  void theMaskNamesWhoMayBorrowAndNobodyElse() throws Exception {
    Mm<Resource> one = open();
    Mm<Resource> two = open();
    boolean masked = scanSet == ScanSet.MASK && scheme != Scheme.REFCOUNT;
    borrow(one);
    assertEquals(masked ? 0 : -1, one.nextInMask(0));
    actor.run(() -> cpu.switchTo(one));
    borrow(two);
    assertEquals(-1, one.nextInMask(0));
    assertEquals(masked ? 0 : -1, two.nextInMask(0));
    actor.run(cpu::takeDown);
    assertEquals(-1, two.nextInMask(0));
    one.put();
    two.put();
  }

  @Test
  void manyBorrowersAreAllKept() throws Exception {
    Mm<Resource> mm = open();
    List<Actor> actors = new ArrayList<>();
    List<Cpu> cpus = new ArrayList<>();
    for (int i = 0; i < 80; i++) { // more than a word of the summary
      Actor next = new Actor("worker-" + i);
      Cpu nextCpu = next.call(() -> domain.bringUp("one of many"));
      actors.add(next);
      cpus.add(nextCpu);
      borrow(next, nextCpu, mm);
    }
    mm.put();
    for (int i = 0; i < 80; i++) {
      assertFalse(mm.isReleased(), "at " + i);
      actors.get(i).run(cpus.get(i)::takeDown);
      actors.get(i).close();
    }
    assertTrue(mm.isReleased());
  }

  @Test
  void whoFindsNoSlotCounts() throws Exception {
    MmDomain small = builder().workers(1).build();
    try (Actor second = new Actor("second")) {
      Cpu first = actor.call(() -> small.bringUp("first"));
      Cpu without = second.call(() -> small.bringUp("without a slot"));
      Mm<Resource> mm = small.create(new Resource(), Resource::release);
      borrow(actor, first, mm);
      borrow(second, without, mm);
      mm.put();
      assertFalse(mm.isReleased());
      actor.run(first::takeDown);
      assertFalse(mm.isReleased());
      second.run(() -> without.park(1));
      second.run(without::takeDown);
      assertTrue(mm.isReleased());
    }
  }

  @Test
  void aGrabKeepsTheResourceWithoutUsers() {
    Mm<Resource> mm = open();
    mm.grab();
    mm.put();
    assertFalse(mm.isReleased());
    assertFalse(mm.tryGet());
    mm.resource().use();
    mm.drop();
    assertTrue(mm.isReleased());
  }

  // ---- A borrowed one becomes a real one

  @Test
  void aBorrowedMmBecomesAUsedOne() throws Exception {
    Mm<Resource> mm = open();
    borrow(mm);
    assertTrue(actor.call(cpu::tryUse));
    assertTrue(cpu.isUser());
    mm.put();
    assertEquals(1, mm.users());
    assertFalse(mm.isReleased());
    actor.run(
        () -> {
          cpu.switchToKernel();
          mm.put();
        });
    assertFalse(mm.isReleased());
    actor.run(cpu::takeDown);
    assertTrue(mm.isReleased());
  }

  @Test
  void aBorrowedMmWithoutUsersStaysBorrowed() throws Exception {
    Mm<Resource> mm = open();
    borrow(mm);
    mm.put();
    assertFalse(actor.call(cpu::tryUse));
    assertFalse(mm.isReleased());
    actor.run(cpu::takeDown);
    assertTrue(mm.isReleased());
  }

  // ---- The immortal one

  @Test
  void theImmortalTakesNoSlotAndCannotBeClosed() throws Exception {
    Mm<Resource> init = domain.createImmortal(new Resource());
    borrow(init);
    assertFalse(cpu.isBorrowing());
    assertSame(init, actor.call(cpu::active));
    assertEquals(0, domain.slots().occupied());
    init.put();
    init.drop();
    init.grab();
    init.get();
    assertTrue(init.tryGet());
    assertFalse(init.isReleased());
    init.resource().use();
    assertTrue(actor.call(cpu::tryUse));
    actor.run(cpu::switchToKernel);
  }

  // ---- Misuse

  @Test
  void aCountThatIsGivenBackTooOftenIsRefused() {
    Mm<Resource> mm = open();
    mm.put();
    assertThrows(MmReleasedException.class, mm::put);
    assertThrows(MmReleasedException.class, mm::drop);
    assertThrows(MmReleasedException.class, mm::get);
    assertThrows(MmReleasedException.class, mm::grab);
    assertFalse(mm.tryGet());
    assertThrows(MmReleasedException.class, mm::resource);
    assertEquals(0, mm.users());
    assertEquals(0, mm.count());
  }

  @Test
  void whatHasNoUserIsNotSwitchedTo() throws Exception {
    Mm<Resource> mm = open();
    Mm<Resource> other = open();
    borrow(other);
    mm.put();
    assertThrows(MmReleasedException.class, () -> actor.run(() -> cpu.switchTo(mm)));
    assertSame(other, actor.call(cpu::active));
    assertTrue(cpu.isBorrowing());
    other.put();
  }

  @Test
  void aTaskThatPutsItsMmTooEarlyIsRefused() throws Exception {
    Mm<Resource> mm = open();
    actor.run(() -> cpu.switchTo(mm));
    mm.put();
    assertThrows(MmReleasedException.class, () -> actor.run(cpu::switchToKernel));
    assertTrue(cpu.isUser());
    assertEquals(0, domain.slots().occupied());
  }

  @Test
  void onlyTheWorkerSwitches() {
    Mm<Resource> mm = open();
    assertThrows(IllegalStateException.class, () -> cpu.switchTo(mm));
    assertThrows(IllegalStateException.class, cpu::switchToKernel);
    assertThrows(IllegalStateException.class, cpu::finishSwitch);
    assertThrows(IllegalStateException.class, cpu::tryUse);
    assertThrows(IllegalStateException.class, () -> cpu.park(1));
    IllegalStateException refused = assertThrows(IllegalStateException.class, cpu::takeDown);
    assertTrue(refused.getMessage().contains("brought it up"), refused.getMessage());
    assertTrue(cpu.isOnline());
    mm.put();
  }

  @Test
  void anotherDomainsMmIsRefused() {
    Mm<Resource> foreign = builder().build().create(new Resource(), Resource::release);
    assertThrows(IllegalArgumentException.class, () -> actor.run(() -> cpu.switchTo(foreign)));
    foreign.put();
  }

  @Test
  void nothingAtHandCannotBecomeUsed() throws Exception {
    assertThrows(IllegalStateException.class, () -> actor.run(cpu::tryUse));
    Mm<Resource> mm = open();
    actor.run(() -> cpu.switchTo(mm));
    assertThrows(IllegalStateException.class, () -> actor.run(cpu::tryUse));
    mm.put();
  }

  // ---- Up and down

  @Test
  void whoIsTakenDownGivesUpWhatItBorrowed() throws Exception {
    Mm<Resource> mm = open();
    borrow(mm);
    actor.run(cpu::takeDown);
    assertEquals(1, mm.users());
    assertFalse(mm.isReleased());
    mm.put();
    assertTrue(mm.isReleased());
    assertFalse(cpu.isOnline());
    assertThrows(IllegalStateException.class, () -> actor.run(cpu::takeDown));
    assertThrows(IllegalStateException.class, () -> actor.run(() -> cpu.switchTo(mm)));
  }

  @Test
  void whoIsTakenDownInTheMidstOfATaskGivesItUp() throws Exception {
    Mm<Resource> mm = open();
    actor.run(() -> cpu.switchTo(mm));
    actor.run(cpu::takeDown);
    assertFalse(mm.isReleased());
    mm.put();
    assertTrue(mm.isReleased());
  }

  @Test
  void churnLosesNothing() throws Exception {
    Mm<Resource> mm = open();
    actor.run(
        () -> {
          for (int i = 0; i < Effort.of(2_000, 100_000); i++) {
            Cpu next = domain.bringUp("short");
            assertNull(next.active());
            next.switchTo(mm);
            next.switchToKernel();
            next.takeDown();
          }
        });
    assertEquals(1, mm.count());
    assertEquals(1, mm.users());
    assertEquals(1, domain.online());
    mm.put();
    assertTrue(mm.isReleased());
  }

  @Test
  void theDeadAreTakenDownByOthers() throws Exception {
    Mm<Resource> mm = open();
    Mm<Resource> other = open();
    Thread dying =
        new Thread(
            () -> {
              Cpu left = domain.bringUp("dying");
              left.switchTo(mm);
              left.switchToKernel();
            });
    dying.start();
    dying.join();
    borrow(other);
    mm.put();
    assertFalse(mm.isReleased());
    assertEquals(1, domain.takeDownDead());
    assertTrue(mm.isReleased());
    assertEquals(0, domain.takeDownDead());
    assertTrue(cpu.isOnline());
    other.put();
  }

  // ---- The release action

  @Test
  void whatTheReleaseActionThrowsReachesWhoDroppedTheLast() throws Exception {
    IllegalStateException thrown = new IllegalStateException("close failed");
    Mm<String> mm =
        domain.create(
            "resource",
            resource -> {
              throw thrown;
            });
    Mm<Resource> other = open();
    borrow(mm);
    mm.put();
    assertNull(mm.releaseFailure());
    assertSame(thrown, assertThrows(IllegalStateException.class, () -> actor.run(() -> cpu.switchTo(other))));
    assertSame(other, actor.call(cpu::active));
    assertTrue(cpu.isUser());
    assertTrue(mm.isReleased());
    assertSame(thrown, mm.releaseFailure());
    assertEquals(1, domain.statistics().releaseFailures());
    actor.run(cpu::switchToKernel);
    other.put();
  }

  @Test
  void theReleaseActionMayUseEverything() throws Exception {
    Mm<Resource> second = open();
    Mm<Resource> third = open();
    Mm<Resource> first =
        domain.create(
            new Resource(),
            resource -> {
              resource.release();
              Cpu mine = cpu;
              mine.switchToKernel();
              mine.switchTo(third);
              mine.switchToKernel();
              second.put();
              open().put();
            });
    borrow(first);
    first.put();
    Mm<Resource> other = open();
    actor.run(() -> cpu.switchTo(other));
    assertTrue(first.isReleased());
    assertTrue(second.isReleased());
    assertSame(third, actor.call(cpu::active));
    third.put();
    other.put();
  }

  // ---- Recycling

  @Test
  void aReleasedMmHasAnotherLife() throws Exception {
    Mm<Resource> mm = open();
    long life = mm.life();
    assertTrue(mm.tryGet(life));
    mm.put();
    assertThrows(IllegalStateException.class, () -> mm.renew(new Resource(), Resource::release));
    borrow(mm);
    mm.put();
    assertThrows(IllegalStateException.class, () -> mm.renew(new Resource(), Resource::release));
    actor.run(cpu::takeDown);
    Resource next = new Resource();
    long again = mm.renew(next, Resource::release);
    assertNotEquals(life, again);
    assertEquals(again, mm.life());
    assertFalse(mm.tryGet(life));
    assertEquals(1, mm.users());
    assertTrue(mm.tryGet(again));
    mm.put();
    assertSame(next, mm.resource());
    mm.put();
    assertTrue(next.isReleased());
  }

  // ---- Changing over

  @Test
  void theSchemeIsChangedBelowABorrower() throws Exception {
    for (Scheme from : Scheme.values()) {
      for (Scheme to : Scheme.values()) {
        domain.changeOver(from, 0, TimeUnit.NANOSECONDS);
        Mm<Resource> mm = open();
        Mm<Resource> other = open();
        borrow(mm);
        domain.changeOver(to, 0, TimeUnit.NANOSECONDS);
        mm.put();
        assertFalse(mm.isReleased(), () -> from + " to " + to);
        borrow(other);
        assertTrue(mm.isReleased(), () -> from + " to " + to);
        other.put();
        actor.run(cpu::finishSwitch);
        actor.run(() -> cpu.switchTo(domain.createImmortal(new Resource())));
        assertTrue(other.isReleased(), () -> from + " to " + to);
        actor.run(cpu::switchToKernel);
      }
    }
  }

  @Test
  void whatIsBorrowedAfterTheChangeIsBorrowedTheNewWay() throws Exception {
    int slot = domain.slots().slot(0);
    Mm<Resource> mm = open();
    for (Scheme next : Scheme.values()) {
      assertTrue(domain.changeOver(next, 0, TimeUnit.NANOSECONDS));
      borrow(mm);
      long token = domain.slots().get(slot);
      assertEquals(next == Scheme.REFCOUNT ? 2 : 1, mm.count());
      assertEquals(next == Scheme.REFCOUNT, token == 0);
      assertEquals(next == Scheme.HAZARD_EXACT, (token & Life.EXCHANGED) != 0);
      Cpu late = actor.call(() -> domain.bringUp("late"));
      borrow(actor, late, mm);
      assertEquals(next == Scheme.REFCOUNT ? 3 : 1, mm.count());
      actor.run(late::takeDown);
      actor.run(() -> cpu.switchTo(mm));
    }
    actor.run(cpu::takeDown);
    mm.put();
    assertTrue(mm.isReleased());
  }

  @Test
  void drainingWakesSleepersAndEndsAllBorrows() throws Exception {
    Mm<Resource> mm = open();
    borrow(mm);
    Actor.Step<Void> asleep = actor.beginAndPark(() -> cpu.park(TimeUnit.SECONDS.toNanos(30)));
    assertTrue(domain.drain(10, TimeUnit.SECONDS));
    asleep.result();
    assertFalse(cpu.isBorrowing());
    assertNull(actor.call(cpu::active));
    mm.put();
    assertTrue(mm.isReleased());
  }

  @Test
  void drainingSaysWhenSomebodyDoesNotAnswer() throws Exception {
    Mm<Resource> mm = open();
    borrow(mm);
    assertFalse(domain.drain(1, TimeUnit.MILLISECONDS));
    assertTrue(cpu.isBorrowing());
    actor.run(cpu::finishSwitch);
    assertFalse(cpu.isBorrowing());
    mm.put();
  }

  @Test
  void changingOverEndsTheOldBorrows() throws Exception {
    Mm<Resource> mm = open();
    borrow(mm);
    Actor.Step<Void> asleep = actor.beginAndPark(() -> cpu.park(TimeUnit.SECONDS.toNanos(30)));
    Scheme next = scheme == Scheme.REFCOUNT ? Scheme.HAZARD : Scheme.REFCOUNT;
    assertTrue(domain.changeOver(next, 10, TimeUnit.SECONDS));
    asleep.result();
    assertSame(next, domain.scheme());
    borrow(mm);
    mm.put();
    actor.run(cpu::takeDown);
    assertTrue(mm.isReleased());
  }

  // ---- Sleeping

  @Test
  void scansPassASleeperByThatBorrowsNothing() throws Exception {
    Actor.Step<Void> asleep = actor.beginAndPark(() -> cpu.park(TimeUnit.SECONDS.toNanos(30)));
    assertEquals(0, domain.slots().visible());
    java.util.concurrent.locks.LockSupport.unpark(actor.thread());
    asleep.result();
    Mm<Resource> mm = open();
    borrow(mm);
    assertEquals(1, domain.slots().visible());
    mm.put();
    assertFalse(mm.isReleased());
  }

  @Test
  void messagesNameTheObjectAndItsState() throws Exception {
    Mm<Resource> mm = open();
    assertTrue(mm.toString().contains("1 users, count 1"), mm.toString());
    borrow(mm);
    assertTrue(cpu.toString().contains("worker: borrows"), cpu.toString());
    assertTrue(domain.toString().contains(scheme.name()), domain.toString());
    assertNotNull(domain.statistics());
    mm.put();
    actor.run(cpu::takeDown);
    assertTrue(mm.toString().contains("released"), mm.toString());
    assertTrue(cpu.toString().contains("taken down"), cpu.toString());
  }
}
