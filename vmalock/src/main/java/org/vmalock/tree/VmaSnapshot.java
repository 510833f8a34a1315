package org.vmalock.tree;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * An immutable version of a {@link VmaTree}: the ranges and values that were mapped at one moment. Reading it acquires no lock. Its
 * ranges may have been unmapped since; {@link Vma#tryStartRead()} detects that, and a range stays mapped while its read lock is held.
 *
 * @param <V> the type of the values
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
   * @return the range, not locked; or null if the key was not mapped
   */
  public @Nullable Vma<V> find(long key) {
    Vma<V> floor = root.floor(key);
    return floor != null && Ranges.notAbove(key, floor.last) ? floor : null;
  }

  /**
   * Returns the number of ranges. Takes time proportional to it.
   *
   * @return the number of ranges
   */
  public long size() {
    return root.count();
  }

  /** Returns an iterator over the ranges in ascending order of unsigned keys. It does not support removal. */
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
          throw new NoSuchElementException("the snapshot has no more ranges; call hasNext before next");
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
