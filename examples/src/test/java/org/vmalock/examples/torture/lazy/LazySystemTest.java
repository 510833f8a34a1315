package org.vmalock.examples.torture.lazy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vmalock.examples.torture.lazy.LazySystem.SystemContext;
import org.vmalock.examples.torture.lazy.LazySystem.SystemWorker;
import org.vmalock.lazymm.LazyDomain;
import org.vmalock.lazymm.ScanSet;
import org.vmalock.lazymm.Scheme;

/** Short random runs of each scheme. */
@Timeout(60)
class LazySystemTest {
  private static final int WORKERS = 3;
  private static final int CONTEXTS = 4;

  @ParameterizedTest
  @EnumSource(Scheme.class)
  void theLibraryIsCorrect(Scheme scheme) throws InterruptedException {
    for (ScanSet scanSet : ScanSet.values()) {
      LazyDomain domain =
          LazyDomain.builder().scheme(scheme).scanSet(scanSet).workers(2).shootdownTimeout(50, TimeUnit.MICROSECONDS).build();
      LazySystem system = new LibrarySystem(domain);
      assertEquals(List.of(), run(system, 150), () -> system.counts() + " in " + domain);
    }
  }

  /** Runs workers that switch among contexts while another thread replaces these. */
  private static List<String> run(LazySystem system, long millis) throws InterruptedException {
    AtomicReferenceArray<SystemContext> contexts = new AtomicReferenceArray<>(CONTEXTS);
    for (int i = 0; i < CONTEXTS; i++) {
      contexts.set(i, system.create());
    }
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < WORKERS; i++) {
      String name = "worker-" + i;
      threads.add(new Thread(() -> guarded(failure, () -> work(system, contexts, name, end)), name));
    }
    threads.add(new Thread(() -> guarded(failure, () -> replace(system, contexts, end)), "closer"));
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    for (int i = 0; i < CONTEXTS; i++) {
      contexts.get(i).releaseUse();
    }
    if (failure.get() != null) {
      throw new AssertionError(failure.get());
    }
    List<String> violations = new ArrayList<>(system.counts().violations(system.settle()));
    violations.addAll(system.leftovers());
    return violations;
  }

  private static void guarded(AtomicReference<Throwable> failure, Runnable body) {
    try {
      body.run();
    } catch (Throwable e) {
      failure.compareAndSet(null, e);
    }
  }

  private static void work(LazySystem system, AtomicReferenceArray<SystemContext> contexts, String name, long end) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    while (System.nanoTime() < end && !system.counts().isCorrupt()) {
      SystemWorker worker = system.register(name);
      for (int i = random.nextInt(50); i >= 0; i--) {
        SystemContext context = contexts.get(random.nextInt(CONTEXTS));
        if (context.tryAcquireUse()) {
          worker.switchTo(context);
          worker.touch();
          worker.switchToIdle();
          context.releaseUse();
        }
        worker.touch();
        worker.switchToIdle();
        worker.touch();
      }
      worker.close();
    }
  }

  private static void replace(LazySystem system, AtomicReferenceArray<SystemContext> contexts, long end) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    while (System.nanoTime() < end && !system.counts().isCorrupt()) {
      contexts.getAndSet(random.nextInt(CONTEXTS), system.create()).releaseUse();
    }
  }
}
