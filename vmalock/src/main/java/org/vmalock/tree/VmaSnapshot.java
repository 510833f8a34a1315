package org.vmalock.tree;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
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

  private final long ranges;

  /** The leaf of the iterator that has entered a leaf last. Only the snapshot refers to it, so that {@link #close} drops it. */
  private volatile @Nullable Place place;

  VmaSnapshot(IndexNode root, long ranges) {
    this.root = root;
    this.ranges = ranges;
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
   * Searches a window for keys that were free: for the first place, in one direction, that is free, aligned and long enough. Exact; takes
   * the time of {@link VmaTree#findFree(long, long, long, long, SearchDirection)}. Wait-free.
   *
   * @param length the number of keys, unsigned
   * @param alignment a power of two that the first key is a multiple of; 1 for any key
   * @param from the first key of the window, unsigned
   * @param below the key after the last one of the window, unsigned; {@link RangeChanges#KEY_SPACE_END} for 2<sup>64</sup>
   * @param direction whether the lowest or the highest place is returned
   * @return the first key of the place, or empty if there is none
   * @throws IllegalArgumentException if the length is 0, the alignment is not a power of two, or the window is empty or reversed
   * @throws IllegalStateException if this snapshot is closed
   */
  public OptionalLong findFree(long length, long alignment, long from, long below, SearchDirection direction) {
    return findFree(FreeSearch.between(length, alignment, from, below, direction));
  }

  /**
   * Searches all keys for those that were free, like {@link #findFree(long, long, long, long, SearchDirection)}.
   *
   * @param length the number of keys, unsigned
   * @param alignment a power of two that the first key is a multiple of; 1 for any key
   * @param direction whether the lowest or the highest place is returned
   * @return the first key of the place, or empty if there is none
   * @throws IllegalArgumentException if the length is 0 or the alignment is not a power of two
   * @throws IllegalStateException if this snapshot is closed
   */
  public OptionalLong findFreeAnywhere(long length, long alignment, SearchDirection direction) {
    return findFree(FreeSearch.anywhere(length, alignment, direction));
  }

  OptionalLong findFree(FreeSearch search) {
    return search.in(root());
  }

  /**
   * Returns the number of ranges, in constant time.
   *
   * @return the number of ranges
   * @throws IllegalStateException if this snapshot is closed
   */
  public long size() {
    root();
    return ranges;
  }

  /**
   * Returns an iterator over the ranges in ascending order of unsigned keys. It does not support removal, and throws {@link
   * IllegalStateException} once this snapshot is closed.
   */
  @Override
  public Iterator<Vma<V>> iterator() {
    return new Walk(root(), 1);
  }

  /**
   * Returns the ranges in descending order of unsigned keys.
   *
   * @return a view of this snapshot, whose iterators do not support removal and throw {@link IllegalStateException} once this snapshot is
   *     closed
   */
  public Iterable<Vma<V>> descending() {
    return () -> new Walk(root(), -1);
  }

  /** Drops the version. Any further use but another {@code close} throws {@link IllegalStateException}. */
  @Override
  public void close() {
    root = null;
    place = null;
  }

  private IndexNode root() {
    IndexNode version = root;
    if (version == null) {
      throw new IllegalStateException("this snapshot is closed; take another one by VmaTree.snapshot");
    }
    return version;
  }

  /**
   * An iterator, which keeps positions and no node, so that it keeps nothing of a closed snapshot reachable. It passes itself to no method,
   * so that the JVM can keep its fields in registers during a loop.
   */
  private final class Walk implements Iterator<Vma<V>> {
    private final int step;

    /** The position in the branch of each height on the way to the leaf; -1 for the first one in the direction of the walk. */
    private final int[] positions;

    private long remaining = ranges;

    /** The position in the leaf, which is entered if it is {@link #end}. */
    private int position;

    private int end;

    Walk(IndexNode root, int step) {
      this.step = step;
      this.positions = new int[root.height + 1];
      Arrays.fill(positions, -1);
    }

    @Override
    public boolean hasNext() {
      return remaining > 0;
    }

    @Override
    public Vma<V> next() {
      if (remaining == 0) {
        throw new NoSuchElementException("the snapshot has no more ranges; call hasNext before next");
      }
      Place here = place;
      if (position == end) {
        here = enter(here, positions, step, remaining < ranges);
        position = first(here.leaf, step);
        end = step > 0 ? here.leaf.size : -1;
      } else if (here == null || here.positions != positions) {
        here = enter(here, positions, step, false);
      }
      Vma<V> result = here.leaf.vma(position);
      position += step;
      remaining--;
      return result;
    }
  }

  /** The leaf that an iterator is in. Read and written by the thread of that iterator, which is known by its positions. */
  private static final class Place {
    final int[] positions;
    IndexNode leaf;

    Place(int[] positions, IndexNode leaf) {
      this.positions = positions;
      this.leaf = leaf;
    }
  }

  /** Enters the next leaf, or the one of the positions: the first one, or the same one after another iterator has entered its leaf. */
  private Place enter(@Nullable Place last, int[] positions, int step, boolean next) {
    IndexNode version = root();
    Place entered = last != null && last.positions == positions ? last : new Place(positions, version); // before the positions change
    if (next) {
      advance(version, positions, step);
    }
    entered.leaf = leaf(version, positions, step);
    if (entered == last) {
      return last;
    }
    place = entered;
    if (root == null) { // a close stores before it drops the place: one of the two drops this one
      place = null;
    }
    return entered;
  }

  private static int first(IndexNode node, int step) {
    return step > 0 ? 0 : node.size - 1;
  }

  private static IndexNode leaf(IndexNode version, int[] positions, int step) {
    IndexNode node = version;
    while (node.height > 0) {
      if (positions[node.height] < 0) {
        positions[node.height] = first(node, step);
      }
      node = node.child(positions[node.height]);
    }
    return node;
  }

  /** Moves the positions to the next leaf below a node; returns false if there is none. */
  private static boolean advance(IndexNode node, int[] positions, int step) {
    if (node.height == 0) {
      return false;
    }
    int at = positions[node.height];
    if (advance(node.child(at), positions, step)) {
      return true;
    }
    int next = at + step;
    if (next < 0 || next == node.size) {
      return false;
    }
    Arrays.fill(positions, 0, node.height, -1);
    positions[node.height] = next;
    return true;
  }

  @Override
  public String toString() {
    return "VmaSnapshot[" + (root == null ? "closed" : ranges + " ranges") + "]";
  }
}
