package org.vmalock.tree;

/**
 * A part of a mapped range, and what stands in it.
 *
 * @param start its first key, unsigned
 * @param last its last key, unsigned
 * @param value its value
 * @param <V> the values
 */
public record RangeEntry<V>(long start, long last, V value) {
  /**
   * The key behind the last one.
   *
   * @return an unsigned key, or 0 if the piece reaches up to 2<sup>64</sup>
   */
  public long end() {
    return last + 1;
  }

  @Override
  public String toString() {
    return Ranges.describe(start, last) + " = " + value;
  }
}
