package org.vmalock.examples.torture.subject;

import java.util.concurrent.TimeUnit;

/** The lock of a structure: the methods of {@link org.vmalock.StructureLock}, which the models have as well. */
public interface Structure {
  /** Takes the write lock, whatever it takes. */
  void lockWrite();

  /**
   * Takes the write lock.
   *
   * @throws InterruptedException if interrupted
   */
  void lockWriteInterruptibly() throws InterruptedException;

  /**
   * Takes the write lock within a time.
   *
   * @param timeout how long to wait
   * @param unit the unit of {@code timeout}
   * @return whether it is held
   * @throws InterruptedException if interrupted
   */
  boolean tryLockWrite(long timeout, TimeUnit unit) throws InterruptedException;

  /** Releases the write lock and all nodes. */
  void unlockWrite();

  /** Turns the write lock into a read lock, and releases all nodes. */
  void downgrade();

  /** Takes the read lock. */
  void lockRead();

  /** Releases the read lock. */
  void unlockRead();

  /**
   * Begins to read all of it without a lock.
   *
   * @return for {@link #validate}; -1 if a write section is open
   */
  long trySpeculate();

  /**
   * Tells whether no write section was open meanwhile.
   *
   * @param speculated what {@link #trySpeculate} returned
   * @return whether what was read belongs together
   */
  boolean validate(long speculated);

  /**
   * Tells whether anybody holds it in any way.
   *
   * @return false once all is over
   */
  boolean isHeld();
}
