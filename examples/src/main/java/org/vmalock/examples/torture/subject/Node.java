package org.vmalock.examples.torture.subject;

import java.util.concurrent.TimeUnit;

/**
 * A node of a structure, or an object of a pool: the methods of {@link org.vmalock.VmaLock} that the torture uses.
 */
public interface Node {
  /** The result of a read attempt if a writer holds the node, or if the count has reached its limit. */
  long BUSY = 0L;

  /** The result of a read attempt if the node is not attached, or is in another generation. */
  long GONE = -1L;

  /**
   * Returns the data that the lock guards, which checks every access.
   *
   * @return the oracle, the same in all generations
   */
  Oracle oracle();

  /**
   * Returns the largest number of readers; further attempts return {@link #BUSY}.
   *
   * @return the limit
   */
  int limit();

  /**
   * Attempts to acquire a read.
   *
   * @param generation the generation looked up
   * @return a stamp greater than zero, {@link #BUSY} or {@link #GONE}
   */
  long tryStartRead(int generation);

  /**
   * Attempts to acquire a read of the present generation, if it belongs to a structure.
   *
   * @param structure the structure in which the object was found
   * @return a stamp greater than zero, {@link #BUSY} or {@link #GONE}
   */
  long tryStartRead(Structure structure);

  /**
   * Acquires a read while the caller holds the structure's lock.
   *
   * @return a stamp greater than zero, {@link #BUSY} or {@link #GONE}
   */
  long startReadLocked();

  /**
   * Releases a read.
   *
   * @param stamp the stamp of the read
   */
  void endRead(long stamp);

  /** Write-locks the node, waiting uninterruptibly for its readers. */
  void startWrite();

  /**
   * Write-locks the node, waiting for its readers unless interrupted.
   *
   * @throws InterruptedException if interrupted
   */
  void startWriteInterruptibly() throws InterruptedException;

  /**
   * Write-locks the node if its readers release it within a given time.
   *
   * @param timeout the longest wait
   * @param unit the unit of {@code timeout}
   * @return whether the node is write-locked
   * @throws InterruptedException if interrupted
   */
  boolean tryStartWrite(long timeout, TimeUnit unit) throws InterruptedException;

  /** Releases the node before the write section ends. */
  void endWrite();

  /** Attaches the node, so that readers can acquire it. */
  void markAttached();

  /** Detaches the node, so that read attempts return {@link #GONE}. */
  void markDetached();

  /**
   * Releases the owner reference.
   *
   * @param generation the present generation
   */
  void retire(int generation);

  /**
   * Releases the owner reference, and waits for the readers to release the object.
   *
   * @param generation the present generation
   * @param timeout the longest wait
   * @param unit the unit of {@code timeout}
   * @return whether all readers have released the object
   * @throws InterruptedException if interrupted; the owner reference is released all the same
   */
  boolean retireAndWait(int generation, long timeout, TimeUnit unit) throws InterruptedException;

  /**
   * Returns the present generation.
   *
   * @return the generation
   */
  int generation();

  /**
   * Returns the number of counted readers.
   *
   * @return the number
   */
  int readers();
}
