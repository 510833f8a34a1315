package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link Lock} asks of an implementation, one behaviour a method, in the manner of the JSR-166 tests. */
@TimeLimit
@SuppressWarnings("LockNotBeforeTry") // here the locking itself is what is looked at
class ReadWriteLockViewTest {
  private final VmaLock node = VmaLock.standalone();
  private final ReadWriteLock lock = node.asReadWriteLock();
  private final Actor holder = new Actor("holder");
  private final Actor other = new Actor("other");

  /** One of the two views. */
  enum Side {
    READ {
      @Override
      Lock of(ReadWriteLock lock) {
        return lock.readLock();
      }
    },
    WRITE {
      @Override
      Lock of(ReadWriteLock lock) {
        return lock.writeLock();
      }
    };

    abstract Lock of(ReadWriteLock lock);
  }

  @AfterEach
  void endThreads() {
    holder.close();
    other.close();
  }

  /** Holds the lock so that the given side has to wait: a reader waits for the writer, a writer for anybody. */
  private void holdAgainst(Side side) throws Exception {
    holder.run(() -> opposite(side).lock());
  }

  private void letGo(Side side) throws Exception {
    holder.run(() -> opposite(side).unlock());
  }

  private Lock opposite(Side side) {
    return side == Side.READ ? lock.writeLock() : lock.readLock();
  }

  private void assertFree() throws Exception {
    assertEquals(0, node.readers());
    assertFalse(node.isWriteLocked());
    assertFalse(Node.isLocked(node));
    assertTrue(node.isAttached());
    other.run(() -> {
      assertTrue(lock.writeLock().tryLock());
      lock.writeLock().unlock();
    });
  }

  // ---- lock

  @ParameterizedTest
  @EnumSource
  void lockTakesAFreeLock(Side side) throws Exception {
    Lock view = side.of(lock);
    view.lock();
    assertEquals(side == Side.READ ? 1 : 0, node.readers());
    assertEquals(side == Side.WRITE, node.isWriteLocked());
    view.unlock();
    assertFree();
  }

  @ParameterizedTest
  @EnumSource
  void lockWaits(Side side) throws Exception {
    holdAgainst(side);
    Actor.Step<Void> locking = other.beginAndPark(() -> side.of(lock).lock());
    letGo(side);
    locking.result();
    other.run(() -> side.of(lock).unlock());
    assertFree();
  }

  @Test
  void aWriterWaitsForAWriter() throws Exception {
    holder.run(() -> lock.writeLock().lock());
    Actor.Step<Void> locking = other.beginAndPark(() -> lock.writeLock().lock());
    holder.run(() -> lock.writeLock().unlock());
    locking.result();
    other.run(() -> lock.writeLock().unlock());
    assertFree();
  }

  @Test
  void readersShareTheLock() throws Exception {
    holder.run(() -> lock.readLock().lock());
    other.run(() -> lock.readLock().lock());
    lock.readLock().lock();
    assertEquals(3, node.readers());
    lock.readLock().unlock();
    holder.run(() -> lock.readLock().unlock());
    other.run(() -> lock.readLock().unlock());
    assertFree();
  }

  @ParameterizedTest
  @EnumSource
  void lockIsNotInterrupted(Side side) throws Exception {
    holdAgainst(side);
    Actor.Step<Boolean> locking = other.beginAndPark(() -> {
      side.of(lock).lock();
      side.of(lock).unlock();
      return Thread.currentThread().isInterrupted();
    });
    other.interrupt();
    other.awaitParked(locking);
    letGo(side);
    assertTrue(locking.result(), "the interrupt was swallowed");
    assertFree();
  }

  // ---- lockInterruptibly

  @ParameterizedTest
  @EnumSource
  void lockInterruptiblyTakesAFreeLock(Side side) throws Exception {
    side.of(lock).lockInterruptibly();
    side.of(lock).unlock();
    assertFree();
  }

  @ParameterizedTest
  @EnumSource
  void lockInterruptiblyWaits(Side side) throws Exception {
    holdAgainst(side);
    Actor.Step<Void> locking = other.beginAndPark(() -> {
      side.of(lock).lockInterruptibly();
      side.of(lock).unlock();
    });
    letGo(side);
    locking.result();
    assertFree();
  }

