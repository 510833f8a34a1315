package org.vmalock.caffeine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.vmalock.VmaLock;
import org.vmalock.internal.DebugLevel;
import org.vmalock.internal.HoldTable;
import org.vmalock.internal.Holds;

/**
 * One hold of the value of a key: until {@link #close}, the resource is neither released nor reused, whatever the cache does. Each hold
 * is an object of its own. Any thread may close it; a second {@code close} does nothing, and any other use after the first one throws.
 *
 * <p>To remember a value without holding it, keep its {@link #entry}.
 *
 * @param <T> the type of the resource
 */
public final class CacheHandle<T extends CachedResource> implements AutoCloseable {
  private static final long CLOSED = 0;
  private static final VarHandle STAMP;

  static {
    try {
      STAMP = MethodHandles.lookup().findVarHandle(CacheHandle.class, "stamp", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final CacheEntry<T> entry;

  /** The stamp of the hold, or CLOSED. Written once before this object is published; the thread that exchanges it for CLOSED closes. */
  @SuppressWarnings("UnusedVariable") // accessed through STAMP
  private long stamp;

  CacheHandle(CacheEntry<T> entry) {
    this.entry = entry;
  }

  /** Attempts to acquire the hold, after this object was allocated; returns a stamp, or why not. Called before publication. */
  long acquire() {
    long outcome = entry.hold();
    if (outcome > 0) {
      STAMP.setRelease(this, outcome);
      if (DebugLevel.ON) {
        Holds.open(this, entry.lock(), outcome);
      }
    }
    return outcome;
  }

  /**
   * Returns the resource. Use it only until this handle is closed.
   *
   * @return the pooled object
   * @throws IllegalStateException if this handle is closed
   */
  public T resource() {
    requireOpen();
    return entry.resource();
  }

  /**
   * Returns the value that this handle holds, which can be remembered, copied to other threads, and tried again after this handle is
   * closed.
   *
   * @return the entry
   * @throws IllegalStateException if this handle is closed
   */
  public CacheEntry<T> entry() {
    requireOpen();
    return entry;
  }

  /**
   * Closes this handle without releasing the hold, which the caller then owns as a stamp: for callers that pass on a {@code long}
   * instead of this object.
   *
   * @return an argument for {@link CacheEntry#endRead}, greater than zero
   * @throws IllegalStateException if this handle is closed
   */
  public long takeStamp() {
    long held = (long) STAMP.getAndSet(this, CLOSED);
    if (held == CLOSED) {
      throw closedException();
    }
    endHandle(held);
    return held;
  }

  /**
   * Releases the hold; does nothing if this handle is closed. The last release frees a resource that was removed from the cache.
   * Lock-free, apart from the release action, whose exceptions propagate to the caller after the hold has been released.
   */
  @Override
  public void close() {
    long held = (long) STAMP.getAndSet(this, CLOSED);
    if (held != CLOSED) {
      endHandle(held);
      entry.endRead(held);
    }
  }

  /** Gives the recorded hold to the calling thread. */
  private void endHandle(long held) {
    if (DebugLevel.ON) {
      Holds.close(this, entry.lock(), held);
    }
  }

  private void requireOpen() {
    if ((long) STAMP.getAcquire(this) == CLOSED) {
      throw closedException();
    }
  }

  private IllegalStateException closedException() {
    return HoldTable.explainClosed(
        new IllegalStateException("this handle is closed: it held " + entry.describe() + ". Get another one from the cache, or use the"
            + " resource before the handle is closed"),
        this);
  }

  /** Returns whether this handle is closed, and the key, the generation and the state of the value. */
  @Override
  public String toString() {
    return ((long) STAMP.getAcquire(this) == CLOSED ? "closed handle of " : "handle of ") + entry.describe();
  }

  /** Throws if an attempt to hold was refused because the value has too many holds. */
  static void requireNotFull(long outcome, CacheEntry<?> entry, String cache) {
    if (outcome == VmaLock.BUSY) {
      throw new IllegalStateException("the value of " + cache + " has " + VmaLock.MAXIMUM_READERS + " holds, the maximum: " + entry.describe()
          + "; close holds that are not needed");
    }
  }
}
