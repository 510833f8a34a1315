package org.vmalock.tree;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.vmalock.internal.DebugLevel;
import org.vmalock.internal.HoldTable;
import org.vmalock.internal.Holds;

/**
 * One hold of the read lock of a range, as a look-up of a {@link VmaTree} returns it. {@link #close} releases it, exactly once:
 *
 * <pre>{@code
 * try (VmaHandle<Segment> handle = tree.startRead(address)) {   // null if the address is not mapped: try accepts that
 *   return handle == null ? absent() : use(handle.value());
 * }
 * }</pre>
 *
 * <p>Every look-up returns a new handle. Closing it again has no effect, and any other use of a closed handle throws {@link
 * IllegalStateException}: neither can affect the hold of another reader. Any thread may close a handle, if it was safely published to that
 * thread; several threads may close it at the same time, one of which releases the lock.
 *
 * <p>A {@code tryStartRead} that finds a writer in the range returns a handle that {@linkplain #isBusy is busy}: it holds nothing, and
 * closing it has no effect.
 *
 * <p>Progress: {@code close} is lock-free, the other methods are wait-free. Actions before {@code close} happen-before the next write lock
 * of the range.
 *
 * @param <V> the type of the value
 */
public final class VmaHandle<V> implements AutoCloseable {
  private static final long CLOSED = 0L;
  static final long BUSY = -1L;

  private static final VarHandle STAMP;

  static {
    try {
      STAMP = MethodHandles.lookup().findVarHandle(VmaHandle.class, "stamp", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Assigned before the handle is returned to its first user, as is the stamp. */
  Vma<V> vma;

  /** A stamp while the read lock is held; otherwise {@link #CLOSED} or {@link #BUSY}. Exchanged once by the thread that closes. */
  long stamp;

  /** Creates a handle that holds nothing: allocated before the read lock is acquired, so that no error can lose the hold. */
  VmaHandle(Vma<V> vma) {
    this.vma = vma;
  }

  /**
   * Returns the range.
   *
   * @return the range; it may be kept after this handle is closed, without a lock, and tried again by {@link Vma#tryStartRead()}
   * @throws IllegalStateException if this handle is closed or busy
   */
  public Vma<V> vma() {
    requireHeld();
    return vma;
  }

  /**
   * Returns the value of the range.
   *
   * @return the value
   * @throws IllegalStateException if this handle is closed or busy
   */
  public V value() {
    requireHeld();
    return vma.value;
  }

  /**
   * Returns the first key of the range.
   *
   * @return an unsigned key
   * @throws IllegalStateException if this handle is closed or busy
   */
  public long start() {
    requireHeld();
    return vma.start;
  }

  /**
   * Returns the last key of the range.
   *
   * @return an unsigned key
   * @throws IllegalStateException if this handle is closed or busy
   */
  public long last() {
    requireHeld();
    return vma.last;
  }

  /**
   * Returns the key after the last.
   *
   * @return an unsigned key, or {@link RangeChanges#KEY_SPACE_END} if the range extends to 2<sup>64</sup>
   * @throws IllegalStateException if this handle is closed or busy
   */
  public long end() {
    return last() + 1;
  }

  /**
   * Returns whether the range covers a key.
   *
   * @param key an unsigned key
   * @return whether the key is in {@code [start, end)}
   * @throws IllegalStateException if this handle is closed or busy
   */
  public boolean contains(long key) {
    requireHeld();
    return vma.contains(key);
  }

  /**
   * Returns whether the attempt that returned this handle did not acquire the read lock: a writer held the range, or the time elapsed.
   *
   * @return whether this handle has never held the read lock; false once it is closed
   */
  public boolean isBusy() {
    return current() == BUSY;
  }

  /**
   * Returns whether this handle has been closed.
   *
   * @return whether {@link #close} has been called
   */
  public boolean isClosed() {
    return current() == CLOSED;
  }

  /** Releases the read lock. Closing a closed or busy handle has no effect. Lock-free; may be called by any thread. */
  @Override
  public void close() {
    long held = (long) STAMP.getAndSet(this, CLOSED);
    if (held > 0) {
      if (DebugLevel.ON) {
        Holds.close(this, vma, held);
      }
      vma.endRead(held);
    }
  }

  private long current() {
    return (long) STAMP.getOpaque(this);
  }

  private void requireHeld() {
    if (current() <= 0) {
      throw notHeld();
    }
  }

  private IllegalStateException notHeld() {
    String range = "this handle of " + Ranges.describe(vma.start, vma.last);
    if (isBusy()) {
      return new IllegalStateException(
          range + " holds no read lock, since a writer held the range; check isBusy, and try again or use startRead");
    }
    return HoldTable.explainClosed(
        new IllegalStateException(range + " is closed: its read lock was released; use it before close, or look the key up again"), this);
  }

  @Override
  public String toString() {
    return "VmaHandle[" + (isBusy() ? "busy, " : isClosed() ? "closed, " : "held, ") + vma + "]";
  }
}
