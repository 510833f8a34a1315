package org.vmalock.tree;

/**
 * The operations that change a {@link VmaTree}. The tree applies each of them in a write section of its own; a {@link Batch} applies
 * several in one write section.
 *
 * <p>A range is {@code [start, end)} of unsigned keys; an end of 0 stands for 2<sup>64</sup>. An operation blocks until the readers of
 * the ranges that it changes have released them. Adjacent ranges are merged as {@link RangeValues} defines.
 *
 * <p>The calling thread must not hold the read lock of a range that the operation changes: the operation would wait for its own thread.
 *
 * <p>Every operation throws {@link IllegalStateException} if the calling thread already has a write section of this tree open, or, in a
 * batch, if the batch is not open. Nothing has changed then.
 *
 * @param <V> the type of the values
 */
public interface RangeChanges<V> {
  /**
   * Maps a free range to a value.
   *
   * @param start the first key, unsigned
   * @param end the key after the last, unsigned; 0 stands for 2<sup>64</sup>
   * @param value the value, not null
   * @throws RangeOverlapException if a key of the range is mapped; nothing has changed, and a batch stays open
   * @throws IllegalArgumentException if the range is empty or reversed
   */
  void map(long start, long end, V value);

  /**
   * Maps a range to a value, and unmaps the keys of the range that were mapped before, in one step.
   *
   * @param start the first key, unsigned
   * @param end the key after the last, unsigned; 0 stands for 2<sup>64</sup>
   * @param value the value, not null
   * @throws IllegalArgumentException if the range is empty or reversed
   */
  void replace(long start, long end, V value);

  /**
   * Unmaps all keys of a range. Ranges that extend beyond its edges are split; keys that are not mapped are ignored. When this method
   * returns, no reader holds a read lock of an unmapped range.
   *
   * @param start the first key, unsigned
   * @param end the key after the last, unsigned; 0 stands for 2<sup>64</sup>
   * @return true if a key of the range was mapped
   * @throws IllegalArgumentException if the range is empty or reversed
   */
  boolean unmap(long start, long end);

  /**
   * Changes the value of all mapped keys of a range, and keeps the gaps; corresponds to {@code mprotect}. Each run of ranges without a
   * gap becomes one range that begins with the value. When this method returns, no reader that has seen the old value holds a read lock.
   *
   * @param start the first key, unsigned
   * @param end the key after the last, unsigned; 0 stands for 2<sup>64</sup>
   * @param value the new value, not null
   * @return true if a value changed
   * @throws IllegalArgumentException if the range is empty or reversed
   */
  boolean update(long start, long end, V value);

  /**
   * Moves the mapped keys of a range, with the gaps between them, to another place in one step; corresponds to {@code mremap}.
   *
   * @param start the first key, unsigned
   * @param end the key after the last, unsigned; 0 stands for 2<sup>64</sup>
   * @param newStart the new place of the first key, unsigned
   * @return true if a key of the range was mapped
   * @throws RangeOverlapException if a key of the new place is mapped; nothing has changed, and a batch stays open
   * @throws IllegalArgumentException if the range is empty or reversed, would extend past the last key, or overlaps its new place
   */
  boolean move(long start, long end, long newStart);
}
