package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.Actor;
import org.vmalock.testing.ActorFixture;
import org.vmalock.testing.Effort;
import org.vmalock.testing.TimeLimit;

/** Mutual exclusion and visibility of the read-write lock view under load. */
@TimeLimit
class ReadWriteLockStressTest extends ActorFixture {
  private static final int ROUNDS = Effort.of(4_000, 40_000);

  private final VmaLock node = VmaLock.standalone();
  private final ReadWriteLock lock = node.asReadWriteLock();
  private final AtomicInteger activeReaders = new AtomicInteger();
  private final AtomicInteger activeWriters = new AtomicInteger();

  /** Plain fields, made visible by the lock under test. */
  private long left;

  private long right;

  private void runInParallel(int threads, Callable<?> body) throws Exception {
    List<Actor.Step<?>> steps = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      steps.add(actor("actor " + i).begin(body));
    }
    for (Actor.Step<?> step : steps) {
      step.result();
    }
    assertEquals(0, node.readers());
    assertFalse(node.isWriteLocked());
    assertFalse(Node.isLocked(node));
  }

  @Test
  void writesAreNotLost() throws Exception {
    runInParallel(4, () -> {
      for (int i = 0; i < ROUNDS; i++) {
        lock.writeLock().lock();
        try {
          left++;
        } finally {
          lock.writeLock().unlock();
        }
      }
      return null;
    });
    assertEquals(4L * ROUNDS, left);
  }

  @Test
  void readersSeeWholeWritesInOrder() throws Exception {
    runInParallel(4, () -> {
      SplittableRandom random = new SplittableRandom(Thread.currentThread().getId());
      long seen = 0;
      for (int i = 0; i < ROUNDS; i++) {
        if (random.nextInt(4) == 0) {
          writeOnce(random);
        } else {
          seen = readOnce(random, seen);
        }
      }
      return null;
    });
    assertEquals(left, right);
  }

  private void writeOnce(SplittableRandom random) throws InterruptedException {
    if (!acquire(lock.writeLock(), random)) {
      return;
    }
    try {
      assertEquals(1, activeWriters.incrementAndGet());
      assertEquals(0, activeReaders.get());
      left++;
      right++;
      activeWriters.decrementAndGet();
      if (random.nextInt(4) == 0) {
        readWhileWriting();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Acquires and releases the read lock while the calling thread holds the write lock. */
  private void readWhileWriting() {
    lock.readLock().lock();
    try {
      assertEquals(left, right);
    } finally {
      lock.readLock().unlock();
    }
  }

  private long readOnce(SplittableRandom random, long seen) throws InterruptedException {
    if (!acquire(lock.readLock(), random)) {
      return seen;
    }
    try {
      activeReaders.incrementAndGet();
      assertEquals(0, activeWriters.get());
      assertEquals(left, right);
      assertFalse(left < seen, "an older write was read after a newer one");
      activeReaders.decrementAndGet();
      return left;
    } finally {
      lock.readLock().unlock();
    }
  }

  @SuppressWarnings("LockNotBeforeTry") // the caller's try follows
  private static boolean acquire(Lock view, SplittableRandom random) throws InterruptedException {
    switch (random.nextInt(5)) {
      case 0 -> {
        return view.tryLock();
      }
      case 1 -> {
        return view.tryLock(random.nextInt(200), TimeUnit.MICROSECONDS);
      }
      case 2 -> view.lockInterruptibly();
      default -> view.lock();
    }
    return true;
  }
}
