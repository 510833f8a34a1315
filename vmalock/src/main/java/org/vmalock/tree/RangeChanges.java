package org.vmalock.tree;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The operations that change a {@link VmaTree}. The tree applies each of them in a write section of its own; a {@link Batch} applies
 * several in one write section.
 *
 * <p><b>Ranges.</b> A range is {@code [start, end)} of unsigned keys. An end of {@link #KEY_SPACE_END}, which is 0, stands for
 * 2<sup>64</sup>. An empty range, whose start equals its end, is refused, also at key 0. The operations on all keys have names of their
 * own, which end in {@code All}; a search of all keys ends in {@code Anywhere}.
 *
 * <p><b>Waiting.</b> An operation waits until the readers of the ranges that it changes have released them; one of a tree waits first for
 * other writers. Each operation has three forms: one that waits without limit, one that an interrupt ends, and one with a time limit for
 * all its waits together. A form that gives up has changed nothing; a batch stays open then. A change never waits for readers outside of
 * its range: a merge with a neighbour that has readers is omitted, see {@link RangeValues}.
 *
 * <p>The calling thread must not hold the read lock of a range that the operation changes: the operation would wait for its own thread. If
 * it holds another range of the tree, it uses a form with a time limit: a writer that it waits for may be waiting for that range.
 *
 * <p>Every operation throws {@link IllegalStateException} if the calling thread already has a write section of this tree open, or, in a
 * batch, if the batch is not open; and {@link NullPointerException} if the value is null. Nothing has changed then. After any other
 * exception, an error of the JVM included, a tree is as it was before the call.
 *
 * @param <V> the type of the values
 */
public abstract sealed class RangeChanges<V> permits VmaTree, Batch {
  /** The end of the key space, 2<sup>64</sup>, as the end of a range. */
  public static final long KEY_SPACE_END = 0L;

  RangeChanges() {}

  // ---- Map

  /**
   * Maps a free range to a value.
   *
   * @param start the first key, unsigned
   * @param end the key after the last, unsigned; {@link #KEY_SPACE_END} for 2<sup>64</sup>
   * @param value the value, not null
   * @throws RangeOverlapException if a key of the range is mapped; nothing has changed
   * @throws IllegalArgumentException if the range is empty or reversed
   */
  public final void map(long start, long end, V value) {
    apply(Change.map(start, Ranges.last(start, end), value));
  }

  /**
   * Performs {@link #map(long, long, Object)} unless the thread is interrupted.
   *
   * @param start the first key, unsigned
   * @param end the key after the last, unsigned; {@link #KEY_SPACE_END} for 2<sup>64</sup>
   * @param value the value, not null
   * @throws InterruptedException if interrupted before or during a wait; nothing has changed
   * @throws RangeOverlapException if a key of the range is mapped; nothing has changed
   * @throws IllegalArgumentException if the range is empty or reversed
   */
  public final void mapInterruptibly(long start, long end, V value) throws InterruptedException {
    applyInterruptibly(Change.map(start, Ranges.last(start, end), value));
  }

  /**
   * Performs {@link #map(long, long, Object)} within a time limit.
   *
   * @param start the first key, unsigned
   * @param end the key after the last, unsigned; {@link #KEY_SPACE_END} for 2<sup>64</sup>
   * @param value the value, not null
   * @param timeout the limit of all waits together, in {@code unit}; zero or less does not wait
   * @param unit the unit of {@code timeout}
   * @throws InterruptedException if interrupted before or during a wait; nothing has changed
   * @throws TimeoutException if the time elapsed; the message describes the lock that was not released. Nothing has changed
   * @throws RangeOverlapException if a key of the range is mapped; nothing has changed
   * @throws IllegalArgumentException if the range is empty or reversed
   */
  public final void map(long start, long end, V value, long timeout, TimeUnit unit)
      throws InterruptedException, TimeoutException {
    apply(Change.map(start, Ranges.last(start, end), value), Wait.of(timeout, unit));
  }

  /**
   * Maps all keys to a value, as one range; the tree must be empty.
   *
   * @param value the value, not null
   * @throws RangeOverlapException if a key is mapped; nothing has changed
   */
  public final void mapAll(V value) {
    apply(Change.map(Ranges.FIRST_KEY, Ranges.LAST_KEY, value));
  }

  /**
   * Performs {@link #mapAll(Object)} unless the thread is interrupted.
   *
   * @param value the value, not null
   * @throws InterruptedException if interrupted before or during a wait; nothing has changed
   * @throws RangeOverlapException if a key is mapped; nothing has changed
   */
  public final void mapAllInterruptibly(V value) throws InterruptedException {
    applyInterruptibly(Change.map(Ranges.FIRST_KEY, Ranges.LAST_KEY, value));
  }

  /**
   * Performs {@link #mapAll(Object)} within a time limit.
   *
   * @param value the value, not null
   * @param timeout the limit of all waits together, in {@code unit}; zero or less does not wait
   * @param unit the unit of {@code timeout}
   * @throws InterruptedException if interrupted before or during a wait; nothing has changed
   * @throws TimeoutException if the time elapsed; the message describes the lock that was not released. Nothing has changed
   * @throws RangeOverlapException if a key is mapped; nothing has changed
   */
  public final void mapAll(V value, long timeout, TimeUnit unit)
      throws InterruptedException, TimeoutException {
    apply(Change.map(Ranges.FIRST_KEY, Ranges.LAST_KEY, value), Wait.of(timeout, unit));
  }

  // ---- Map free keys

  /**
   * Searches a window for free keys and maps them to a value, in one step: the first place, in one direction, that is free, aligned and
   * long enough. The search is exact, however many threads map and unmap: it sees all changes that were made before, those of the same
   * batch included, and no other thread can map the place meanwhile.
   *
   * <p>Takes O(log n) for n ranges if the alignment is 1. With another alignment the search also visits the gaps that are long enough and
   * hold no aligned place; a gap of {@code length + alignment - 1} keys always holds one.
   *
   * @param length the number of keys, unsigned
   * @param alignment a power of two that the first key is a multiple of; 1 for any key
   * @param from the first key of the window, unsigned
   * @param below the key after the last one of the window, unsigned; {@link #KEY_SPACE_END} for 2<sup>64</sup>
   * @param direction whether the lowest or the highest place is mapped
   * @param value the value, not null
   * @return the first key of the mapped range; or empty if no such place is free, in which case nothing has changed
   * @throws IllegalArgumentException if the length is 0, the alignment is not a power of two, or the window is empty or reversed
   */
  public final OptionalLong mapFree(long length, long alignment, long from, long below, SearchDirection direction, V value) {
    return apply(Change.mapFree(FreeSearch.between(length, alignment, from, below, direction), value));
  }

  /**
   * Performs {@link #mapFree(long, long, long, long, SearchDirection, Object)} unless the thread is interrupted.
   *
   * @param length the number of keys, unsigned
   * @param alignment a power of two that the first key is a multiple of; 1 for any key
   * @param from the first key of the window, unsigned
   * @param below the key after the last one of the window, unsigned; {@link #KEY_SPACE_END} for 2<sup>64</sup>
   * @param direction whether the lowest or the highest place is mapped
   * @param value the value, not null
   * @return the first key of the mapped range; or empty if no such place is free, in which case nothing has changed
   * @throws InterruptedException if interrupted before or during a wait; nothing has changed
   * @throws IllegalArgumentException if the length is 0, the alignment is not a power of two, or the window is empty or reversed
   */
  public final OptionalLong mapFreeInterruptibly(
      long length, long alignment, long from, long below, SearchDirection direction, V value) throws InterruptedException {
    return applyInterruptibly(Change.mapFree(FreeSearch.between(length, alignment, from, below, direction), value));
  }

  /**
   * Performs {@link #mapFree(long, long, long, long, SearchDirection, Object)} within a time limit.
   *
   * @param length the number of keys, unsigned
   * @param alignment a power of two that the first key is a multiple of; 1 for any key
   * @param from the first key of the window, unsigned
   * @param below the key after the last one of the window, unsigned; {@link #KEY_SPACE_END} for 2<sup>64</sup>
   * @param direction whether the lowest or the highest place is mapped
   * @param value the value, not null
   * @param timeout the limit of all waits together, in {@code unit}; zero or less does not wait
   * @param unit the unit of {@code timeout}
   * @return the first key of the mapped range; or empty if no such place is free, in which case nothing has changed
   * @throws InterruptedException if interrupted before or during a wait; nothing has changed
   * @throws TimeoutException if the time elapsed; the message describes the lock that was not released. Nothing has changed
   * @throws IllegalArgumentException if the length is 0, the alignment is not a power of two, or the window is empty or reversed
   */
  public final OptionalLong mapFree(
      long length, long alignment, long from, long below, SearchDirection direction, V value, long timeout, TimeUnit unit)
      throws InterruptedException, TimeoutException {
    return apply(Change.mapFree(FreeSearch.between(length, alignment, from, below, direction), value), Wait.of(timeout, unit));
  }

  /**
   * Searches all keys for free ones and maps them to a value, like {@link #mapFree(long, long, long, long, SearchDirection, Object)}.
   *
   * @param length the number of keys, unsigned
   * @param alignment a power of two that the first key is a multiple of; 1 for any key
   * @param direction whether the lowest or the highest place is mapped
   * @param value the value, not null
   * @return the first key of the mapped range; or empty if no such place is free, in which case nothing has changed
   * @throws IllegalArgumentException if the length is 0 or the alignment is not a power of two
   */
  public final OptionalLong mapFreeAnywhere(long length, long alignment, SearchDirection direction, V value) {
    return apply(Change.mapFree(FreeSearch.anywhere(length, alignment, direction), value));
  }

  /**
   * Performs {@link #mapFreeAnywhere(long, long, SearchDirection, Object)} unless the thread is interrupted.
   *
   * @param length the number of keys, unsigned
   * @param alignment a power of two that the first key is a multiple of; 1 for any key
   * @param direction whether the lowest or the highest place is mapped
   * @param value the value, not null
   * @return the first key of the mapped range; or empty if no such place is free, in which case nothing has changed
   * @throws InterruptedException if interrupted before or during a wait; nothing has changed
   * @throws IllegalArgumentException if the length is 0 or the alignment is not a power of two
   */
  public final OptionalLong mapFreeAnywhereInterruptibly(long length, long alignment, SearchDirection direction, V value)
      throws InterruptedException {
    return applyInterruptibly(Change.mapFree(FreeSearch.anywhere(length, alignment, direction), value));
  }

  /**
   * Performs {@link #mapFreeAnywhere(long, long, SearchDirection, Object)} within a time limit.
   *
   * @param length the number of keys, unsigned
   * @param alignment a power of two that the first key is a multiple of; 1 for any key
   * @param direction whether the lowest or the highest place is mapped
   * @param value the value, not null
   * @param timeout the limit of all waits together, in {@code unit}; zero or less does not wait
   * @param unit the unit of {@code timeout}
   * @return the first key of the mapped range; or empty if no such place is free, in which case nothing has changed
   * @throws InterruptedException if interrupted before or during a wait; nothing has changed
   * @throws TimeoutException if the time elapsed; the message describes the lock that was not released. Nothing has changed
   * @throws IllegalArgumentException if the length is 0 or the alignment is not a power of two
   */
  public final OptionalLong mapFreeAnywhere(
      long length, long alignment, SearchDirection direction, V value, long timeout, TimeUnit unit)
      throws InterruptedException, TimeoutException {
    return apply(Change.mapFree(FreeSearch.anywhere(length, alignment, direction), value), Wait.of(timeout, unit));
  }

  // ---- Replace

  /**
   * Maps a range to a value, and unmaps the keys of the range that were mapped before, in one step.
   *
   * @param start the first key, unsigned
   * @param end the key after the last, unsigned; {@link #KEY_SPACE_END} for 2<sup>64</sup>
   * @param value the value, not null
   * @return the removed ranges as {@link #unmap} returns them
   * @throws IllegalArgumentException if the range is empty or reversed
   */
  public final List<RangeEntry<V>> replace(long start, long end, V value) {
    return apply(Change.replace(start, Ranges.last(start, end), value));
  }

  /**
   * Performs {@link #replace(long, long, Object)} unless the thread is interrupted.
   *
   * @param start the first key, unsigned
   * @param end the key after the last, unsigned; {@link #KEY_SPACE_END} for 2<sup>64</sup>
   * @param value the value, not null
   * @return the removed ranges as {@link #unmap} returns them
   * @throws InterruptedException if interrupted before or during a wait; nothing has changed
   * @throws IllegalArgumentException if the range is empty or reversed
   */
  public final List<RangeEntry<V>> replaceInterruptibly(long start, long end, V value) throws InterruptedException {
    return applyInterruptibly(Change.replace(start, Ranges.last(start, end), value));
  }

  /**
   * Performs {@link #replace(long, long, Object)} within a time limit.
   *
   * @param start the first key, unsigned
   * @param end the key after the last, unsigned; {@link #KEY_SPACE_END} for 2<sup>64</sup>
   * @param value the value, not null
   * @param timeout the limit of all waits together, in {@code unit}; zero or less does not wait
   * @param unit the unit of {@code timeout}
   * @return the removed ranges as {@link #unmap} returns them
   * @throws InterruptedException if interrupted before or during a wait; nothing has changed
   * @throws TimeoutException if the time elapsed; the message describes the lock that was not released. Nothing has changed
   * @throws IllegalArgumentException if the range is empty or reversed
   */
  public final List<RangeEntry<V>> replace(long start, long end, V value, long timeout, TimeUnit unit)
      throws InterruptedException, TimeoutException {
    return apply(Change.replace(start, Ranges.last(start, end), value), Wait.of(timeout, unit));
  }

  /**
   * Maps all keys to a value, as one range, and unmaps what was mapped before, in one step.
   *
   * @param value the value, not null
   * @return the removed ranges as {@link #unmap} returns them
   */
  public final List<RangeEntry<V>> replaceAll(V value) {
    return apply(Change.replace(Ranges.FIRST_KEY, Ranges.LAST_KEY, value));
  }

  /**
   * Performs {@link #replaceAll(Object)} unless the thread is interrupted.
   *
   * @param value the value, not null
   * @return the removed ranges as {@link #unmap} returns them
   * @throws InterruptedException if interrupted before or during a wait; nothing has changed
   */
  public final List<RangeEntry<V>> replaceAllInterruptibly(V value) throws InterruptedException {
    return applyInterruptibly(Change.replace(Ranges.FIRST_KEY, Ranges.LAST_KEY, value));
  }

  /**
   * Performs {@link #replaceAll(Object)} within a time limit.
   *
   * @param value the value, not null
   * @param timeout the limit of all waits together, in {@code unit}; zero or less does not wait
   * @param unit the unit of {@code timeout}
   * @return the removed ranges as {@link #unmap} returns them
   * @throws InterruptedException if interrupted before or during a wait; nothing has changed
   * @throws TimeoutException if the time elapsed; the message describes the lock that was not released. Nothing has changed
   */
  public final List<RangeEntry<V>> replaceAll(V value, long timeout, TimeUnit unit)
      throws InterruptedException, TimeoutException {
    return apply(Change.replace(Ranges.FIRST_KEY, Ranges.LAST_KEY, value), Wait.of(timeout, unit));
  }

  // ---- Unmap

  /**
   * Unmaps all keys of a range. Ranges that extend beyond its edges are split; keys that are not mapped are ignored. When this method
   * returns, no reader holds a read lock of an unmapped range.
   *
   * @param start the first key, unsigned
   * @param end the key after the last, unsigned; {@link #KEY_SPACE_END} for 2<sup>64</sup>
   * @return what was mapped in the range, in ascending order of keys: each removed range, cut off at the edges, with the value of the part
   *     that was removed; empty if no key was mapped. Unmodifiable
   * @throws IllegalArgumentException if the range is empty or reversed
   */
  public final List<RangeEntry<V>> unmap(long start, long end) {
    return apply(Change.unmap(start, Ranges.last(start, end)));
  }

  /**
   * Performs {@link #unmap(long, long)} unless the thread is interrupted.
   *
   * @param start the first key, unsigned
   * @param end the key after the last, unsigned; {@link #KEY_SPACE_END} for 2<sup>64</sup>
   * @return what was mapped in the range, in ascending order of keys: each removed range, cut off at the edges, with the value of the part
   *     that was removed; empty if no key was mapped. Unmodifiable
   * @throws InterruptedException if interrupted before or during a wait; nothing has changed
   * @throws IllegalArgumentException if the range is empty or reversed
   */
  public final List<RangeEntry<V>> unmapInterruptibly(long start, long end) throws InterruptedException {
    return applyInterruptibly(Change.unmap(start, Ranges.last(start, end)));
  }

  /**
   * Performs {@link #unmap(long, long)} within a time limit.
   *
   * @param start the first key, unsigned
   * @param end the key after the last, unsigned; {@link #KEY_SPACE_END} for 2<sup>64</sup>
   * @param timeout the limit of all waits together, in {@code unit}; zero or less does not wait
   * @param unit the unit of {@code timeout}
   * @return what was mapped in the range, in ascending order of keys: each removed range, cut off at the edges, with the value of the part
   *     that was removed; empty if no key was mapped. Unmodifiable
   * @throws InterruptedException if interrupted before or during a wait; nothing has changed
   * @throws TimeoutException if the time elapsed; the message describes the lock that was not released. Nothing has changed
   * @throws IllegalArgumentException if the range is empty or reversed
   */
  public final List<RangeEntry<V>> unmap(long start, long end, long timeout, TimeUnit unit)
      throws InterruptedException, TimeoutException {
    return apply(Change.unmap(start, Ranges.last(start, end)), Wait.of(timeout, unit));
  }

  /**
   * Unmaps all keys. When this method returns, no reader holds a read lock of a range that was mapped before.
   *
   * @return the removed ranges in ascending order of keys; empty if no key was mapped. Unmodifiable
   */
  public final List<RangeEntry<V>> unmapAll() {
    return apply(Change.unmap(Ranges.FIRST_KEY, Ranges.LAST_KEY));
  }

  /**
   * Performs {@link #unmapAll()} unless the thread is interrupted.
   *
   * @return the removed ranges in ascending order of keys; empty if no key was mapped. Unmodifiable
   * @throws InterruptedException if interrupted before or during a wait; nothing has changed
   */
  public final List<RangeEntry<V>> unmapAllInterruptibly() throws InterruptedException {
    return applyInterruptibly(Change.unmap(Ranges.FIRST_KEY, Ranges.LAST_KEY));
  }

  /**
   * Performs {@link #unmapAll()} within a time limit.
   *
   * @param timeout the limit of all waits together, in {@code unit}; zero or less does not wait
   * @param unit the unit of {@code timeout}
   * @return the removed ranges in ascending order of keys; empty if no key was mapped. Unmodifiable
   * @throws InterruptedException if interrupted before or during a wait; nothing has changed
   * @throws TimeoutException if the time elapsed; the message describes the lock that was not released. Nothing has changed
   */
  public final List<RangeEntry<V>> unmapAll(long timeout, TimeUnit unit)
      throws InterruptedException, TimeoutException {
    return apply(Change.unmap(Ranges.FIRST_KEY, Ranges.LAST_KEY), Wait.of(timeout, unit));
  }

  // ---- Update

  /**
   * Changes the value of all mapped keys of a range, and keeps the gaps; corresponds to {@code mprotect}. Each run of ranges without a
   * gap in which a value changes becomes one range that begins with the value. When this method returns, no reader that has seen an old
   * value holds a read lock.
   *
   * @param start the first key, unsigned
   * @param end the key after the last, unsigned; {@link #KEY_SPACE_END} for 2<sup>64</sup>
   * @param value the new value, not null
   * @return whether a value changed
   * @throws IllegalArgumentException if the range is empty or reversed
   */
  public final boolean update(long start, long end, V value) {
    return apply(Change.update(start, Ranges.last(start, end), value));
  }

  /**
   * Performs {@link #update(long, long, Object)} unless the thread is interrupted.
   *
   * @param start the first key, unsigned
   * @param end the key after the last, unsigned; {@link #KEY_SPACE_END} for 2<sup>64</sup>
   * @param value the new value, not null
   * @return whether a value changed
   * @throws InterruptedException if interrupted before or during a wait; nothing has changed
   * @throws IllegalArgumentException if the range is empty or reversed
   */
  public final boolean updateInterruptibly(long start, long end, V value) throws InterruptedException {
    return applyInterruptibly(Change.update(start, Ranges.last(start, end), value));
  }

  /**
   * Performs {@link #update(long, long, Object)} within a time limit.
   *
   * @param start the first key, unsigned
   * @param end the key after the last, unsigned; {@link #KEY_SPACE_END} for 2<sup>64</sup>
   * @param value the new value, not null
   * @param timeout the limit of all waits together, in {@code unit}; zero or less does not wait
   * @param unit the unit of {@code timeout}
   * @return whether a value changed
   * @throws InterruptedException if interrupted before or during a wait; nothing has changed
   * @throws TimeoutException if the time elapsed; the message describes the lock that was not released. Nothing has changed
   * @throws IllegalArgumentException if the range is empty or reversed
   */
  public final boolean update(long start, long end, V value, long timeout, TimeUnit unit)
      throws InterruptedException, TimeoutException {
    return apply(Change.update(start, Ranges.last(start, end), value), Wait.of(timeout, unit));
  }

  /**
   * Changes the value of all mapped keys, and keeps the gaps, as {@link #update(long, long, Object)}.
   *
   * @param value the new value, not null
   * @return whether a value changed
   */
  public final boolean updateAll(V value) {
    return apply(Change.update(Ranges.FIRST_KEY, Ranges.LAST_KEY, value));
  }

  /**
   * Performs {@link #updateAll(Object)} unless the thread is interrupted.
   *
   * @param value the new value, not null
   * @return whether a value changed
   * @throws InterruptedException if interrupted before or during a wait; nothing has changed
   */
  public final boolean updateAllInterruptibly(V value) throws InterruptedException {
    return applyInterruptibly(Change.update(Ranges.FIRST_KEY, Ranges.LAST_KEY, value));
  }

  /**
   * Performs {@link #updateAll(Object)} within a time limit.
   *
   * @param value the new value, not null
   * @param timeout the limit of all waits together, in {@code unit}; zero or less does not wait
   * @param unit the unit of {@code timeout}
   * @return whether a value changed
   * @throws InterruptedException if interrupted before or during a wait; nothing has changed
   * @throws TimeoutException if the time elapsed; the message describes the lock that was not released. Nothing has changed
   */
  public final boolean updateAll(V value, long timeout, TimeUnit unit)
      throws InterruptedException, TimeoutException {
    return apply(Change.update(Ranges.FIRST_KEY, Ranges.LAST_KEY, value), Wait.of(timeout, unit));
  }

  // ---- Move

  /**
   * Moves the mapped keys of a range, with the gaps between them, to another place in one step; corresponds to {@code mremap}.
   *
   * @param start the first key, unsigned
   * @param end the key after the last, unsigned; {@link #KEY_SPACE_END} for 2<sup>64</sup>
   * @param newStart the new place of the first key, unsigned
   * @return whether a key of the range was mapped
   * @throws RangeOverlapException if a key of the new place is mapped; nothing has changed
   * @throws IllegalArgumentException if the range is empty or reversed, would extend past the last key, or overlaps its new place
   */
  public final boolean move(long start, long end, long newStart) {
    return apply(Change.move(start, Ranges.lastOfMovable(start, end, newStart), newStart));
  }

  /**
   * Performs {@link #move(long, long, long)} unless the thread is interrupted.
   *
   * @param start the first key, unsigned
   * @param end the key after the last, unsigned; {@link #KEY_SPACE_END} for 2<sup>64</sup>
   * @param newStart the new place of the first key, unsigned
   * @return whether a key of the range was mapped
   * @throws InterruptedException if interrupted before or during a wait; nothing has changed
   * @throws RangeOverlapException if a key of the new place is mapped; nothing has changed
   * @throws IllegalArgumentException if the range is empty or reversed, would extend past the last key, or overlaps its new place
   */
  public final boolean moveInterruptibly(long start, long end, long newStart) throws InterruptedException {
    return applyInterruptibly(Change.move(start, Ranges.lastOfMovable(start, end, newStart), newStart));
  }

  /**
   * Performs {@link #move(long, long, long)} within a time limit.
   *
   * @param start the first key, unsigned
   * @param end the key after the last, unsigned; {@link #KEY_SPACE_END} for 2<sup>64</sup>
   * @param newStart the new place of the first key, unsigned
   * @param timeout the limit of all waits together, in {@code unit}; zero or less does not wait
   * @param unit the unit of {@code timeout}
   * @return whether a key of the range was mapped
   * @throws InterruptedException if interrupted before or during a wait; nothing has changed
   * @throws TimeoutException if the time elapsed; the message describes the lock that was not released. Nothing has changed
   * @throws RangeOverlapException if a key of the new place is mapped; nothing has changed
   * @throws IllegalArgumentException if the range is empty or reversed, would extend past the last key, or overlaps its new place
   */
  public final boolean move(long start, long end, long newStart, long timeout, TimeUnit unit)
      throws InterruptedException, TimeoutException {
    return apply(Change.move(start, Ranges.lastOfMovable(start, end, newStart), newStart), Wait.of(timeout, unit));
  }

  // ---- Application

  /** Applies a change. If the wait ends early, nothing has changed. */
  abstract <R> R apply(Change<V, R> change, Wait wait) throws InterruptedException, TimeoutException;

  private <R> R apply(Change<V, R> change) {
    try {
      return apply(change, Wait.UNLIMITED);
    } catch (InterruptedException | TimeoutException e) {
      throw Wait.ended(e);
    }
  }

  private <R> R applyInterruptibly(Change<V, R> change) throws InterruptedException {
    try {
      return apply(change, Wait.INTERRUPTIBLE);
    } catch (TimeoutException e) {
      throw Wait.ended(e);
    }
  }
}
