package org.vmalock.tree;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Threads that do their rounds at once until the time is over. The first failure, or a thread that does not end, fails the test. */
final class Crew {
  /** What one thread does over and over. */
  interface Work {
    void round() throws Exception;
  }

  private static final long PATIENCE_SECONDS = 30;

  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final CountDownLatch start = new CountDownLatch(1);
  private final List<Thread> threads = new ArrayList<>();
  private final long nanos;

  private Crew(double seconds) {
    nanos = (long) (seconds * TimeUnit.SECONDS.toNanos(1));
  }

  static void work(double seconds, Work... works) throws InterruptedException {
    Crew crew = new Crew(seconds);
    for (Work work : works) {
      crew.hire(work);
    }
    crew.start.countDown();
    crew.join();
  }

  private void hire(Work work) {
    Thread thread = new Thread(() -> goOn(work), "crew " + threads.size());
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  private void goOn(Work work) {
    try {
      start.await();
      long begin = System.nanoTime();
      while (System.nanoTime() - begin < nanos && failure.get() == null) {
        work.round();
      }
    } catch (Throwable e) {
      failure.compareAndSet(null, e);
    }
  }

  private void join() throws InterruptedException {
    long end = System.nanoTime() + nanos + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    for (Thread thread : threads) {
      while (thread.isAlive() && failure.get() == null) {
        thread.join(20);
        if (System.nanoTime() - end > 0 && thread.isAlive()) {
          String place = Arrays.toString(thread.getStackTrace());
          failure.compareAndSet(null, new AssertionError(thread.getName() + " has not ended; it is at " + place));
        }
      }
    }
    if (failure.get() != null) {
      throw new AssertionError(failure.get().toString(), failure.get());
    }
  }
}
