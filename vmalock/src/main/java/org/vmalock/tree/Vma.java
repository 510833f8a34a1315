package org.vmalock.tree;

import org.vmalock.StructureLock;
import org.vmalock.VmaLock;

/**
 * One range of a {@link VmaTree}: where it begins and ends, what stands there, and the lock that guards it.
 *
 * <p>Range and value never change, and a {@code Vma} that was taken out of the tree never comes back. A writer that changes what is
 * mapped there makes a new one, after it has waited for the readers of this one. So a reader who is inside sees one state of it, and the
 * writer knows that nobody acts on the old one any more. You may keep a {@code Vma} for as long as you like and try it again: {@link
 * #tryStartRead()} tells when it is out of date.
 *
 * <p>{@code close} ends a read, so that a lookup fits a try-with-resources statement, which accepts null as well:
 *
 * <pre>{@code
 * try (Vma<Segment> vma = tree.startRead(address)) {
 *   return vma == null ? absent() : use(vma.value());
 * }
 * }</pre>
 *
 * <p>Of what it inherits, the reading half is yours; write-locking, attaching, detaching and retiring belong to the tree, and need its
 * {@link VmaTree#structure() lock} anyway.
 *
 * @param <V> the values
 */
public final class Vma<V> extends VmaLock implements AutoCloseable {
  /** Before start, and so nearer to the word, as far as the JVM keeps the order: every look-up reads it, and hardly one start. */
  final long last;

  final long start;
  final V value;

  /** Attached from the start, so that publishing the index lets readers in. It lives once, in this generation. */
  Vma(StructureLock structure, int generation, long start, long last, V value) {
    super(structure);
    this.start = start;
    this.last = last;
    this.value = value;
    attachUnpublished(generation);
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
   * Ends a read that {@link VmaTree#startRead} or {@link VmaTree#startReadNext} has started. Lock-free; any thread may do it.
   *
   * @throws IllegalMonitorStateException if no read of this range is counted any more; nothing has changed
   */
  public void endRead() {
    endRead(countedStamp(generation()));
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
    return Ranges.describe(start, last) + " = " + value + " (" + super.toString() + ")";
  }
}
