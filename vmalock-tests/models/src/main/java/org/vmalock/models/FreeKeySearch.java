package org.vmalock.models;

import java.util.List;

/**
 * One search for free keys of a window.
 *
 * @param length the number of keys
 * @param first the first key of the window
 * @param last the last key of the window
 * @param ascending whether the lowest place is wanted, or else the highest one
 */
record FreeKeySearch(int length, int first, int last, boolean ascending) {
  static FreeKeySearch lowest(int length, int first, int last) {
    return new FreeKeySearch(length, first, last, true);
  }

  static FreeKeySearch highest(int length, int first, int last) {
    return new FreeKeySearch(length, first, last, false);
  }

  /** Returns the start of the place in free keys, cut off at the window, or {@link TreeShape#NOTHING}. */
  int in(int from, int to) {
    int low = Math.max(from, first);
    int high = Math.min(to, last);
    if (high - low + 1 < length) {
      return TreeShape.NOTHING;
    }
    return ascending ? low : high - length + 1;
  }

  /** Returns whether a place lies within the window. */
  boolean contains(int start) {
    return first <= start && start + length - 1 <= last;
  }

  /** Returns whether a place is free while these ranges are mapped. */
  boolean isFree(int start, List<TreeRange> mapped) {
    return mapped.stream().noneMatch(range -> range.start() < start + length && start <= range.last());
  }

  /** Returns whether a place comes before another one, in the direction of the search; each comes before none at all. */
  boolean isBefore(int start, int other) {
    return other == TreeShape.NOTHING || (ascending ? start < other : start > other);
  }

  @Override
  public String toString() {
    return (ascending ? "lowest " : "highest ") + length + " of " + first + " to " + last;
  }
}
