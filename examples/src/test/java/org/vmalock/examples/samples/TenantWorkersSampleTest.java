package org.vmalock.examples.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vmalock.lazymm.LazyContext;

@Timeout(120)
class TenantWorkersSampleTest {
  private final TenantWorkers workers = new TenantWorkers();

  @AfterEach
  void shutDown() throws Exception {
    workers.shutDown();
  }

  @Test
  void mainReleasesATenantAfterItsLastTask() throws Exception {
    assertEquals(
        List.of("2 tasks, released", "accepted: false"), Running.output(() -> TenantWorkers.main(new String[0])));
  }

  @Test
  void idleWorkersKeepNoClosedTenant() throws Exception {
    CountDownLatch ran = new CountDownLatch(10);
    CountDownLatch released = new CountDownLatch(1);
    LazyContext<String> tenant = workers.domain.create("tenant", name -> released.countDown());
    for (int i = 0; i < 10; i++) {
      assertTrue(workers.submit(tenant, name -> ran.countDown()));
    }
    assertTrue(ran.await(30, TimeUnit.SECONDS), "the tasks run");
    tenant.releaseUse();
    assertTrue(released.await(30, TimeUnit.SECONDS), () -> "the workers keep " + tenant);
    assertFalse(workers.submit(tenant, name -> ran.countDown()));
  }

  @Test
  void aTaskThatFailsEndsNoWorker() throws Exception {
    Logger log = Logger.getLogger("tenants");
    log.setLevel(Level.OFF); // the failures below are the test's own
    CountDownLatch released = new CountDownLatch(1);
    LazyContext<String> tenant = workers.domain.create("tenant", name -> released.countDown());
    CountDownLatch ran = new CountDownLatch(1);
    for (int i = 0; i < 4; i++) {
      workers.submit(tenant, name -> {
        throw new IllegalStateException("a test's own failure");
      });
    }
    workers.submit(tenant, name -> ran.countDown());
    assertTrue(ran.await(30, TimeUnit.SECONDS), "the workers go on");
    tenant.releaseUse();
    assertTrue(released.await(30, TimeUnit.SECONDS), () -> "a task that failed keeps " + tenant);
    log.setLevel(null);
  }

  @Test
  void eachTenantIsReleasedOnceAndAfterItsTasks() throws Exception {
    AtomicInteger releases = new AtomicInteger();
    AtomicInteger late = new AtomicInteger();
    AtomicInteger ran = new AtomicInteger();
    for (int i = 0; i < 2_000; i++) {
      LazyContext<AtomicBoolean> tenant = workers.domain.create(new AtomicBoolean(true), open -> {
        releases.incrementAndGet();
        open.set(false);
      });
      for (int task = 0; task < 3; task++) {
        workers.submit(tenant, open -> {
          ran.incrementAndGet();
          late.addAndGet(open.get() ? 0 : 1);
        });
      }
      tenant.releaseUse();
    }
    workers.shutDown();
    assertEquals(2_000, releases.get());
    assertEquals(6_000, ran.get());
    assertEquals(0, late.get());
  }
}
