package org.vmalock.tree;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Runs tasks concurrently, each repeatedly in a thread of its own, until the time has elapsed. The first exception, or a thread
 * that does not terminate, fails the test.
 */
final class StressRunner {
  /** Task of one thread, called repeatedly. */
  interface Task {
    void round() throws Exception;
  }

  private static final long JOIN_TIMEOUT_SECONDS = 30;

  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final CountDownLatch start = new CountDownLatch(1);
  private final List<Thread> threads = new ArrayList<>();
  private final long nanos;

  private StressRunner(double seconds) {
    nanos = (long) (seconds * TimeUnit.SECONDS.toNanos(1));
  }

  static void run(double seconds, Task... tasks) throws InterruptedException {
    StressRunner runner = new StressRunner(seconds);
    for (Task task : tasks) {
      runner.add(task);
    }
    runner.start.countDown();
    runner.join();
  }

  private void add(Task task) {
    Thread thread = new Thread(() -> runRounds(task), "stress " + threads.size());
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  private void runRounds(Task task) {
    try {
      start.await();
      long begin = System.nanoTime();
      while (System.nanoTime() - begin < nanos && failure.get() == null) {
        task.round();
      }
    } catch (Throwable e) {
      failure.compareAndSet(null, e);
    }
  }

  private void join() throws InterruptedException {
    long end = System.nanoTime() + nanos + TimeUnit.SECONDS.toNanos(JOIN_TIMEOUT_SECONDS);
    for (Thread thread : threads) {
      while (thread.isAlive() && failure.get() == null) {
        thread.join(20);
        if (System.nanoTime() - end > 0 && thread.isAlive()) {
          String place = Arrays.toString(thread.getStackTrace());
          failure.compareAndSet(null, new AssertionError(thread.getName() + " has not terminated; it is at " + place));
        }
      }
    }
    if (failure.get() != null) {
      throw new AssertionError(failure.get().toString(), failure.get());
    }
  }
}
