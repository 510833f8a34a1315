package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmalock.testing.Actor;

/** Contract of {@link Lock} for both locks of the view, one behaviour per method, in the style of the JSR-166 tests. */
@SuppressWarnings("LockNotBeforeTry") // the locking itself is under test
class ReadWriteLockViewTest extends ReadWriteLockFixture {
  /** The read lock or the write lock of the view. */
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

  /** Acquires the opposite lock in another thread, so that the given one must wait. */
  private void acquireOpposite(Side side) throws Exception {
    holder.run(() -> opposite(side).lock());
  }

  private void releaseOpposite(Side side) throws Exception {
    holder.run(() -> opposite(side).unlock());
  }

  private Lock opposite(Side side) {
    return side == Side.READ ? lock.writeLock() : lock.readLock();
  }

  // ---- lock

  @ParameterizedTest
  @EnumSource
  void lockAcquiresFreeLock(Side side) throws Exception {
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
    acquireOpposite(side);
    Actor.Step<Void> locking = other.beginAndPark(() -> side.of(lock).lock());
    releaseOpposite(side);
    locking.result();
    other.run(() -> side.of(lock).unlock());
    assertFree();
  }

  @Test
  void writerWaitsForWriter() throws Exception {
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
  void lockIsNotInterruptible(Side side) throws Exception {
    acquireOpposite(side);
    Actor.Step<Boolean> locking = other.beginAndPark(() -> {
      side.of(lock).lock();
      side.of(lock).unlock();
      return Thread.currentThread().isInterrupted();
    });
    other.interrupt();
    other.awaitParked(locking);
    releaseOpposite(side);
    assertTrue(locking.result(), "the interrupt status was lost");
    assertFree();
  }

  // ---- lockInterruptibly

  @ParameterizedTest
  @EnumSource
  void lockInterruptiblyAcquiresFreeLock(Side side) throws Exception {
    side.of(lock).lockInterruptibly();
    side.of(lock).unlock();
    assertFree();
  }

  @ParameterizedTest
  @EnumSource
  void lockInterruptiblyWaits(Side side) throws Exception {
    acquireOpposite(side);
    Actor.Step<Void> locking = other.beginAndPark(() -> {
      side.of(lock).lockInterruptibly();
      side.of(lock).unlock();
    });
    releaseOpposite(side);
    locking.result();
    assertFree();
  }

  @ParameterizedTest
  @EnumSource
  void lockInterruptiblyThrowsWhenAlreadyInterrupted(Side side) throws Exception {
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> side.of(lock).lockInterruptibly());
    assertFalse(Thread.interrupted());
    assertFree();
  }

  @ParameterizedTest
  @EnumSource
  void lockInterruptiblyThrowsWhenInterruptedWhileWaiting(Side side) throws Exception {
    acquireOpposite(side);
    Actor.Step<Boolean> locking = other.beginAndPark(() -> {
      assertThrows(InterruptedException.class, () -> side.of(lock).lockInterruptibly());
      return Thread.currentThread().isInterrupted();
    });
    other.interrupt();
    assertFalse(locking.result());
    releaseOpposite(side);
    assertFree();
  }

  // ---- tryLock

  @ParameterizedTest
  @EnumSource
  void tryLockAcquiresFreeLock(Side side) throws Exception {
    assertTrue(side.of(lock).tryLock());
    side.of(lock).unlock();
    assertFree();
  }

  @ParameterizedTest
  @EnumSource
  void tryLockFailsWithoutWaiting(Side side) throws Exception {
    acquireOpposite(side);
    assertFalse(other.call(() -> side.of(lock).tryLock()));
    releaseOpposite(side);
    assertFree();
  }

  @Test
  void writeTryLockFailsWhileWriteLocked() throws Exception {
    holder.run(() -> lock.writeLock().lock());
    assertFalse(other.call(() -> lock.writeLock().tryLock()));
    holder.run(() -> lock.writeLock().unlock());
    assertFree();
  }