  @ParameterizedTest
  @EnumSource
  void lockInterruptiblyIsInterruptedBeforehand(Side side) throws Exception {
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> side.of(lock).lockInterruptibly());
    assertFalse(Thread.interrupted());
    assertFree();
  }

  @ParameterizedTest
  @EnumSource
  void lockInterruptiblyIsInterruptedWhileWaiting(Side side) throws Exception {
    holdAgainst(side);
    Actor.Step<Boolean> locking = other.beginAndPark(() -> {
      assertThrows(InterruptedException.class, () -> side.of(lock).lockInterruptibly());
      return Thread.currentThread().isInterrupted();
    });
    other.interrupt();
    assertFalse(locking.result());
    letGo(side);
    assertFree();
  }

  // ---- tryLock

  @ParameterizedTest
  @EnumSource
  void tryLockTakesAFreeLock(Side side) throws Exception {
    assertTrue(side.of(lock).tryLock());
    side.of(lock).unlock();
    assertFree();
  }

  @ParameterizedTest
  @EnumSource
  void tryLockFailsAtOnce(Side side) throws Exception {
    holdAgainst(side);
    assertFalse(other.call(() -> side.of(lock).tryLock()));
    letGo(side);
    assertFree();
  }

  @Test
  void aWritersTryLockFailsBesideAWriter() throws Exception {
    holder.run(() -> lock.writeLock().lock());
    assertFalse(other.call(() -> lock.writeLock().tryLock()));
    holder.run(() -> lock.writeLock().unlock());
    assertFree();
  }

  @Test
  void aReadersTryLockFailsWhileAWriterDrains() throws Exception {
    holder.run(() -> lock.readLock().lock());
    Actor.Step<Void> draining = other.beginAndPark(() -> {
      lock.writeLock().lock();
      lock.writeLock().unlock();
    });
    assertFalse(lock.readLock().tryLock());
    holder.run(() -> lock.readLock().unlock());
    draining.result();
    assertFree();
  }

  @ParameterizedTest
  @EnumSource
  void tryLockKeepsTheInterrupt(Side side) throws Exception {
    Thread.currentThread().interrupt();
    assertTrue(side.of(lock).tryLock());
    assertTrue(Thread.interrupted());
    side.of(lock).unlock();
    assertFree();
  }

  // ---- timed tryLock

  @ParameterizedTest
  @EnumSource
  void timedTryLockTakesAFreeLockWhateverTheTime(Side side) throws Exception {
    for (long nanos : new long[] {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE}) {
      assertTrue(side.of(lock).tryLock(nanos, TimeUnit.NANOSECONDS));
      side.of(lock).unlock();
    }
    assertFree();
  }

  @ParameterizedTest
  @EnumSource
  void timedTryLockWaits(Side side) throws Exception {
    holdAgainst(side);
    Actor.Step<Boolean> locking = other.beginAndPark(() -> {
      boolean locked = side.of(lock).tryLock(Long.MAX_VALUE, TimeUnit.DAYS);
      side.of(lock).unlock();
      return locked;
    });
    letGo(side);
    assertTrue(locking.result());
    assertFree();
  }

  @ParameterizedTest
  @EnumSource
  void timedTryLockTimesOut(Side side) throws Exception {
    holdAgainst(side);
    long took = other.call(() -> {
      long begin = System.nanoTime();
      assertFalse(side.of(lock).tryLock(30, TimeUnit.MILLISECONDS));
      return System.nanoTime() - begin;
    });
    assertTrue(took >= TimeUnit.MILLISECONDS.toNanos(30), () -> "gave up after " + took + " ns");
    letGo(side);
    assertFree();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void timedTryLockOfZeroOrLessDoesNotWait(long nanos) throws Exception {
    for (Side side : Side.values()) {
      holdAgainst(side);
      Actor.Step<Boolean> locking = other.begin(() -> side.of(lock).tryLock(nanos, TimeUnit.NANOSECONDS));
      Thread.sleep(50);
      boolean returned = locking.isDone();
      if (!returned) {
        other.interrupt();
      }
      letGo(side);
      assertTrue(returned, () -> side + " waits although the time is " + nanos);
      assertFalse(locking.result());
    }
    assertFree();
  }

  @ParameterizedTest
  @EnumSource
  void timedTryLockIsInterruptedBeforehand(Side side) throws Exception {
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> side.of(lock).tryLock(1, TimeUnit.MINUTES));
    assertFalse(Thread.interrupted());
    assertFree();
  }

  @ParameterizedTest
  @EnumSource
  void timedTryLockIsInterruptedWhileWaiting(Side side) throws Exception {
    holdAgainst(side);
    Actor.Step<Boolean> locking = other.beginAndPark(() -> {
      assertThrows(InterruptedException.class, () -> side.of(lock).tryLock(1, TimeUnit.MINUTES));
      return Thread.currentThread().isInterrupted();
    });
    other.interrupt();
    assertFalse(locking.result());
    letGo(side);
    assertFree();
  }

  // ---- unlock

  @ParameterizedTest
  @EnumSource
  void unlockWithoutALockIsRefused(Side side) throws Exception {
    assertThrows(IllegalMonitorStateException.class, () -> side.of(lock).unlock());
    side.of(lock).lock();
    side.of(lock).unlock();
    assertThrows(IllegalMonitorStateException.class, () -> side.of(lock).unlock());
    assertFree();
  }

  @Test
  void unlockOfTheWriteLockByAnotherThreadIsRefused() throws Exception {
    holder.run(() -> lock.writeLock().lock());
    assertThrows(IllegalMonitorStateException.class, () -> lock.writeLock().unlock());
    assertTrue(node.isWriteLocked());
    holder.run(() -> lock.writeLock().unlock());
    assertFree();
  }

  @Test
  void unlockOfTheReadLockByAnotherThreadIsAllowed() throws Exception {
    holder.run(() -> lock.readLock().lock());
    lock.readLock().unlock();
    assertFree();
  }

  @Test
  void unlockOfTheWrongSideIsRefused() throws Exception {
    lock.writeLock().lock();
    assertThrows(IllegalMonitorStateException.class, () -> lock.readLock().unlock());
    lock.writeLock().unlock();
    lock.readLock().lock();
    assertThrows(IllegalMonitorStateException.class, () -> lock.writeLock().unlock());
    lock.readLock().unlock();
    assertFree();
  }
}
