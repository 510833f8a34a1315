package org.vmalock.examples.torture.subject;

import java.util.concurrent.TimeUnit;

/** A node of a structure, or an object of a pool: the methods of {@link org.vmalock.VmaLock}, which the models have as well. */
public interface Node {
  /** Outcome of a read attempt: a writer has the node, or the count is full. */
  long BUSY = 0L;

  /** Outcome of a read attempt: not attached, or in another life. */
  long GONE = -1L;

  /**
   * What the lock guards.
   *
   * @return the same all through the object's lives
   */
  Oracle oracle();

  /**
   * The largest number of readers.
   *
   * @return one more is told {@link #BUSY}
   */
  int limit();

  /**
   * Tries to come in.
   *
   * @param generation the life looked up
   * @return a stamp greater than zero, {@link #BUSY} or {@link #GONE}
   */
  long tryStartRead(int generation);

  /**
   * Tries to come into whatever life the object is in, if it is one of this structure.
   *
   * @param structure where the object was found
   * @return a stamp greater than zero, {@link #BUSY} or {@link #GONE}
   */
  long tryStartRead(Structure structure);

  /**
   * Comes in under the structure's lock.
   *
   * @return a stamp greater than zero, {@link #BUSY} or {@link #GONE}
   */
  long startReadLocked();

  /**
   * Ends a read.
   *
   * @param stamp what its start returned
   */
  void endRead(long stamp);

  /** Write-locks the node, whatever it takes. */
  void startWrite();

  /**
   * Write-locks the node.
   *
   * @throws InterruptedException if interrupted
   */
  void startWriteInterruptibly() throws InterruptedException;

  /**
   * Write-locks the node within a time.
   *
   * @param timeout how long to wait
   * @param unit the unit of {@code timeout}
   * @return whether it is write-locked
   * @throws InterruptedException if interrupted
   */
  boolean tryStartWrite(long timeout, TimeUnit unit) throws InterruptedException;

  /** Gives the node back before the write section ends. */
  void endWrite();

  /** Lets readers in. */
  void markAttached();

  /** Keeps readers out. */
  void markDetached();

  /**
   * Ends a life.
   *
   * @param generation which
   */
  void retire(int generation);

  /**
   * Ends a life, and waits for its readers to leave.
   *
   * @param generation which
   * @param timeout how long to wait
   * @param unit the unit of {@code timeout}
   * @return whether they have left
   * @throws InterruptedException if interrupted; the life has ended all the same
   */
  boolean retireAndWait(int generation, long timeout, TimeUnit unit) throws InterruptedException;

  /**
   * The present life.
   *
   * @return its number
   */
  int generation();

  /**
   * The readers inside.
   *
   * @return their number
   */
  int readers();
}
