package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The structure's lock: who excludes whom, and the sequence that goes with it. */
@TimeLimit
class StructureLockTest {
  private final StructureLock lock = new StructureLock();
  private final Actor other = new Actor("other");

  /** The ways to take it. */
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

    boolean take(StructureLock lock) throws InterruptedException {
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

  @AfterEach
  void endThreads() {
    other.close();
  }

  private long sequence() {
    return lock.sequence().getOpaque();
  }

  private void assertFree() throws Exception {
    assertFalse(lock.isReadLocked());
    assertFalse(lock.isWriteLocked());
    assertFalse(Node.isHeld(lock));
    assertEquals(0, sequence() & 1);
    other.run(() -> {
      assertTrue(lock.tryLockWrite());
      lock.unlockWrite();
    });
  }

  // ---- Taking and releasing

  @ParameterizedTest
  @EnumSource
  void isTakenWhenFreeAndReleased(Form form) throws Exception {
    assertTrue(form.take(lock));
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
  void theSequenceIsOddExactlyWhileWriteLocked(Form form) throws Exception {
    long before = sequence();
    form.take(lock);
    assertEquals(form.shared ? before : before + 1, sequence());
    form.release(lock);
    assertEquals(form.shared ? before : before + 2, sequence());
  }

  @ParameterizedTest
  @EnumSource(names = {"READ_TRY", "WRITE_TRY"}, mode = EnumSource.Mode.EXCLUDE)
  void waitsForTheWriter(Form form) throws Exception {
    lock.lockWrite();
    Actor.Step<Boolean> taken = other.beginAndPark(() -> {
      boolean held = form.take(lock);
      form.release(lock);
      return held;
    });
    lock.unlockWrite();
    assertTrue(taken.result());
    assertFree();
  }

  @ParameterizedTest
  @EnumSource(names = {"WRITE", "WRITE_INTERRUPTIBLY", "WRITE_TIMED"})
  void aWriterWaitsForEveryReader(Form form) throws Exception {
    lock.lockRead();
    lock.lockRead();
    long before = sequence();
    Actor.Step<Boolean> taken = other.beginAndPark(() -> {
      boolean held = form.take(lock);
      form.release(lock);
      return held;
    });
    lock.unlockRead();
    other.awaitParked(taken);
    assertEquals(before, sequence(), "the sequence moves only when the lock is held");
    lock.unlockRead();
    assertTrue(taken.result());
    assertFree();
  }

  @Test
  void aReadLockMayBeReleasedByAnotherThread() throws Exception {
    lock.lockRead();
    other.run(lock::unlockRead);
    assertFree();
  }

  // ---- Giving up

  @ParameterizedTest
  @EnumSource(names = {"READ_TRY", "WRITE_TRY"})
  void aTryDoesNotWait(Form form) throws Exception {
    lock.lockWrite();
    long before = sequence();
    assertFalse(other.call(() -> form.take(lock)));
    assertEquals(before, sequence());
    lock.unlockWrite();
    assertFree();
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 1, 20_000_000})
  void aTimeOutLeavesEverythingAsItWas(long nanos) throws Exception {
    lock.lockWrite();
    long before = sequence();
    long took = other.call(() -> {
      long begin = System.nanoTime();
      assertFalse(lock.tryLockRead(nanos, TimeUnit.NANOSECONDS));
      assertFalse(lock.tryLockWrite(nanos, TimeUnit.NANOSECONDS));
      return System.nanoTime() - begin;
    });
    assertTrue(took >= 2 * nanos || nanos < 0, () -> "gave up after " + took + " ns");
    assertEquals(before, sequence());
    assertTrue(lock.isWriteLockedByCurrentThread());
    lock.unlockWrite();
    assertFree();
  }

  @ParameterizedTest
  @EnumSource(names = {"READ_INTERRUPTIBLY", "READ_TIMED", "WRITE_INTERRUPTIBLY", "WRITE_TIMED"})
  void anInterruptWhileWaitingLeavesEverythingAsItWas(Form form) throws Exception {
    lock.lockWrite();
    long before = sequence();
    Actor.Step<Boolean> waiting = other.beginAndPark(() -> {
      assertThrows(InterruptedException.class, () -> form.take(lock));
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
  void anInterruptBeforehandIsDeliveredThoughTheLockIsFree(Form form) throws Exception {
    long before = sequence();
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> form.take(lock));
    assertFalse(Thread.interrupted());
    assertEquals(before, sequence());
    assertFree();
  }

  @ParameterizedTest
  @EnumSource(names = {"READ", "WRITE"})
  void anUninterruptibleWaitKeepsTheInterrupt(Form form) throws Exception {
    lock.lockWrite();
    Actor.Step<Boolean> waiting = other.beginAndPark(() -> {
      form.take(lock);
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
  void aDowngradedLockIsAReadLock() throws Exception {
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
  void downgradingLetsNoWriterInBetween() throws Exception {
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
  void downgradingLetsWaitingReadersIn() throws Exception {
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
  void aSpeculationIsValidUntilAWriteSectionOpens() {
    long speculated = lock.trySpeculate();
    assertTrue(speculated >= 0);
    lock.lockRead();
    lock.unlockRead();
    assertTrue(lock.validate(speculated));
    assertTrue(lock.validate(speculated), "it may be asked again");
    lock.lockWrite();
    assertFalse(lock.validate(speculated));
    lock.unlockWrite();
    assertFalse(lock.validate(speculated), "a section that changed nothing counts as well");
  }

  @Test
  void nobodySpeculatesDuringAWriteSection() {
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
  void aFailedAttemptToWriteDisturbsNoSpeculation() throws Exception {
    lock.lockRead();
    long speculated = lock.trySpeculate();
    other.run(() -> {
      assertFalse(lock.tryLockWrite());
      assertFalse(lock.tryLockWrite(1, TimeUnit.MILLISECONDS));
    });
    assertTrue(lock.validate(speculated));
    lock.unlockRead();
  }

  // ---- For people

  @Test
  void toStringSaysWhoHasIt() throws Exception {
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
  void statisticsCountFinishedWaitsForReaders() throws Exception {
    Node node = Node.attached(lock);
    assertEquals(new WriterStats(0, 0, 0, 0), lock.statistics());
    for (int round = 1; round <= 3; round++) {
      long stamp = node.tryStartRead(1);
      Actor.Step<Void> section = other.beginAndPark(() -> {
        lock.lockWrite();
        node.startWrite();
        lock.unlockWrite();
      });
      assertEquals(round - 1, lock.statistics().waits(), "an unfinished wait is not counted");
      Thread.sleep(round);
      node.endRead(stamp);
      section.result();
      WriterStats figures = lock.statistics();
      assertEquals(round, figures.waits());
      assertEquals(0, figures.abandoned());
      assertTrue(figures.longestNanos() >= TimeUnit.MILLISECONDS.toNanos(round), figures::toString);
      assertTrue(figures.waitedNanos() >= figures.longestNanos(), figures::toString);
      assertTrue(round == 1 || figures.waitedNanos() > figures.longestNanos(), figures::toString);
    }
  }

  @Test
  void aWriterThatDidNotWaitLeavesNoStatistics() {
    Node node = Node.attached(lock);
    lock.lockWrite();
    node.startWrite();
    lock.unlockWrite();
    assertEquals(new WriterStats(0, 0, 0, 0), lock.statistics());
  }
}
