package org.vmalock.jcstress;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A node: the methods of {@link org.vmalock.VmaLock} that the library and the model have in common, so that each scenario is
 * written once and runs on both. Each test JVM loads one implementation, so the compilers inline through the interface.
 */
interface Node {
  long BUSY = 0L;
  long GONE = -1L;

  /** Returns the data that the lock guards. */
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

  /** Allocates the object from its pool, which has no other, in its next generation; returns false while it is in use. */
  boolean tryReuse(@Nullable Structure structure);

  /** Raises the count so that {@code room} more readers fit. For a node without readers. */
  void fill(int room);

  int generation();

  int readers();

  boolean isWriteLocked();
}