  @Test
  void readTryLockFailsWhileWriterDrains() throws Exception {
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
  void tryLockKeepsInterruptStatus(Side side) throws Exception {
    Thread.currentThread().interrupt();
    assertTrue(side.of(lock).tryLock());
    assertTrue(Thread.interrupted());
    side.of(lock).unlock();
    assertFree();
  }

  // ---- timed tryLock

  @ParameterizedTest
  @EnumSource
  void timedTryLockAcquiresFreeLockForAnyTimeout(Side side) throws Exception {
    for (long nanos : new long[] {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE}) {
      assertTrue(side.of(lock).tryLock(nanos, TimeUnit.NANOSECONDS));
      side.of(lock).unlock();
    }
    assertFree();
  }

  @ParameterizedTest
  @EnumSource
  void timedTryLockWaits(Side side) throws Exception {
    acquireOpposite(side);
    Actor.Step<Boolean> locking = other.beginAndPark(() -> {
      boolean locked = side.of(lock).tryLock(Long.MAX_VALUE, TimeUnit.DAYS);
      side.of(lock).unlock();
      return locked;
    });
    releaseOpposite(side);
    assertTrue(locking.result());
    assertFree();
  }

  @ParameterizedTest
  @EnumSource
  void timedTryLockTimesOut(Side side) throws Exception {
    acquireOpposite(side);
    long took = other.call(() -> {
      long begin = System.nanoTime();
      assertFalse(side.of(lock).tryLock(30, TimeUnit.MILLISECONDS));
      return System.nanoTime() - begin;
    });
    assertTrue(took >= TimeUnit.MILLISECONDS.toNanos(30), () -> "timed out after " + took + " ns");
    releaseOpposite(side);
    assertFree();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void timedTryLockOfZeroOrLessDoesNotWait(long nanos) throws Exception {
    for (Side side : Side.values()) {
      acquireOpposite(side);
      Actor.Step<Boolean> locking = other.begin(() -> side.of(lock).tryLock(nanos, TimeUnit.NANOSECONDS));
      Thread.sleep(50);
      boolean returned = locking.isDone();
      if (!returned) {
        other.interrupt();
      }
      releaseOpposite(side);
      assertTrue(returned, () -> side + " waits although the time is " + nanos);
      assertFalse(locking.result());
    }
    assertFree();
  }

  @ParameterizedTest
  @EnumSource
  void timedTryLockThrowsWhenAlreadyInterrupted(Side side) throws Exception {
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> side.of(lock).tryLock(1, TimeUnit.MINUTES));
    assertFalse(Thread.interrupted());
    assertFree();
  }

  @ParameterizedTest
  @EnumSource
  void timedTryLockThrowsWhenInterruptedWhileWaiting(Side side) throws Exception {
    acquireOpposite(side);
    Actor.Step<Boolean> locking = other.beginAndPark(() -> {
      assertThrows(InterruptedException.class, () -> side.of(lock).tryLock(1, TimeUnit.MINUTES));
      return Thread.currentThread().isInterrupted();
    });
    other.interrupt();
    assertFalse(locking.result());
    releaseOpposite(side);
    assertFree();
  }

  // ---- The holder of the write lock

  @Test
  void theWriterIsRefusedASecondWriteLock() throws Exception {
    holder.run(() -> {
      Lock view = lock.writeLock();
      view.lock();
      assertThrows(IllegalStateException.class, view::lock);
      assertThrows(IllegalStateException.class, view::lockInterruptibly);
      assertThrows(IllegalStateException.class, () -> view.tryLock(1, TimeUnit.MINUTES));
      assertFalse(view.tryLock());
      assertFalse(view.tryLock(0, TimeUnit.SECONDS));
      view.unlock();
    });
    assertFree();
  }

  @Test
  void theWriterKeepsAReadLockBeyondItsWriteLock() throws Exception {
    holder.run(() -> {
      lock.writeLock().lock();
      lock.readLock().lock();
      lock.readLock().lockInterruptibly();
      assertTrue(lock.readLock().tryLock());
      assertTrue(lock.readLock().tryLock(1, TimeUnit.MINUTES));
      lock.writeLock().unlock();
    });
    assertEquals(4, node.readers());
    assertFalse(lock.writeLock().tryLock());
    for (int i = 0; i < 4; i++) {
      lock.readLock().unlock();
    }
    assertFree();
  }

  /** Whether the node is attached again is decided under the structure lock. */
  @Test
  void timedReadTryLockOfADetachedNodeWaitsForTheStructureLock() throws Exception {
    StructureLock structure = node.structureLock();
    structure.lockWrite();
    node.startWrite();
    node.markDetached();
    structure.unlockWrite();
    holder.run(() -> structure.lockWrite());
    assertFalse(lock.readLock().tryLock(5, TimeUnit.MILLISECONDS));
    holder.run(() -> structure.unlockWrite());
    assertThrows(IllegalStateException.class, () -> lock.readLock().tryLock(5, TimeUnit.MILLISECONDS));
    assertEquals(0, node.readers());
  }

  // ---- unlock

  @ParameterizedTest
  @EnumSource
  void unlockWithoutHoldIsRefused(Side side) throws Exception {
    assertThrows(IllegalMonitorStateException.class, () -> side.of(lock).unlock());
    side.of(lock).lock();
    side.of(lock).unlock();
    assertThrows(IllegalMonitorStateException.class, () -> side.of(lock).unlock());
    assertFree();
  }

  @Test
  void writeUnlockByAnotherThreadIsRefused() throws Exception {
    holder.run(() -> lock.writeLock().lock());
    assertThrows(IllegalMonitorStateException.class, () -> lock.writeLock().unlock());
    assertTrue(node.isWriteLocked());
    holder.run(() -> lock.writeLock().unlock());
    assertFree();
  }

  @Test
  void readUnlockByAnotherThreadIsAllowed() throws Exception {
    holder.run(() -> lock.readLock().lock());
    lock.readLock().unlock();
    assertFree();
  }

  @Test
  void unlockOfOppositeSideIsRefused() throws Exception {
    lock.writeLock().lock();
    assertThrows(IllegalMonitorStateException.class, () -> lock.readLock().unlock());
    lock.writeLock().unlock();
    lock.readLock().lock();
    assertThrows(IllegalMonitorStateException.class, () -> lock.writeLock().unlock());
    lock.readLock().unlock();
    assertFree();
  }
}
