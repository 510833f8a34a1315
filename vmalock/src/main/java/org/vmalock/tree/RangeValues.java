package org.vmalock.tree;

import java.util.Objects;

/**
 * What becomes of a value when its range is split, and which neighbours may become one range. The default suits values that describe
 * every key of the range alike, such as protection bits. A value that depends on where the range begins, such as an offset into a
 * file, needs its own.
 *
 * <p>Called by the writer while it holds the tree's write lock: be quick, do not throw, and do not call the tree.
 *
 * @param <V> the values
 */
public interface RangeValues<V> {
  /**
   * The value of the part of a range that begins {@code offset} keys behind its start.
   *
   * @param value the value of the whole range
   * @param offset how many keys are cut off in front, unsigned, not 0
   * @return the value of the rest; by default the same
   */
  default V tail(V value, long offset) {
    return value;
  }

  /**
   * Tells whether two neighbouring ranges become one, with the value of the left one. It must hold then that {@code
   * tail(left, leftLength)} is as good as {@code right}, or a later split would show a value that was never mapped.
   *
   * @param left the value of the lower range
   * @param leftLength the number of keys in the lower range, unsigned
   * @param right the value of the range that begins where the lower one ends
   * @return whether they merge; by default, whether the values are equal
   */
  default boolean mergeable(V left, long leftLength, V right) {
    return Objects.equals(left, right);
  }
}
