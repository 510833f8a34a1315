package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmalock.testing.Actor;

/** Exclusion, sequence, speculation and statistics of the structure lock. */
class StructureLockTest extends StructureLockFixture {
  private static final WaitStats NO_WAITS = new WaitStats(0, 0, 0, 0, 0);

  /** The methods that acquire the lock. */
  enum Form {
    READ(true),
    READ_INTERRUPTIBLY(true),
    READ_TRY(true),
    READ_TIMED(true),
    WRITE(false),
    WRITE_INTERRUPTIBLY(false),
    WRITE_TRY(false),
    WRITE_TIMED(false);

    final boolean shared;

    Form(boolean shared) {
      this.shared = shared;
    }

    boolean acquire(StructureLock lock) throws InterruptedException {
      switch (this) {
        case READ -> lock.lockRead();
        case READ_INTERRUPTIBLY -> lock.lockReadInterruptibly();
        case READ_TRY -> {
          return lock.tryLockRead();
        }
        case READ_TIMED -> {
          return lock.tryLockRead(1, TimeUnit.MINUTES);
        }
        case WRITE -> lock.lockWrite();
        case WRITE_INTERRUPTIBLY -> lock.lockWriteInterruptibly();
        case WRITE_TRY -> {
          return lock.tryLockWrite();
        }
        case WRITE_TIMED -> {
          return lock.tryLockWrite(1, TimeUnit.MINUTES);
        }
      }
      return true;
    }

    void release(StructureLock lock) {
      if (shared) {
        lock.unlockRead();
      } else {
        lock.unlockWrite();
      }
    }
  }

  // ---- Acquiring and releasing

  @ParameterizedTest
  @EnumSource
  void acquiresFreeLockAndReleasesIt(Form form) throws Exception {
    assertTrue(form.acquire(lock));
    assertTrue(Node.isHeld(lock));
    assertEquals(form.shared, lock.isReadLocked());
    assertEquals(!form.shared, lock.isWriteLocked());
    assertEquals(!form.shared, lock.isWriteLockedByCurrentThread());
    assertFalse(other.call(lock::isWriteLockedByCurrentThread));
    assertFalse(other.call(() -> lock.tryLockWrite()));
    assertEquals(form.shared, other.call(() -> {
      boolean read = lock.tryLockRead();
      if (read) {
        lock.unlockRead();
      }
      return read;
    }));
    form.release(lock);
    assertFree();
  }

  @ParameterizedTest
  @EnumSource
  void sequenceIsOddOnlyWhileWriteLocked(Form form) throws Exception {
    long before = sequence();
    form.acquire(lock);
    assertEquals(form.shared ? before : before + 1, sequence());
    form.release(lock);
    assertEquals(form.shared ? before : before + 2, sequence());
  }

  @ParameterizedTest
  @EnumSource(names = {"READ_TRY", "WRITE_TRY"}, mode = EnumSource.Mode.EXCLUDE)
  void waitsForWriter(Form form) throws Exception {
    lock.lockWrite();
    Actor.Step<Boolean> acquired = other.beginAndPark(() -> {
      boolean held = form.acquire(lock);
      form.release(lock);
      return held;
    });
    lock.unlockWrite();
    assertTrue(acquired.result());
    assertFree();
  }

  @ParameterizedTest
  @EnumSource(names = {"WRITE", "WRITE_INTERRUPTIBLY", "WRITE_TIMED"})
  void writerWaitsForEveryReader(Form form) throws Exception {
    lock.lockRead();
    lock.lockRead();
    long before = sequence();
    Actor.Step<Boolean> acquired = other.beginAndPark(() -> {
      boolean held = form.acquire(lock);
      form.release(lock);
      return held;
    });
    lock.unlockRead();
    other.awaitParked(acquired);
    assertEquals(before, sequence(), "the sequence changes only when the lock is held");
    lock.unlockRead();
    assertTrue(acquired.result());
    assertFree();
  }

  @Test
  void readLockMayBeReleasedByAnotherThread() throws Exception {
    lock.lockRead();
    other.run(lock::unlockRead);
    assertFree();
  }

  // ---- Failed attempts

