package org.vmalock.tree;

import org.vmalock.VmaLock;

/**
 * One range of a {@link VmaTree} in one life: where it begins and ends, what stands there, and the lock that guards it.
 *
 * <p>Range and value never change. A writer that changes what is mapped there makes a new {@code Vma}, after it has waited for the
 * readers of this one. So a reader who is inside sees one state of it, and the writer knows that nobody acts on the old one any more.
 *
 * <p>The lock comes from a pool and goes back to it; this handle remembers in which generation it was the lock of this range. A handle
 * may therefore be kept for as long as you like and tried again: {@link #tryStartRead} tells when it is out of date, and an {@link
 * #endRead} too many never ends a read of the lock's next life.
 *
 * <p>{@code close} ends a read, so that a lookup fits a try-with-resources statement, which accepts null as well:
 *
 * <pre>{@code
 * try (Vma<Segment> vma = tree.lockUnderRead(address)) {
 *   return vma == null ? absent() : use(vma.value());
 * }
 * }</pre>
 *
 * @param <V> the values
 */
public final class Vma<V> implements AutoCloseable {
  final VmaLock lock;
  final int generation;
  final long start;
  final long last;
  final V value;

  Vma(VmaLock lock, long start, long last, V value) {
    this.lock = lock;
    this.generation = lock.generation();
    this.start = start;
    this.last = last;
    this.value = value;
  }

  /**
   * The first key of the range.
   *
   * @return an unsigned key
   */
  public long start() {
    return start;
  }

  /**
   * The key behind the last one.
   *
   * @return an unsigned key, or 0 if the range reaches up to 2<sup>64</sup>
   */
  public long end() {
    return last + 1;
  }

  /**
   * The last key of the range.
   *
   * @return an unsigned key
   */
  public long last() {
    return last;
  }

  /**
   * What is mapped there.
   *
   * @return the value
   */
  public V value() {
    return value;
  }

  /**
   * Tells whether the range covers a key.
   *
   * @param key an unsigned key
   * @return whether it lies between start and end
   */
  public boolean contains(long key) {
    return Ranges.notAbove(key - start, last - start);
  }

  /**
   * Tries to come in as a reader, without a look-up. Lock-free; does not wait.
   *
   * @return a stamp for {@link #endRead(long)}, greater than zero; or {@link VmaLock#BUSY} if a writer has the range; or {@link
   *     VmaLock#GONE} if it is no longer mapped like this: look it up again
   */
  public long tryStartRead() {
    return lock.tryStartRead(generation);
  }

  /**
   * Ends a read that {@link #tryStartRead} has started. Lock-free; any thread may do it.
   *
   * @param stamp what the start returned
   * @throws IllegalMonitorStateException if that read is not counted any more; nothing has changed
   */
  public void endRead(long stamp) {
    lock.endRead(stamp);
  }

  /**
   * Ends a read that {@link VmaTree#lockUnderRead} or {@link VmaTree#lockNext} has started. Lock-free; any thread may do it.
   *
   * @throws IllegalMonitorStateException if no read of this range is counted any more; nothing has changed
   */
  public void endRead() {
    lock.endRead(VmaLock.countedStamp(generation));
  }

  /**
   * The same as {@link #endRead()}.
   *
   * @throws IllegalMonitorStateException if no read of this range is counted any more; nothing has changed
   */
  @Override
  public void close() {
    endRead();
  }

  @Override
  public String toString() {
    return Ranges.describe(start, last) + " = " + value + " (generation " + Integer.toUnsignedString(generation) + " of " + lock + ")";
  }
}
