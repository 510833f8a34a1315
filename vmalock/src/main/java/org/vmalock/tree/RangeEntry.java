package org.vmalock.tree;

/**
 * An entry of a {@link VmaTree}: a range, or a part of one, and its value.
 *
 * @param start the first key, unsigned
 * @param last the last key, unsigned
 * @param value the value
 * @param <V> the type of the value
 */
public record RangeEntry<V>(long start, long last, V value) {
  /**
   * Returns the key after the last.
   *
   * @return an unsigned key, or {@link RangeChanges#KEY_SPACE_END} if the range extends to 2<sup>64</sup>
   */
  public long end() {
    return last + 1;
  }

  @Override
  public String toString() {
    return Ranges.describe(start, last) + " = " + value;
  }
}
