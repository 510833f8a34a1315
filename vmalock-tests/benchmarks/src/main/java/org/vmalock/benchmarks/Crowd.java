package org.vmalock.benchmarks;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Virtual threads that use a few objects in turn. Each uses one of them ten times, for one millisecond; a use that has waited longer than
 * ten seconds has timed out. With {@code semaphore=true} a fair {@code Semaphore} stands in front of the objects, so that what hands them out
 * never waits.
 */
abstract class Crowd {
  /** The first JDK with virtual threads that do not pin on monitors. */
  static final int VIRTUAL_SINCE = 25;

  /** The longest wait for an object. */
  static final long TIMEOUT_SECONDS = 10;

  private static final int USES = 10;
  private static final long HOLD_MILLIS = 1;

  private final int threads;
  private final Semaphore semaphore;
  private final AtomicLong timeouts = new AtomicLong();

  Crowd(int threads, int objects) {
    this.threads = threads;
    this.semaphore = new Semaphore(objects, true);
  }

  /** Holds an object once, during {@link #hold}; returns false if the wait for it has timed out. */
  abstract boolean use() throws InterruptedException;

  static void hold() throws InterruptedException {
    Thread.sleep(HOLD_MILLIS);
  }

  /** Runs once, and prints the CPU time of the process in milliseconds ({@code print=cpu}) or the timeouts ({@code print=timeouts}). */
  final void run(String... arguments) throws Throwable {
    List<String> options = List.of(arguments);
    boolean behindSemaphore = options.contains("semaphore=true");
    long begin = processCpuNanos();
    execute(() -> useRepeatedly(behindSemaphore));
    double millis = (double) (processCpuNanos() - begin) / TimeUnit.MILLISECONDS.toNanos(1);
    System.out.println(options.contains("print=timeouts") ? timeouts.doubleValue() : millis);
  }

  private void execute(Runnable body) throws Throwable {
    // Looked up by name: the class files are those of Java 17.
    ExecutorService executor =
        (ExecutorService)
            MethodHandles.publicLookup()
                .findStatic(Executors.class, "newVirtualThreadPerTaskExecutor", MethodType.methodType(ExecutorService.class))
                .invoke();
    for (int i = 0; i < threads; i++) {
      executor.execute(body);
    }
    executor.shutdown();
    if (!executor.awaitTermination(10, TimeUnit.MINUTES)) {
      throw new IllegalStateException("the threads did not end");
    }
  }

  private void useRepeatedly(boolean behindSemaphore) {
    try {
      for (int i = 0; i < USES; i++) {
        if (!(behindSemaphore ? useBehindSemaphore() : use())) {
          timeouts.incrementAndGet();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean useBehindSemaphore() throws InterruptedException {
    if (!semaphore.tryAcquire(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      return false;
    }
    try {
      return use();
    } finally {
      semaphore.release();
    }
  }

  private static long processCpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
  }
}
