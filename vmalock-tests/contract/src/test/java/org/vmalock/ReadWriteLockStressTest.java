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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The views under load: one writer or many readers, and everybody sees what the last writer wrote. */
@TimeLimit
class ReadWriteLockStressTest {
  private static final int ROUNDS = Effort.of(4_000, 40_000);

  private final VmaLock node = VmaLock.standalone();
  private final ReadWriteLock lock = node.asReadWriteLock();
  private final List<Actor> actors = new ArrayList<>();
  private final AtomicInteger readersInside = new AtomicInteger();
  private final AtomicInteger writersInside = new AtomicInteger();

  /** Plain fields: the lock alone makes them visible. */
  private long left;

  private long right;

  @AfterEach
  void endThreads() {
    actors.forEach(Actor::close);
  }

  private void together(int threads, Callable<?> body) throws Exception {
    List<Actor.Step<?>> steps = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Actor actor = new Actor("actor " + i);
      actors.add(actor);
      steps.add(actor.begin(body));
    }
    for (Actor.Step<?> step : steps) {
      step.result();
    }
    assertEquals(0, node.readers());
    assertFalse(node.isWriteLocked());
    assertFalse(Node.isLocked(node));
  }

  @Test
  void noWriteIsLost() throws Exception {
    together(4, () -> {
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
  void aReaderNeverSeesHalfAWriteNorAnOlderOneThanBefore() throws Exception {
    together(4, () -> {
      SplittableRandom random = new SplittableRandom(Thread.currentThread().getId());
      long seen = 0;
      for (int i = 0; i < ROUNDS; i++) {
        if (random.nextInt(4) == 0) {
          writing(random);
        } else {
          seen = reading(random, seen);
        }
      }
      return null;
    });
    assertEquals(left, right);
  }

  private void writing(SplittableRandom random) throws InterruptedException {
    if (!take(lock.writeLock(), random)) {
      return;
    }
    try {
      assertEquals(1, writersInside.incrementAndGet());
      assertEquals(0, readersInside.get());
      left++;
      right++;
      writersInside.decrementAndGet();
      if (random.nextInt(4) == 0) {
        stayAsReader();
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** A writer that reads as well, and whose read another section of code ends. */
  private void stayAsReader() {
    lock.readLock().lock();
    try {
      assertEquals(left, right);
    } finally {
      lock.readLock().unlock();
    }
  }

  private long reading(SplittableRandom random, long seen) throws InterruptedException {
    if (!take(lock.readLock(), random)) {
      return seen;
    }
    try {
      readersInside.incrementAndGet();
      assertEquals(0, writersInside.get());
      assertEquals(left, right);
      assertFalse(left < seen, "went back in time");
      readersInside.decrementAndGet();
      return left;
    } finally {
      lock.readLock().unlock();
    }
  }

  @SuppressWarnings("LockNotBeforeTry") // the caller's try follows
  private static boolean take(Lock view, SplittableRandom random) throws InterruptedException {
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
