package org.vmalock.benchmarks;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.vmalock.PoolExhaustedException;
import org.vmalock.VmaLock;
import org.vmalock.VmaPool;

/**
 * 20,000 virtual threads that share a pool of 300 objects. Each allocates ten times and holds an object for one millisecond; an allocation
 * that waits longer than ten seconds has timed out. Prints the CPU time of the process in milliseconds ({@code print=cpu}) or the number of
 * allocations that timed out ({@code print=timeouts}). With {@code semaphore=true} a fair {@code Semaphore} stands in front of the pool, so
 * that the pool itself never waits.
 */
public final class PoolCrowd {
  /** The first JDK with virtual threads that do not pin on monitors. */
  static final int VIRTUAL_SINCE = 25;

  private static final int OBJECTS = 300;
  private static final int THREADS = 20_000;
  private static final int ALLOCATIONS = 10;
  private static final long HOLD_MILLIS = 1;
  private static final long TIMEOUT_SECONDS = 10;

  private final VmaPool<VmaLock> pool = VmaPool.builder(VmaLock::new).capacity(OBJECTS).build();
  private final Semaphore semaphore = new Semaphore(OBJECTS, true);
  private final AtomicLong timeouts = new AtomicLong();
  private final boolean behindSemaphore;

  private PoolCrowd(boolean behindSemaphore) {
    this.behindSemaphore = behindSemaphore;
  }

  /**
   * Runs once.
   *
   * @param args {@code print=cpu} or {@code print=timeouts}, and {@code semaphore=true} or {@code semaphore=false}
   * @throws Throwable if the JVM has no virtual threads, or the run fails
   */
  public static void main(String[] args) throws Throwable {
    List<String> options = List.of(args);
    PoolCrowd crowd = new PoolCrowd(options.contains("semaphore=true"));
    long begin = processCpuNanos();
    crowd.run();
    double millis = (double) (processCpuNanos() - begin) / TimeUnit.MILLISECONDS.toNanos(1);
    System.out.println(options.contains("print=timeouts") ? crowd.timeouts.doubleValue() : millis);
  }

  private void run() throws Throwable {
    // Looked up by name: the class files are those of Java 17.
    ExecutorService threads =
        (ExecutorService)
            MethodHandles.publicLookup()
                .findStatic(
                    java.util.concurrent.Executors.class, "newVirtualThreadPerTaskExecutor", MethodType.methodType(ExecutorService.class))
                .invoke();
    for (int i = 0; i < THREADS; i++) {
      threads.execute(this::allocateRepeatedly);
    }
    threads.shutdown();
    if (!threads.awaitTermination(10, TimeUnit.MINUTES)) {
      throw new IllegalStateException("the threads did not end");
    }
  }

  private void allocateRepeatedly() {
    try {
      for (int i = 0; i < ALLOCATIONS; i++) {
        if (behindSemaphore) {
          allocateBehindSemaphore();
        } else {
          allocate();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void allocateBehindSemaphore() throws InterruptedException {
    if (!semaphore.tryAcquire(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      timeouts.incrementAndGet();
      return;
    }
    try {
      allocate();
    } finally {
      semaphore.release();
    }
  }

  private void allocate() throws InterruptedException {
    VmaLock object;
    try {
      object = pool.alloc(null, TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (PoolExhaustedException e) {
      timeouts.incrementAndGet();
      return;
    }
    try {
      Thread.sleep(HOLD_MILLIS);
    } finally {
      object.retire(object.generation());
    }
  }

  private static long processCpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
  }
}
