package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vmalock.StructureLockTest.Form;

/** Incorrect use of the structure lock: refused with a descriptive message, and the lock is unchanged. */
class StructureLockMisuseTest extends StructureLockFixture {
  private void assertRefused(Class<? extends RuntimeException> error, Executable body, String... parts) {
    long before = sequence();
    String state = lock.toString();
    String message = assertThrows(error, body).getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), () -> "\"" + part + "\" is not in: " + message);
    }
    assertEquals(before, sequence());
    assertEquals(state, lock.toString());
  }

  @ParameterizedTest
  @EnumSource(names = {"READ_TRY", "WRITE_TRY"}, mode = EnumSource.Mode.EXCLUDE)
  void lockingByWriterIsRefused(Form form) throws Exception {
    other.run(() -> {
      lock.lockWrite();
      assertRefused(IllegalStateException.class, () -> form.acquire(lock), "StructureLock@", "not reentrant");
      lock.unlockWrite();
    });
    assertFree();
  }

  @ParameterizedTest
  @EnumSource(names = {"READ_TRY", "WRITE_TRY"})
  void tryLockByWriterFails(Form form) throws Exception {
    lock.lockWrite();
    assertFalse(form.acquire(lock));
    lock.unlockWrite();
    assertFree();
  }

  @Test
  void unlockReadWithoutHoldIsRefused() throws Exception {
    assertRefused(IllegalMonitorStateException.class, lock::unlockRead, "unlocked", "unlockRead");
    lock.lockRead();
    lock.unlockRead();
    assertRefused(IllegalMonitorStateException.class, lock::unlockRead);
    lock.lockWrite();
    assertRefused(IllegalMonitorStateException.class, lock::unlockRead, "write-locked");
    lock.unlockWrite();
    assertFree();
  }

  @Test
  void unlockWriteAndDowngradeWithoutHoldAreRefused() throws Exception {
    assertRefused(IllegalMonitorStateException.class, lock::unlockWrite, "unlockWrite", "unlocked", "lockWrite first");
    assertRefused(IllegalMonitorStateException.class, lock::downgrade, "downgrade", "unlocked");
    lock.lockRead();
    assertRefused(IllegalMonitorStateException.class, lock::unlockWrite, "1 structure readers");
    assertRefused(IllegalMonitorStateException.class, lock::downgrade, "1 structure readers");
    lock.unlockRead();
    other.run(lock::lockWrite);
    assertRefused(IllegalMonitorStateException.class, lock::unlockWrite, "write-locked by other");
    assertRefused(IllegalMonitorStateException.class, lock::downgrade, "write-locked by other");
    other.run(lock::unlockWrite);
    assertFree();
  }

  @Test
  void secondUnlockWriteIsRefused() throws Exception {
    lock.lockWrite();
    lock.unlockWrite();
    assertRefused(IllegalMonitorStateException.class, lock::unlockWrite);
    lock.lockWrite();
    lock.downgrade();
    assertRefused(IllegalMonitorStateException.class, lock::unlockWrite);
    assertRefused(IllegalMonitorStateException.class, lock::downgrade);
    lock.unlockRead();
    assertFree();
  }
}
