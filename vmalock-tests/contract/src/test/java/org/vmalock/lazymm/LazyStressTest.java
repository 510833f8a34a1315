package org.vmalock.lazymm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vmalock.lazymm.LazyRef.Borrow;
import org.vmalock.primitive.RefCount;
import org.vmalock.testing.Actor;
import org.vmalock.testing.CapturedLog;
import org.vmalock.testing.Effort;
import org.vmalock.testing.TimeLimit;

/**
 * Workers register, borrow and close while contexts are created, released and recycled and the scheme changes: every resource is
 * released exactly once.
 */
@TimeLimit
class LazyStressTest {
  private static final int WORKERS = 4;
  private static final int OPEN = 3;

  private final CapturedLog saturations = new CapturedLog(RefCount.class);
  private final ConcurrentLinkedQueue<LazyContext<Resource>> closed = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<Resource> all = new ConcurrentLinkedQueue<>();
  private final AtomicReferenceArray<LazyContext<Resource>> open = new AtomicReferenceArray<>(OPEN);
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Effort.of(250, 10_000));

  @ParameterizedTest
  @EnumSource(Scheme.class)
  void everyResourceIsReleasedOnceAndNotUsedAfterwards(Scheme scheme) throws Exception {
    LazyDomain domain =
        LazyDomain.builder()
            .scheme(scheme)
            .scanSet(ThreadLocalRandom.current().nextBoolean() ? ScanSet.MASK : ScanSet.EVERY_WORKER)
            .workers(WORKERS - 1)
            .shootdownTimeout(100, TimeUnit.MICROSECONDS)
            .build();
    for (int i = 0; i < OPEN; i++) {
      open.set(i, newContext(domain));
    }
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < WORKERS; i++) {
      threads.add(new Thread(() -> runAndRecordFailure(() -> work(domain)), "worker-" + i));
    }
    threads.add(new Thread(() -> runAndRecordFailure(() -> replace(domain)), "closer"));
    threads.add(new Thread(() -> runAndRecordFailure(() -> disturb(domain)), "disturber"));
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    if (failure.get() != null) {
      throw new AssertionError(failure.get());
    }
    for (int i = 0; i < OPEN; i++) {
      open.get(i).releaseUse();
    }
    assertTrue(all.stream().allMatch(Resource::isReleased));
    LazyStats statistics = domain.statistics();
    assertEquals(statistics.created(), statistics.released());
    assertEquals(statistics.conversions(), statistics.takenBack() + statistics.releasedOnBehalf() + statistics.releasedByWorker());
    assertEquals(0, domain.registeredWorkers());
    assertEquals(0, domain.slots().visible());
    assertEquals(0, domain.slots().occupied());
    assertEquals(0, domain.pendingHandOffs());
    assertNoCountWasSaturated();
  }

  /** A count that falls below zero or exceeds its limit warns, and does not fail. */
  private void assertNoCountWasSaturated() {
    assertEquals(0, saturations.number(), saturations::text);
  }

  @AfterEach
  void closeWarnings() {
    saturations.close();
  }

  private LazyContext<Resource> newContext(LazyDomain domain) {
    Resource resource = new Resource();
    all.add(resource);
    LazyContext<Resource> recycled = recycled();
    if (recycled != null) {
      recycled.recycle(resource, Resource::release);
      return recycled;
    }
    return domain.create(resource, Resource::release);
  }

  private void runAndRecordFailure(Executable body) {
    try {
      body.execute();
    } catch (Throwable e) {
      failure.compareAndSet(null, e);
    }
  }

  private boolean isRunning() {
    return System.nanoTime() < end && failure.get() == null;
  }

  private void work(LazyDomain domain) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    while (isRunning()) {
      Worker worker = domain.register(Thread.currentThread().getName());
      for (int i = random.nextInt(60); i >= 0; i--) {
        LazyContext<Resource> context = open.get(random.nextInt(OPEN));
        if (context.tryAcquireUse()) {
          worker.switchTo(context);
          use(worker);
          worker.switchToIdle();
          context.releaseUse();
        }
        use(worker);
        if (random.nextInt(4) == 0 && worker.isBorrowing() && worker.tryUse()) {
          LazyContext<?> used = worker.active();
          use(worker);
          worker.switchToIdle();
          used.releaseUse();
        }
        if (random.nextInt(8) == 0) {
          worker.park(random.nextInt(3) * 1_000L);
        }
        use(worker);
      }
      worker.close();
    }
  }

  /** Only reads, so that several workers may call it concurrently. */
  private static void use(Worker worker) {
    LazyContext<?> context = worker.active();
    if (context != null && ((Resource) context.resource()).isReleased()) {
      throw new AssertionError(worker + " keeps a released context: " + context);
    }
  }

  private void replace(LazyDomain domain) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    while (isRunning()) {
      LazyContext<Resource> old = open.getAndSet(random.nextInt(OPEN), newContext(domain));
      old.releaseUse();
      closed.add(old);
    }
  }

  /** Returns the oldest closed context if it can be recycled, otherwise null. */
  private @Nullable LazyContext<Resource> recycled() {
    LazyContext<Resource> oldest = closed.poll();
    if (oldest != null && !oldest.isRecyclable()) {
      closed.add(oldest);
      return null;
    }
    return oldest;
  }

  private void disturb(LazyDomain domain) throws Exception {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    Scheme[] schemes = Scheme.values();
    while (isRunning()) {
      domain.settle();
      assertTrue(domain.pendingHandOffs() <= WORKERS);
      domain.changeScheme(schemes[random.nextInt(schemes.length)], random.nextInt(2) * 50L, TimeUnit.MICROSECONDS);
      Thread.sleep(0, 50_000);
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void lazyRefReleasesEachResourceOnce(Kind kind) throws Exception {
    Resource first = new Resource();
    all.add(first);
    LazyRef<Resource> ref = new LazyRef<>(first, Resource::release);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < WORKERS; i++) {
      threads.add(new Thread(() -> runAndRecordFailure(() -> borrowRepeatedly(ref, kind))));
    }
    threads.add(new Thread(() -> runAndRecordFailure(() -> replaceRepeatedly(ref))));
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    ref.close();
    if (failure.get() != null) {
      throw new AssertionError(failure.get());
    }
    assertTrue(all.stream().allMatch(Resource::isReleased));
    assertEquals(0, ref.statistics().borrows(), "borrows that have not ended");
    assertEquals(0, ref.statistics().unreleased());
    assertNoCountWasSaturated();
  }

  /** Ways to borrow from a {@link LazyRef}. */
  enum Kind {
    USE,
    BORROW
  }

  private void borrowRepeatedly(LazyRef<Resource> ref, Kind kind) {
    while (isRunning()) {
      if (kind == Kind.USE) {
        ref.use(LazyStressTest::assertOpen);
      } else {
        try (Borrow<Resource> outer = ref.borrow();
            Borrow<Resource> inner = ref.borrow()) {
          assertOpen(inner.resource());
          assertOpen(outer.resource());
        }
      }
    }
  }

  private static boolean assertOpen(Resource resource) {
    Thread.onSpinWait();
    if (resource.isReleased()) {
      throw new AssertionError("borrowed after its release");
    }
    return true;
  }

  private void replaceRepeatedly(LazyRef<Resource> ref) {
    while (isRunning()) {
      Resource next = new Resource();
      all.add(next);
      ref.replace(next);
    }
  }
}
