package org.vmalock.tree;

import java.util.Objects;

/**
 * The rules for values when ranges are split and merged. The default suits values that apply to every key of a range alike, such as
 * protection bits. A value that depends on the start of its range, such as an offset into a file, needs rules of its own.
 *
 * <p>The methods are called by the writer while it holds the tree's write lock: they should be short, and must neither throw nor call the
 * tree.
 *
 * @param <V> the type of the values
 */
public interface RangeValues<V> {
  /**
   * Returns the value of the part of a range that begins {@code offset} keys after its start.
   *
   * @param value the value of the whole range
   * @param offset the number of keys in front of the part, unsigned, not 0
   * @return the value of the part; by default {@code value}
   */
  default V tail(V value, long offset) {
    return value;
  }

  /**
   * Returns whether two adjacent ranges are merged into one that has the value of the left one. May return true only if {@code
   * tail(left, leftLength)} is equivalent to {@code right}; otherwise a later split would produce a value that was never mapped.
   *
   * @param left the value of the left range
   * @param leftLength the number of keys in the left range, unsigned
   * @param right the value of the right range, which begins where the left one ends
   * @return true if they are merged; by default, if the values are equal
   */
  default boolean mergeable(V left, long leftLength, V right) {
    return Objects.equals(left, right);
  }
}
