package org.vmalock.lazymm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.Actor;
import org.vmalock.testing.CapturedLog;
import org.vmalock.testing.TimeLimit;

/** Threads that terminate without closing their workers: a registration that finds no slot closes these workers. */
@TimeLimit
class TerminatedWorkersTest {
  private static final int SLOTS = 8;

  private final LazyDomain domain = LazyDomain.builder().workers(SLOTS).build();

  private void registerAndTerminate(Consumer<? super Resource> release) throws InterruptedException {
    Thread thread = new Thread(() -> {
      Worker abandoned = domain.register("abandoned");
      LazyContext<Resource> context = domain.create(new Resource(), release);
      abandoned.switchTo(context);
      abandoned.switchToIdle();
      context.releaseUse();
    });
    thread.start();
    thread.join();
  }

  @Test
  void shortThreadsDoNotUseUpTheSlots() throws Exception {
    try (CapturedLog warnings = new CapturedLog(LazyDomain.class)) {
      for (int i = 0; i < 20 * SLOTS; i++) {
        registerAndTerminate(Resource::release);
      }
      assertEquals(1, warnings.number());
      assertTrue(warnings.text().contains("closed " + SLOTS + " workers whose threads had terminated"), warnings::text);
    }
    LazyStats statistics = domain.statistics();
    assertEquals(0, statistics.withoutSlot());
    assertTrue(statistics.unreleased() <= SLOTS, statistics::toString);
    assertTrue(domain.registeredWorkers() <= SLOTS, domain::toString);
    assertTrue(statistics.unreleased() > 0, statistics::toString);
    assertEquals(20 * SLOTS, statistics.closedTerminated() + domain.closeTerminated());
    assertEquals(0, domain.statistics().unreleased());
    assertEquals(0, domain.slots().occupied());
  }

  @Test
  void exceptionOfAReleaseDoesNotReachTheThreadThatRegisters() throws Exception {
    try (CapturedLog warnings = new CapturedLog(LazyDomain.class)) {
      for (int i = 0; i < SLOTS; i++) {
        registerAndTerminate(resource -> {
          throw new IllegalStateException("release");
        });
      }
      Worker worker = domain.register("late");
      assertNotNull(worker);
      assertEquals(SLOTS, domain.statistics().releaseFailures());
      assertEquals(1, domain.registeredWorkers());
      assertEquals(1, warnings.number());
      worker.close();
    }
  }

  @Test
  void workersWithoutASlotAreCountedAndTheFirstIsLogged() throws Exception {
    try (CapturedLog warnings = new CapturedLog(LazyDomain.class);
        Actor actor = new Actor("worker")) {
      for (int i = 0; i < SLOTS; i++) {
        actor.run(() -> domain.register("with a slot"));
      }
      for (int i = 0; i < 100; i++) {
        actor.run(() -> domain.register("without a slot"));
      }
      assertEquals(100, domain.statistics().withoutSlot());
      assertEquals(1, warnings.number());
      assertTrue(warnings.text().contains("Worker[without a slot"), warnings::text);
      assertFalse(warnings.text().contains("terminated"), warnings::text);
    }
    assertEquals(SLOTS + 100, domain.closeTerminated());
    Worker worker = domain.register("late");
    assertEquals(100, domain.statistics().withoutSlot());
    worker.close();
  }
}
