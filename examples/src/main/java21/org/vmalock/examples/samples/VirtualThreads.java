package org.vmalock.examples.samples;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import org.vmalock.VmaLock;

/**
 * 100,000 virtual threads that hold one read lock while they wait for something else, and a writer that waits for all of them. No waiting
 * thread occupies a carrier: a read is a count in the lock, which belongs to no thread, and a writer that waits is parked.
 */
public final class VirtualThreads {
  private static final class Price {
    final VmaLock lock = VmaLock.standalone();
    long value = 42; // guarded by the lock
  }

  /** What a run has seen. */
  record Result(int readersAtOnce, long sum, long after) {}

  static Result run(int threads) throws InterruptedException {
    Price price = new Price();
    CountDownLatch held = new CountDownLatch(threads);
    CountDownLatch answered = new CountDownLatch(1);
    AtomicLong sum = new AtomicLong();
    List<Thread> all = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      all.add(Thread.startVirtualThread(() -> {
        long stamp = price.lock.startRead();
        try {
          held.countDown();
          answered.await(); // stands for a call to another service; the thread is unmounted
          sum.addAndGet(price.value);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        } finally {
          price.lock.endRead(stamp);
        }
      }));
    }
    held.await();
    int readersAtOnce = price.lock.readers();
    Thread writer = Thread.startVirtualThread(() -> {
      Lock lock = price.lock.asReadWriteLock().writeLock();
      lock.lock(); // returns when the last reader has released
      try {
        price.value = 43;
      } finally {
        lock.unlock();
      }
    });
    answered.countDown();
    for (Thread thread : all) {
      thread.join();
    }
    writer.join();
    return new Result(readersAtOnce, sum.get(), price.value);
  }

  public static void main(String[] arguments) throws InterruptedException {
    int threads = 100_000;
    Result result = run(threads);
    System.out.println("readers at once: " + result.readersAtOnce());
    System.out.println("each has read the old price: " + (result.sum() == 42L * threads) + ", price now: " + result.after());
  }
}
