package org.vmalock.jcstress;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A node as the scenarios see it: the methods of {@link org.vmalock.VmaLock}, which the model has too, so that each scenario is
 * written once and runs on both. There is one implementation in each test JVM, so the compilers see through the interface.
 */
interface Node {
  long BUSY = 0L;
  long GONE = -1L;

  /** What the lock guards. */
  Payload payload();

  long tryStartRead(int generation);

  long tryStartRead(Structure structure);

  long startReadLocked();

  void endRead(long stamp);

  boolean tryStartWrite();

  boolean tryStartWrite(long timeout, TimeUnit unit) throws InterruptedException;

  void endWrite();

  void markAttached();

  void markDetached();

  void retire(int generation);

  /** Takes the object out of its pool of one for another life; false while it is in use. */
  boolean reuse(@Nullable Structure structure);

  /** Leaves room for so many readers. For a node that nobody uses yet. */
  void fill(int room);

  int generation();

  int readers();

  boolean isWriteLocked();
}
