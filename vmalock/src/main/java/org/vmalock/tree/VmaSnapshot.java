package org.vmalock.tree;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * An immutable version of a {@link VmaTree}: the ranges and values that were mapped at one moment. Reading it acquires no lock. Its
 * ranges may have been unmapped since; {@link Vma#tryStartRead()} detects that, and a range stays mapped while its read lock is held.
 *
 * <p>A snapshot keeps its version reachable, with all values. A program that keeps a snapshot longer than it needs the version calls {@link
 * #close}; other snapshots need not be closed. Thread-safe.
 *
 * @param <V> the type of the values
 */
public final class VmaSnapshot<V> implements Iterable<Vma<V>>, AutoCloseable {
  /** Null once closed. Volatile, so that a thread that uses a closed snapshot is refused. */
  private volatile @Nullable IndexNode root;

  VmaSnapshot(IndexNode root) {
    this.root = root;
  }

  /**
   * Finds the range that covers a key. Wait-free.
   *
   * @param key an unsigned key
   * @return the range, not locked; or null if the key was not mapped
   * @throws IllegalStateException if this snapshot is closed
   */
  public @Nullable Vma<V> find(long key) {
    Vma<V> floor = root().floor(key);
    return floor != null && Ranges.notAbove(key, floor.last) ? floor : null;
  }

  /**
   * Returns the range with the least keys.
   *
   * @return the range, not locked; or null if nothing was mapped
   * @throws IllegalStateException if this snapshot is closed
   */
  public @Nullable Vma<V> first() {
    return root().first();
  }

  /**
   * Returns the range with the greatest keys.
   *
   * @return the range, not locked; or null if nothing was mapped
   * @throws IllegalStateException if this snapshot is closed
   */
  public @Nullable Vma<V> last() {
    return root().last();
  }

  /**
   * Returns the number of ranges, in constant time.
   *
   * @return the number of ranges
   * @throws IllegalStateException if this snapshot is closed
   */
  public long size() {
    return root().ranges;
  }

  /**
   * Returns an iterator over the ranges in ascending order of unsigned keys. It does not support removal, and throws {@link
   * IllegalStateException} once this snapshot is closed.
   */
  @Override
  public Iterator<Vma<V>> iterator() {
    return new Ascending(first());
  }

  /**
   * Returns the ranges in descending order of unsigned keys.
   *
   * @return a view of this snapshot, whose iterators do not support removal and throw {@link IllegalStateException} once this snapshot is
   *     closed
   */
  public Iterable<Vma<V>> descending() {
    return () -> new Descending(last());
  }

  /** Drops the version. Any further use but another {@code close} throws {@link IllegalStateException}. */
  @Override
  public void close() {
    root = null;
  }

  private IndexNode root() {
    IndexNode version = root;
    if (version == null) {
      throw new IllegalStateException("this snapshot is closed; take another one by VmaTree.snapshot");
    }
    return version;
  }

  /** A walk that begins each step at the root. */
  private abstract class Walk implements Iterator<Vma<V>> {
    private @Nullable Vma<V> next;

    Walk(@Nullable Vma<V> first) {
      next = first;
    }

    /** Returns the range that follows, or null. */
    abstract @Nullable Vma<V> after(Vma<V> vma);

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
      next = after(result);
      return result;
    }
  }

  private final class Ascending extends Walk {
    Ascending(@Nullable Vma<V> first) {
      super(first);
    }

    @Override
    @Nullable Vma<V> after(Vma<V> vma) {
      return vma.last == Ranges.LAST_KEY ? null : root().atOrAfter(vma.last + 1);
    }
  }

  private final class Descending extends Walk {
    Descending(@Nullable Vma<V> first) {
      super(first);
    }

    @Override
    @Nullable Vma<V> after(Vma<V> vma) {
      return vma.start == Ranges.FIRST_KEY ? null : root().floor(vma.start - 1);
    }
  }

  @Override
  public String toString() {
    IndexNode version = root;
    return "VmaSnapshot[" + (version == null ? "closed" : version.ranges + " ranges") + "]";
  }
}
