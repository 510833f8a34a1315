package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.vmalock.testing.Actor;
import org.vmalock.testing.TimeLimit;

/** The structure lock under test, and a second thread that uses it. */
@TimeLimit
abstract class StructureLockFixture {
  final StructureLock lock = new StructureLock();
  final Actor other = new Actor("other");

  @AfterEach
  void endThreads() {
    other.close();
  }

  final long sequence() {
    return lock.sequence().getOpaque();
  }

  final void assertFree() throws Exception {
    assertFalse(lock.isReadLocked());
    assertFalse(lock.isWriteLocked());
    assertFalse(Node.isHeld(lock));
    assertEquals(0, sequence() & 1);
    other.run(() -> {
      assertTrue(lock.tryLockWrite());
      lock.unlockWrite();
    });
  }
}
