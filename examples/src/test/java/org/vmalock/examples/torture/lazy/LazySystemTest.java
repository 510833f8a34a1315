package org.vmalock.examples.torture.lazy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.vmalock.examples.torture.lazy.LazySystem.SystemContext;
import org.vmalock.examples.torture.lazy.LazySystem.SystemWorker;
import org.vmalock.lazymm.LazyDomain;
import org.vmalock.lazymm.ScanSet;
import org.vmalock.lazymm.Scheme;

/** A short random run of the library, of the clean models, and of the flawed ones, which must not get through. */
@Timeout(60)
class LazySystemTest {
  private static final int WORKERS = 3;
  private static final int CONTEXTS = 4;

  @ParameterizedTest
  @EnumSource(Scheme.class)
  void theLibraryIsClean(Scheme scheme) throws InterruptedException {
    for (ScanSet scanSet : ScanSet.values()) {
      LazyDomain domain =
          LazyDomain.builder().scheme(scheme).scanSet(scanSet).workers(2).shootdownTimeout(50, TimeUnit.MICROSECONDS).build();
      LazySystem system = new LibrarySystem(domain);
      assertEquals(List.of(), run(system, 150), () -> system.counts() + " in " + domain);
    }
  }

  @ParameterizedTest
  @EnumSource(value = LazyMutant.class, mode = Mode.MATCH_ALL, names = "NONE.*")
  void theModelIsClean(LazyMutant mutant) throws InterruptedException {
    LazySystem system = new ModelSystem(mutant, point -> randomDelay());
    assertEquals(List.of(), run(system, 200), () -> mutant + ": " + system.counts());
  }

  /**
   * Rounds until it shows. The two races of three parties take more than a test may last, and have a test that steps through
   * them.
   */
  @ParameterizedTest
  @EnumSource(value = LazyMutant.class, mode = Mode.EXCLUDE, names = {"NONE", "NONE_EXACT", "ADDRESS_REUSED"})
  void everyMutantShows(LazyMutant mutant) throws InterruptedException {
    for (int round = 0; round < 200; round++) {
      if (!run(new ModelSystem(mutant, point -> randomDelay()), 50).isEmpty()) {
        return;
      }
    }
    assertTrue(false, () -> mutant + " got through");
  }

  /** The workers switch among contexts that a closer replaces all the time. */
  private static List<String> run(LazySystem system, long millis) throws InterruptedException {
    AtomicReferenceArray<SystemContext> open = new AtomicReferenceArray<>(CONTEXTS);
    for (int i = 0; i < CONTEXTS; i++) {
      open.set(i, system.create());
    }
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < WORKERS; i++) {
      String name = "worker-" + i;
      threads.add(new Thread(() -> guarded(failure, () -> work(system, open, name, end)), name));
    }
    threads.add(new Thread(() -> guarded(failure, () -> replace(system, open, end)), "closer"));
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    for (int i = 0; i < CONTEXTS; i++) {
      open.get(i).releaseUse();
    }
    if (failure.get() != null) {
      throw new AssertionError(failure.get());
    }
    return system.counts().violations(system.settle());
  }

  private static void guarded(AtomicReference<Throwable> failure, Runnable body) {
    try {
      body.run();
    } catch (Throwable e) {
      failure.compareAndSet(null, e);
    }
  }

  private static void work(LazySystem system, AtomicReferenceArray<SystemContext> open, String name, long end) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    while (System.nanoTime() < end && !system.counts().isCorrupt()) {
      SystemWorker worker = system.register(name);
      for (int i = random.nextInt(50); i >= 0; i--) {
        SystemContext context = open.get(random.nextInt(CONTEXTS));
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

  private static void replace(LazySystem system, AtomicReferenceArray<SystemContext> open, long end) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    while (System.nanoTime() < end && !system.counts().isCorrupt()) {
      open.getAndSet(random.nextInt(CONTEXTS), system.create()).releaseUse();
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // makes the race likelier; nothing relies on it
  private static void randomDelay() {
    if (ThreadLocalRandom.current().nextInt(4) == 0) {
      Thread.yield();
    }
  }
}