  @ParameterizedTest
  @EnumSource(names = {"READ_TRY", "WRITE_TRY"})
  void tryLockDoesNotWait(Form form) throws Exception {
    lock.lockWrite();
    long before = sequence();
    assertFalse(other.call(() -> form.acquire(lock)));
    assertEquals(before, sequence());
    lock.unlockWrite();
    assertFree();
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 1, 20_000_000})
  void timeoutLeavesLockUnchanged(long nanos) throws Exception {
    lock.lockWrite();
    long before = sequence();
    long took = other.call(() -> {
      long begin = System.nanoTime();
      assertFalse(lock.tryLockRead(nanos, TimeUnit.NANOSECONDS));
      assertFalse(lock.tryLockWrite(nanos, TimeUnit.NANOSECONDS));
      return System.nanoTime() - begin;
    });
    assertTrue(took >= 2 * nanos || nanos < 0, () -> "timed out after " + took + " ns");
    assertEquals(before, sequence());
    assertTrue(lock.isWriteLockedByCurrentThread());
    lock.unlockWrite();
    assertFree();
  }

  @ParameterizedTest
  @EnumSource(names = {"READ_INTERRUPTIBLY", "READ_TIMED", "WRITE_INTERRUPTIBLY", "WRITE_TIMED"})
  void interruptWhileWaitingLeavesLockUnchanged(Form form) throws Exception {
    lock.lockWrite();
    long before = sequence();
    Actor.Step<Boolean> waiting = other.beginAndPark(() -> {
      assertThrows(InterruptedException.class, () -> form.acquire(lock));
      return Thread.currentThread().isInterrupted();
    });
    other.interrupt();
    assertFalse(waiting.result());
    assertEquals(before, sequence());
    lock.unlockWrite();
    assertFree();
  }

  @ParameterizedTest
  @EnumSource(names = {"READ_INTERRUPTIBLY", "READ_TIMED", "WRITE_INTERRUPTIBLY", "WRITE_TIMED"})
  void pendingInterruptIsReportedForFreeLock(Form form) throws Exception {
    long before = sequence();
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> form.acquire(lock));
    assertFalse(Thread.interrupted());
    assertEquals(before, sequence());
    assertFree();
  }

  @ParameterizedTest
  @EnumSource(names = {"READ", "WRITE"})
  void uninterruptibleWaitKeepsInterruptStatus(Form form) throws Exception {
    lock.lockWrite();
    Actor.Step<Boolean> waiting = other.beginAndPark(() -> {
      form.acquire(lock);
      form.release(lock);
      return Thread.currentThread().isInterrupted();
    });
    other.interrupt();
    other.awaitParked(waiting);
    lock.unlockWrite();
    assertTrue(waiting.result());
    assertFree();
  }

  // ---- Downgrading

  @Test
  void downgradedLockIsReadLock() throws Exception {
    lock.lockWrite();
    long odd = sequence();
    lock.downgrade();
    assertEquals(odd + 1, sequence());
    assertTrue(lock.isReadLocked());
    assertFalse(lock.isWriteLocked());
    assertFalse(lock.isWriteLockedByCurrentThread());
    assertTrue(other.call(() -> lock.tryLockRead()));
    assertFalse(other.call(() -> lock.tryLockWrite()));
    other.run(lock::unlockRead);
    lock.unlockRead();
    assertFree();
  }

  @Test
  void downgradeAdmitsNoWriter() throws Exception {
    lock.lockWrite();
    Actor.Step<Void> next = other.beginAndPark(() -> {
      lock.lockWrite();
      lock.unlockWrite();
    });
    long odd = sequence();
    lock.downgrade();
    assertEquals(odd + 1, sequence());
    other.awaitParked(next);
    lock.unlockRead();
    next.result();
    assertFree();
  }

  @Test
  void downgradeAdmitsWaitingReaders() throws Exception {
    lock.lockWrite();
    Actor.Step<Void> read = other.beginAndPark(lock::lockRead);
    lock.downgrade();
    read.result();
    lock.unlockRead();
    lock.unlockRead();
    assertFree();
  }

  // ---- Speculation

  @Test
  void speculationIsValidUntilNextWriteSection() {
    long speculated = lock.trySpeculate();
    assertTrue(speculated >= 0);
    lock.lockRead();
    lock.unlockRead();
    assertTrue(lock.validate(speculated));
    assertTrue(lock.validate(speculated), "validation may be repeated");
    lock.lockWrite();
    assertFalse(lock.validate(speculated));
    lock.unlockWrite();
    assertFalse(lock.validate(speculated), "a section without changes also invalidates");
  }

  @Test
  void trySpeculateFailsDuringWriteSection() {
    lock.lockWrite();
    assertEquals(-1, lock.trySpeculate());
    assertFalse(lock.validate(-1));
    assertFalse(lock.validate(sequence()));
    lock.downgrade();
    long speculated = lock.trySpeculate();
    assertTrue(lock.validate(speculated));
    assertFalse(lock.validate(-1));
    lock.unlockRead();
  }

  @Test
  void failedTryLockWriteKeepsSpeculationValid() throws Exception {
    lock.lockRead();
    long speculated = lock.trySpeculate();
    other.run(() -> {
      assertFalse(lock.tryLockWrite());
      assertFalse(lock.tryLockWrite(1, TimeUnit.MILLISECONDS));
    });
    assertTrue(lock.validate(speculated));
    lock.unlockRead();
  }

  // ---- Diagnostics

  @Test
  void toStringShowsHolder() throws Exception {
    assertTrue(lock.toString().matches("StructureLock@[0-9a-f]+\\[unlocked, sequence 0]"), lock::toString);
    lock.lockRead();
    lock.lockRead();
    assertTrue(lock.toString().endsWith("[2 structure readers, sequence 0]"), lock::toString);
    lock.unlockRead();
    lock.unlockRead();
    other.run(lock::lockWrite);
    assertTrue(lock.toString().endsWith("[write-locked by other, sequence 1]"), lock::toString);
    other.run(lock::unlockWrite);
    assertTrue(lock.toString().endsWith("[unlocked, sequence 2]"), lock::toString);
  }

  @Test
  void statisticsCountWaitsForTheLock() throws Exception {
    lock.lockRead();
    Actor.Step<Void> writing = other.beginAndPark(lock::lockWrite);
    assertEquals(1, lock.statistics().locks().waiting());
    lock.unlockRead();
    writing.result();
    assertFalse(lock.tryLockRead(1, TimeUnit.MILLISECONDS));
    other.run(lock::unlockWrite);
    WaitStats statistics = lock.statistics().locks();
    assertEquals(2, statistics.waits());
    assertEquals(0, statistics.waiting());
    assertEquals(1, statistics.abandoned());
    assertEquals(NO_WAITS, lock.statistics().drains());
  }

  @Test
  void statisticsCountWaitsForANode() throws Exception {
    Node node = Node.attached(lock);
    lock.lockWrite();
    node.startWrite();
    Actor.Step<Long> reading = other.beginAndPark(() -> node.startRead());
    StructureStats during = lock.statistics();
    assertEquals(1, during.reads().waiting());
    lock.unlockWrite();
    node.endRead(reading.result());
    StructureStats difference = lock.statistics().minus(during);
    assertEquals(0, difference.reads().waits());
    assertEquals(0, difference.reads().waiting());
    assertTrue(difference.reads().waitedNanos() > 0, difference::toString);
    assertEquals(0, difference.reads().abandoned());
  }

  @Test
  void statisticsCountWaitsForReaders() throws Exception {
    Node node = Node.attached(lock);
    assertEquals(new StructureStats(NO_WAITS, NO_WAITS, NO_WAITS, 0, 0), lock.statistics());
    for (int round = 1; round <= 3; round++) {
      long stamp = node.tryStartRead(1);
      Actor.Step<Void> section = other.beginAndPark(() -> {
        lock.lockWrite();
        node.startWrite();
        lock.unlockWrite();
      });
      WaitStats unfinished = lock.statistics().drains();
      assertEquals(round, unfinished.waits());
      assertEquals(1, unfinished.waiting());
      Thread.sleep(round);
      WaitStats later = lock.statistics().drains().minus(unfinished);
      assertEquals(0, later.waits());
      assertTrue(later.waitedNanos() >= TimeUnit.MILLISECONDS.toNanos(round), later::toString);
      node.endRead(stamp);
      section.result();
      WaitStats statistics = lock.statistics().drains();
      assertEquals(round, statistics.waits());
      assertEquals(0, statistics.waiting());
      assertEquals(0, statistics.abandoned());
      assertTrue(statistics.longestNanos() >= TimeUnit.MILLISECONDS.toNanos(round), statistics::toString);
      assertTrue(statistics.waitedNanos() >= statistics.longestNanos(), statistics::toString);
      assertTrue(round == 1 || statistics.waitedNanos() > statistics.longestNanos(), statistics::toString);
    }
  }

  @Test
  @Tag("counted")
  void writerThatDoesNotWaitRecordsNoStatistics() {
    Node node = Node.attached(lock);
    lock.lockWrite();
    node.startWrite();
    lock.unlockWrite();
    assertEquals(new StructureStats(NO_WAITS, NO_WAITS, NO_WAITS, 0, 0), lock.statistics());
  }
}
