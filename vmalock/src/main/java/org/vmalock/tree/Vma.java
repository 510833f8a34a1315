package org.vmalock.tree;

import org.vmalock.StructureLock;
import org.vmalock.VmaLock;
import org.vmalock.internal.Names;

/**
 * A range of a {@link VmaTree}: its first and last key, its value, and its read/write lock.
 *
 * <p>Range and value are immutable, and a {@code Vma} that was removed from the tree is never inserted again. A writer that changes the
 * mapping inserts a new {@code Vma} after the readers of the old one have released it. So a reader sees one state while it holds the read
 * lock, and after the change no reader acts on the old state. A {@code Vma} can be kept without a lock and tried again: {@link
 * #tryStartRead()} refuses the read once the range is unmapped or replaced.
 *
 * <p>A look-up of the tree returns a range together with one hold of its read lock: a {@link VmaHandle}, or a stamp for {@link
 * #endRead(long)}. A range that was found without its lock may have been unmapped since.
 *
 * <p>Users of the tree call only the inherited methods that read. The tree write-locks, attaches and detaches ranges, under its {@link
 * VmaTree#structure() structure lock}.
 *
 * @param <V> the type of the value
 */
public final class Vma<V> extends VmaLock {
  /** Declared before start to be nearer to the lock word, as far as the JVM keeps the order: every look-up reads it, start rarely. */
  final long last;

  final long start;
  final V value;

  /** Creates an attached range, which readers can acquire once the index is published. It has this one generation only. */
  Vma(StructureLock structure, int generation, long start, long last, V value) {
    super(structure);
    this.start = start;
    this.last = last;
    this.value = value;
    attachUnpublished(generation);
  }

  /**
   * Returns the first key of the range.
   *
   * @return an unsigned key
   */
  public long start() {
    return start;
  }

  /**
   * Returns the key after the last.
   *
   * @return an unsigned key, or {@link RangeChanges#KEY_SPACE_END} if the range extends to 2<sup>64</sup>
   */
  public long end() {
    return last + 1;
  }

  /**
   * Returns the last key of the range.
   *
   * @return an unsigned key
   */
  public long last() {
    return last;
  }

  /**
   * Returns the value of the range.
   *
   * @return the value
   */
  public V value() {
    return value;
  }

  /**
   * Returns whether the range covers a key.
   *
   * @param key an unsigned key
   * @return whether the key is in {@code [start, end)}
   */
  public boolean contains(long key) {
    return Ranges.notAbove(key - start, last - start);
  }

  @Override
  protected String lockName() {
    return Names.of(this) + " " + Ranges.describe(start, last);
  }

  @Override
  public String toString() {
    return Ranges.describe(start, last) + " = " + value + " (" + Names.of(this) + super.toString().substring(lockName().length()) + ")";
  }
}
