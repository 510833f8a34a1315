package org.vmalock.examples.torture.subject;

import java.util.concurrent.TimeUnit;

/** The lock of a structure: the methods of {@link org.vmalock.StructureLock} that the torture uses. */
public interface Structure {
  /** Acquires the write lock, waiting uninterruptibly. */
  void lockWrite();

  /**
   * Acquires the write lock, waiting unless interrupted.
   *
   * @throws InterruptedException if interrupted
   */
  void lockWriteInterruptibly() throws InterruptedException;

  /**
   * Acquires the write lock if it is available within a given time.
   *
   * @param timeout the longest wait
   * @param unit the unit of {@code timeout}
   * @return whether the write lock is held
   * @throws InterruptedException if interrupted
   */
  boolean tryLockWrite(long timeout, TimeUnit unit) throws InterruptedException;

  /** Releases the write lock and all nodes. */
  void unlockWrite();

  /** Converts the write lock into a read lock, and releases all nodes. */
  void downgrade();

  /** Acquires the read lock. */
  void lockRead();

  /** Releases the read lock. */
  void unlockRead();

  /**
   * Begins a speculative read of the structure, without a lock.
   *
   * @return the argument for {@link #validate}; -1 if a write section is open
   */
  long trySpeculate();

  /**
   * Tells whether no write section has been open since the speculative read began.
   *
   * @param speculated the result of {@link #trySpeculate}
   * @return whether the values read are consistent
   */
  boolean validate(long speculated);

  /**
   * Tells whether a thread holds the read or write lock.
   *
   * @return whether the lock is held; false in the final state
   */
  boolean isHeld();
}
