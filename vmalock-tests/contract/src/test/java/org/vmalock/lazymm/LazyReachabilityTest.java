package org.vmalock.lazymm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vmalock.testing.Reachability;
import org.vmalock.testing.TimeLimit;

/** What has been released keeps no memory alive: resources, workers and their threads. */
@TimeLimit
class LazyReachabilityTest {
  private static LazyDomain domain(Scheme scheme) {
    return LazyDomain.builder().workers(4).scheme(scheme).build();
  }

  private static LazyContext<Object> newContext(LazyDomain domain) {
    return domain.create(new Object(), resource -> {});
  }

  @Test
  void aReleasedContextKeepsNoResource() throws InterruptedException {
    LazyContext<Object> context = newContext(domain(Scheme.HAZARD));
    WeakReference<Object> resource = new WeakReference<>(context.resource());
    context.releaseUse();
    Reachability.assertCollected("the resource of a released context", resource);
    assertTrue(context.isReleased());
  }

  @Test
  void aReplacedResourceIsNotKept() throws InterruptedException {
    LazyRef<Object> ref = new LazyRef<>(new Object(), resource -> {});
    LazyRef.Borrow<Object> borrow = ref.borrow();
    WeakReference<Object> resource = new WeakReference<>(borrow.resource());
    ref.replace(new Object());
    borrow.close();
    Reachability.assertCollected("a replaced resource", resource);
    assertEquals("LazyRef.Borrow[closed]", borrow.toString());
    assertEquals(1, ref.statistics().unreleased());
  }

  @Test
  void aClosedReferenceKeepsNoResource() throws InterruptedException {
    LazyRef<Object> ref = new LazyRef<>(new Object(), resource -> {});
    WeakReference<Object> resource = new WeakReference<>(ref.use(current -> current));
    ref.close();
    Reachability.assertCollected("the resource of a closed reference", resource);
    assertTrue(ref.isClosed());
  }

  /** The worker stays registered, and its mask may name the context until it borrows another one. */
  @ParameterizedTest
  @EnumSource(Scheme.class)
  void anIdleWorkerKeepsNoResourceThatItHasReleased(Scheme scheme) throws InterruptedException {
    LazyDomain domain = domain(scheme);
    try (Worker worker = domain.register("worker")) {
      Reachability.assertCollected("the resource of a context that the worker has released", borrowAndRelease(worker, domain));
    }
  }

  private static WeakReference<Object> borrowAndRelease(Worker worker, LazyDomain domain) {
    LazyContext<Object> context = newContext(domain);
    WeakReference<Object> resource = new WeakReference<>(context.resource());
    worker.switchTo(context);
    worker.switchToIdle();
    context.releaseUse();
    worker.releaseKept();
    assertTrue(context.isReleased());
    return resource;
  }

  @ParameterizedTest
  @EnumSource(Scheme.class)
  void aDomainKeepsNeitherClosedWorkersNorTheirThreads(Scheme scheme) throws InterruptedException {
    LazyDomain domain = domain(scheme);
    try (Worker oldest = domain.register("oldest")) {
      WeakReference<Worker> closed = closeBetweenOthers(domain);
      Reachability.assertCollected("a closed worker", closed);
      WeakReference<Thread> thread = Reachability.endedThread(() -> borrowAndEnd(domain));
      assertEquals(1, domain.closeTerminated());
      Reachability.assertCollected("the thread of a worker that was closed on its behalf", thread);
      assertTrue(domain.registeredWorkers() == 1 && !oldest.isBorrowing());
    }
  }

  private static WeakReference<Worker> closeBetweenOthers(LazyDomain domain) {
    Worker worker = domain.register("closed");
    try (Worker newest = domain.register("newest")) {
      worker.close();
      assertFalse(newest.isBorrowing());
    }
    return new WeakReference<>(worker);
  }

  private static void borrowAndEnd(LazyDomain domain) {
    LazyContext<Object> context = newContext(domain);
    Worker worker = domain.register("abandoned");
    worker.switchTo(context);
    worker.switchToIdle();
    context.releaseUse();
  }
}
