package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.TimeLimit;

/** Re-entry, interrupts of a holder, and what messages name. */
@TimeLimit
@SuppressWarnings("LockNotBeforeTry") // the locking itself is under test
class LockEdgeCasesTest {
  private final VmaLock node = VmaLock.standalone();
  private final StructureLock structure = node.structureLock();

  @Test
  void formsThatDoNotWaitReturnFalseToTheWriteHolder() throws Exception {
    structure.lockWrite();
    assertFalse(structure.tryLockWrite());
    assertFalse(structure.tryLockWrite(0, TimeUnit.SECONDS));
    assertFalse(structure.tryLockRead(-1, TimeUnit.SECONDS));
    assertFalse(node.asReadWriteLock().writeLock().tryLock(0, TimeUnit.SECONDS));
    assertThrows(IllegalStateException.class, () -> structure.tryLockWrite(1, TimeUnit.SECONDS));
    structure.unlockWrite();
  }

  @Test
  void anInterruptPrecedesTheRefusalOfReentry() {
    structure.lockWrite();
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, structure::lockWriteInterruptibly);
    assertFalse(Thread.interrupted());
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, structure::lockReadInterruptibly);
    assertFalse(Thread.interrupted());
    Thread.currentThread().interrupt();
    assertThrows(InterruptedException.class, () -> structure.tryLockRead(1, TimeUnit.SECONDS));
    assertFalse(Thread.interrupted());
    structure.unlockWrite();
  }

  @Test
  void theViewNamesItsOwnOperations() {
    String read = assertThrows(IllegalMonitorStateException.class, () -> node.asReadWriteLock().readLock().unlock()).getMessage();
    assertTrue(read.startsWith("unlock of read lock of VmaLock@"), read);
    String write = assertThrows(IllegalMonitorStateException.class, () -> node.asReadWriteLock().writeLock().unlock()).getMessage();
    assertTrue(write.startsWith("unlock of write lock of VmaLock@"), write);
  }

  @Test
  void anAnonymousClassIsNamedByItsSuperclassAndItsOuterClass() {
    VmaLock anonymous = new VmaLock() {};
    assertTrue(anonymous.toString().startsWith("VmaLock in LockEdgeCasesTest@"), anonymous::toString);
    assertTrue(new Nested().toString().startsWith("Nested@"));
  }

  private static final class Nested extends VmaLock {}
}
