package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.locks.ReadWriteLock;
import org.junit.jupiter.api.AfterEach;
import org.vmalock.testing.Actor;
import org.vmalock.testing.TimeLimit;

/** The read-write lock view under test, its node, and two other threads that use it. */
@TimeLimit
abstract class ReadWriteLockFixture {
  final VmaLock node = VmaLock.standalone();
  final ReadWriteLock lock = node.asReadWriteLock();
  final Actor holder = new Actor("holder");
  final Actor other = new Actor("other");

  @AfterEach
  void endThreads() {
    holder.close();
    other.close();
  }

  final void assertFree() throws Exception {
    assertEquals(0, node.readers());
    assertFalse(node.isWriteLocked());
    assertFalse(Node.isLocked(node));
    assertTrue(node.isAttached());
    other.run(() -> {
      assertTrue(lock.writeLock().tryLock());
      lock.writeLock().unlock();
    });
  }
}
