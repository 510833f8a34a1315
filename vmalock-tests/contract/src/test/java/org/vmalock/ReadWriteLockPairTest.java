package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vmalock.ReadWriteLockViewTest.Side;
import org.vmalock.testing.Actor;

/** Contract of the read-write lock view beyond the single {@link Lock}: the read and write lock together, and the state of the node. */
@SuppressWarnings("LockNotBeforeTry") // the locking itself is under test
class ReadWriteLockPairTest extends ReadWriteLockFixture {
  // ---- Both sides in one thread

  @Test
  void writerMayAcquireReadLockAndKeepsItAfterUnlock() throws Exception {
    for (boolean tryForms : new boolean[] {false, true}) {
      lock.writeLock().lock();
      if (tryForms) {
        assertTrue(lock.readLock().tryLock());
        assertTrue(lock.readLock().tryLock(1, TimeUnit.SECONDS));
        lock.readLock().unlock();
      } else {
        lock.readLock().lock();
        lock.readLock().lockInterruptibly();
        lock.readLock().unlock();
      }
      lock.writeLock().unlock();
      assertEquals(1, node.readers());
      assertFalse(other.call(() -> lock.writeLock().tryLock()));
      assertTrue(other.call(() -> lock.readLock().tryLock()));
      lock.readLock().unlock();
      lock.readLock().unlock();
      assertFree();
    }
  }

  @Test
  void writeLockIsNotReentrant() throws Exception {
    lock.writeLock().lock();
    assertFalse(lock.writeLock().tryLock());
    assertThrows(IllegalStateException.class, () -> lock.writeLock().lock());
    assertThrows(IllegalStateException.class, () -> lock.writeLock().lockInterruptibly());
    assertThrows(IllegalStateException.class, () -> lock.writeLock().tryLock(1, TimeUnit.SECONDS));
    assertTrue(node.isWriteLocked());
    lock.writeLock().unlock();
    assertFree();
  }

  @Test
  void readLockCannotBeUpgraded() throws Exception {
    lock.readLock().lock();
    assertFalse(lock.writeLock().tryLock());
    assertFalse(lock.writeLock().tryLock(1, TimeUnit.MILLISECONDS));
    assertEquals(1, node.readers());
    lock.readLock().unlock();
    assertFree();
  }

  // ---- Conditions, views and errors

  @ParameterizedTest
  @EnumSource
  void newConditionIsUnsupported(Side side) {
    String message = assertThrows(UnsupportedOperationException.class, () -> side.of(lock).newCondition()).getMessage();
    assertTrue(message.contains(side == Side.READ ? "read lock" : "write lock"), message);
  }

  @Test
  void viewReturnsSameLocks() {
    assertSame(lock.readLock(), lock.readLock());
    assertSame(lock.writeLock(), lock.writeLock());
  }

  @Test
  void viewsOfSameNodeShareOneLock() throws Exception {
    ReadWriteLock second = node.asReadWriteLock();
    lock.writeLock().lock();
    assertFalse(other.call(() -> second.readLock().tryLock()));
    second.writeLock().unlock();
    assertFree();
  }

  @Test
  void writeLocksOfNodesOfSameStructureExcludeEachOther() throws Exception {
    StructureLock structure = new StructureLock();
    ReadWriteLock first = Node.attached(structure).asReadWriteLock();
    ReadWriteLock second = Node.attached(structure).asReadWriteLock();
    holder.run(() -> first.writeLock().lock());
    assertFalse(other.call(() -> second.writeLock().tryLock()));
    assertTrue(other.call(() -> second.readLock().tryLock()), "the other node is readable");
    other.run(() -> second.readLock().unlock());
    holder.run(() -> {
      assertThrows(IllegalMonitorStateException.class, () -> second.writeLock().unlock());
      first.writeLock().unlock();
    });
  }

  @ParameterizedTest
  @EnumSource
  void detachedObjectCannotBeLocked(Side side) throws Exception {
    StructureLock structure = new StructureLock();
    Node detached = new Node(structure);
    Lock view = side.of(detached.asReadWriteLock());
    assertThrows(IllegalStateException.class, view::lock);
    assertThrows(IllegalStateException.class, view::lockInterruptibly);
    assertThrows(IllegalStateException.class, view::tryLock);
    assertThrows(IllegalStateException.class, () -> view.tryLock(1, TimeUnit.SECONDS));
    assertEquals(LockWord.detached(1), detached.word());
    assertFalse(Node.isHeld(structure), "the structure lock was not released");
  }

  @Test
  void objectWithoutStructureHasNoView() {
    Node object = Node.attached();
    String message = assertThrows(IllegalStateException.class, object::asReadWriteLock).getMessage();
    assertTrue(message.contains("asReadWriteLock") && message.contains("belongs to no StructureLock"), message);
  }

  @Test
  void fullReadCountThrowsError() throws Exception {
    Node.setReaders(node, VmaLock.MAXIMUM_READERS);
    for (Actor.Step<Error> refused : List.of(
        other.begin(() -> assertThrows(Error.class, () -> lock.readLock().lock())),
        other.begin(() -> assertThrows(Error.class, () -> lock.readLock().lockInterruptibly())),
        other.begin(() -> assertThrows(Error.class, () -> lock.readLock().tryLock())),
        other.begin(() -> assertThrows(Error.class, () -> lock.readLock().tryLock(1, TimeUnit.SECONDS))))) {
      assertTrue(refused.result().getMessage().contains("Maximum lock count exceeded"));
    }
    assertEquals(VmaLock.MAXIMUM_READERS, node.readers());
    Node.setReaders(node, 0);
    assertFree();
  }

  @Test
  @Tag("counted")
  void toStringShowsState() {
    assertTrue(lock.toString().contains("attached, no readers"), lock::toString);
    lock.readLock().lock();
    assertTrue(lock.readLock().toString().contains("read lock of VmaLock@"), lock.readLock()::toString);
    assertTrue(lock.readLock().toString().contains("1 reader"), lock.readLock()::toString);
    lock.readLock().unlock();
    lock.writeLock().lock();
    assertTrue(lock.writeLock().toString().contains("write-locked"), lock.writeLock()::toString);
    lock.writeLock().unlock();
  }
}
