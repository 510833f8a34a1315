package org.vmalock.tree;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * One version of a {@link VmaTree}: every range and value as they stood together at one moment. It takes no lock and never changes.
 * Its ranges may have been unmapped meanwhile; {@link Vma#tryStartRead} tells, and guards what must not go away.
 *
 * @param <V> the values
 */
public final class VmaSnapshot<V> implements Iterable<Vma<V>> {
  private final IndexNode root;

  VmaSnapshot(IndexNode root) {
    this.root = root;
  }

  /**
   * Finds the range that covers a key. Wait-free.
   *
   * @param key an unsigned key
   * @return the range, not locked; or null if nothing was mapped there
   */
  public @Nullable Vma<V> find(long key) {
    Vma<V> floor = root.floor(key);
    return floor != null && Ranges.notAbove(key, floor.last) ? floor : null;
  }

  /**
   * Counts the ranges.
   *
   * @return their number
   */
  public long size() {
    return root.count();
  }

  /** Gives out the ranges in ascending order of unsigned keys. Does not support removal. */
  @Override
  public Iterator<Vma<V>> iterator() {
    return new Iterator<>() {
      private @Nullable Vma<V> next = root.atOrAfter(0);

      @Override
      public boolean hasNext() {
        return next != null;
      }

      @Override
      public Vma<V> next() {
        Vma<V> result = next;
        if (result == null) {
          throw new NoSuchElementException("the snapshot has no further range");
        }
        next = result.last == -1L ? null : root.atOrAfter(result.last + 1);
        return result;
      }
    };
  }

  @Override
  public String toString() {
    return "VmaSnapshot[" + size() + " ranges]";
  }
}
