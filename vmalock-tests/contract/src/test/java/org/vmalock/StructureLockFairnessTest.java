package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmalock.testing.Actor;
import org.vmalock.testing.TimeLimit;

/** A thread that is queued for a structure lock acquires it, whatever other threads do (I14). */
@TimeLimit
class StructureLockFairnessTest {
  private final StructureLock lock = new StructureLock();
  private final Actor first = new Actor("first");
  private final Actor second = new Actor("second");
  private volatile boolean stop;

  @AfterEach
  void endThreads() {
    first.close();
    second.close();
  }

  private static void holdOneMillisecond() {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1);
    while (System.nanoTime() - end < 0) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  private List<Thread> loop(int threads, Runnable body) {
    List<Thread> loops = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Thread thread = new Thread(() -> {
        while (!stop) {
          body.run();
        }
      }, "loop " + i);
      thread.setDaemon(true);
      thread.start();
      loops.add(thread);
    }
    return loops;
  }

  private void join(List<Thread> loops) throws InterruptedException {
    stop = true;
    for (Thread thread : loops) {
      thread.join(TimeUnit.SECONDS.toMillis(20));
      assertFalse(thread.isAlive(), thread::getName);
    }
  }

  private static void report(String what, long nanos) {
    System.out.println("StructureLockFairnessTest: " + what + " acquired after at most " + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms");
  }

  // ---- Bounded waits

  @ParameterizedTest
  @ValueSource(ints = {2, 8})
  void aWriterAcquiresBesideOverlappingReaders(int readers) throws Exception {
    List<Thread> loops = loop(readers, () -> {
      lock.lockRead();
      holdOneMillisecond();
      lock.unlockRead();
    });
    long longest = 0;
    try {
      for (int i = 0; i < 10; i++) {
        Thread.sleep(5);
        long begin = System.nanoTime();
        assertTrue(lock.tryLockWrite(1, TimeUnit.SECONDS), "the writer starves beside " + readers + " readers");
        longest = Math.max(longest, System.nanoTime() - begin);
        lock.unlockWrite();
      }
    } finally {
      join(loops);
    }
    report("a writer beside " + readers + " readers", longest);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 8})
  void aReaderAcquiresBesideLoopingWriters(int writers) throws Exception {
    List<Thread> loops = loop(writers, () -> {
      lock.lockWrite();
      holdOneMillisecond();
      lock.unlockWrite();
    });
    long longest = 0;
    try {
      for (int i = 0; i < 10; i++) {
        Thread.sleep(5);
        long begin = System.nanoTime();
        assertTrue(lock.tryLockRead(1, TimeUnit.SECONDS), "the reader starves beside " + writers + " writers");
        longest = Math.max(longest, System.nanoTime() - begin);
        lock.unlockRead();
      }
    } finally {
      join(loops);
    }
    report("a reader beside " + writers + " writers", longest);
  }

  // ---- Passing

  /** The queued thread is not woken, since the lock becomes free without a release. */
  @Test
  void writersPassAQueuedThreadForOneMillisecond() throws Exception {
    FairReadWriteSync sync = new FairReadWriteSync();
    for (int round = 0; round < 20; round++) {
      sync.lockWrite();
      long writeLocked = sync.holds;
      Actor.Step<Void> queued = first.beginAndPark(() -> {
        sync.lockWrite();
        sync.unlockWrite();
      });
      try {
        sync.holds = 0;
        assertFalse(sync.tryLockWrite(), "an attempt without a time has passed");
        assertFalse(sync.tryLockReadSoon(), "a reader has passed");
        passUntilRefused(sync);
      } finally {
        sync.holds = writeLocked;
        sync.unlockWrite();
      }
      queued.result();
    }
  }

  private static void passUntilRefused(FairReadWriteSync sync) {
    assertTrue(sync.tryLockWriteSoon(), "no writer passes");
    long passed = System.nanoTime();
    long begin = passed;
    do {
      assertTrue(begin - passed < TimeUnit.MILLISECONDS.toNanos(1), "a writer has passed later than one millisecond after the first");
      sync.holds = 0;
      begin = System.nanoTime();
    } while (sync.tryLockWriteSoon());
  }

  /** The queued thread is woken, and tries. */
  @ParameterizedTest
  @ValueSource(ints = {200, 2_000})
  void aWriterPassesAThreadThatWakesUpForOneMillisecond(int sectionMicros) throws Exception {
    int mostPasses = (1_000 + sectionMicros - 1) / sectionMicros;
    AtomicInteger sections = new AtomicInteger();
    for (int round = 0; round < 100; round++) {
      lock.lockWrite();
      sections.set(0);
      Actor.Step<Integer> queued = first.beginAndPark(() -> {
        lock.lockWrite();
        int passedBy = sections.get();
        lock.unlockWrite();
        return passedBy;
      });
      lock.unlockWrite();
      while (!queued.isDone()) {
        lock.lockWrite();
        sections.incrementAndGet();
        spin(sectionMicros);
        lock.unlockWrite();
      }
      assertTrue(queued.result() <= mostPasses, () -> "passed by " + sections + " sections of " + sectionMicros + " microseconds");
    }
  }

  private static void spin(long micros) {
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < TimeUnit.MICROSECONDS.toNanos(micros)) {
      Thread.onSpinWait();
    }
  }

  /** Threads that queued once do not make each of the sections after them wait for a wake-up. */
  @Test
  void shortSectionsDoNotQueueForEver() throws Exception {
    int threads = 8;
    int sections = 20_000;
    List<Thread> writers = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      Thread writer = new Thread(() -> {
        for (int section = 0; section < sections; section++) {
          lock.lockWrite();
          spin(1);
          lock.unlockWrite();
          spin(1);
        }
      }, "writer " + i);
      writer.start();
      writers.add(writer);
    }
    join(writers);
    long waits = lock.statistics().locks().waits();
    System.out.println("StructureLockFairnessTest: " + waits + " waits in " + threads * sections + " sections");
    assertTrue(waits < threads * sections / 4, () -> waits + " of " + threads * sections + " acquisitions have waited");
  }

  // ---- The queue

  @Test
  void aReaderQueuesBehindAWaitingWriter() throws Exception {
    lock.lockRead();
    Actor.Step<Void> writer = first.beginAndPark(() -> lock.lockWrite());
    Actor.Step<Void> reader = second.beginAndPark(() -> lock.lockRead());
    lock.unlockRead();
    writer.result();
    second.awaitParked(reader);
    first.run(() -> lock.unlockWrite());
    reader.result();
    second.run(() -> lock.unlockRead());
    assertFalse(Node.isHeld(lock));
  }

  @Test
  void theTryFormsFailWhileAnotherThreadWaitsAndDoNotQueue() throws Exception {
    lock.lockRead();
    Actor.Step<Void> writer = first.beginAndPark(() -> lock.lockWrite());
    assertFalse(second.call(() -> lock.tryLockRead()));
    assertFalse(second.call(() -> lock.tryLockWrite()));
    assertFalse(second.call(() -> lock.tryLockRead(0, TimeUnit.SECONDS)));
    assertFalse(second.call(() -> lock.tryLockWrite(-1, TimeUnit.SECONDS)));
    lock.unlockRead();
    writer.result();
    first.run(() -> lock.unlockWrite());
    assertTrue(lock.tryLockWrite());
    lock.unlockWrite();
  }

  /** The attempt is made before the queued thread has woken. */
  @Test
  void noAttemptPassesAQueuedThreadWhenTheLockIsReleased() throws Exception {
    for (int round = 0; round < 200; round++) {
      lock.lockRead();
      Actor.Step<Void> writer = first.beginAndPark(() -> lock.lockWrite());
      lock.unlockRead();
      assertFalse(lock.tryLockWrite(), "a writer has passed a queued writer");
      assertFalse(lock.tryLockRead(), "a reader has passed a queued writer");
      writer.result();
      first.run(() -> lock.unlockWrite());
    }
    assertFalse(Node.isHeld(lock));
  }

  @Test
  void aDowngradeAdmitsTheReadersQueuedNextAndNoWriter() throws Exception {
    lock.lockWrite();
    Actor.Step<Void> reader = first.beginAndPark(() -> lock.lockRead());
    Actor.Step<Void> writer = second.beginAndPark(() -> lock.lockWrite());
    lock.downgrade();
    reader.result();
    first.run(() -> lock.unlockRead());
    second.awaitParked(writer);
    lock.unlockRead();
    writer.result();
    second.run(() -> lock.unlockWrite());
    assertFalse(Node.isHeld(lock));
  }

  @Test
  void readersBehindAWriterThatGivesUpAcquire() throws Exception {
    lock.lockRead();
    Actor.Step<Void> writer = first.beginAndPark(() -> {
      assertThrows(InterruptedException.class, () -> lock.lockWriteInterruptibly());
    });
    Actor.Step<Void> reader = second.beginAndPark(() -> lock.lockRead());
    first.interrupt();
    writer.result();
    reader.result();
    second.run(() -> lock.unlockRead());
    lock.unlockRead();
    assertFalse(Node.isHeld(lock));
  }

  // ---- Diagnostics

  @Test
  void anInterruptSaysWhatTheThreadWaitedFor() throws Exception {
    Thread.currentThread().interrupt();
    String read = assertThrows(InterruptedException.class, () -> lock.lockReadInterruptibly()).getMessage();
    assertTrue(read.startsWith("interrupted while waiting for the read lock of StructureLock@"), read);
    lock.lockRead();
    Actor.Step<String> writer = first.beginAndPark(() ->
        assertThrows(InterruptedException.class, () -> lock.tryLockWrite(1, TimeUnit.MINUTES)).getMessage());
    first.interrupt();
    String write = writer.result();
    assertTrue(write.startsWith("interrupted while waiting for the write lock of StructureLock@"), write);
    lock.unlockRead();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aWaitWithoutLimitIsShownAsWaiting(boolean shared) throws Exception {
    lock.lockWrite();
    Actor.Step<Void> waiting = first.beginAndPark(() -> {
      if (shared) {
        lock.lockRead();
        lock.unlockRead();
      } else {
        lock.lockWrite();
        lock.unlockWrite();
      }
    });
    assertEquals(Thread.State.WAITING, first.thread().getState());
    lock.unlockWrite();
    waiting.result();
  }
}
