package org.vmalock.tree;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Fills a new tree with ranges in ascending order. */
final class SortedRanges<V> {
  private final VmaTree<V> tree;
  private final IndexBuilder index = new IndexBuilder();

  /** The range before the next one, which is merged with it or appended to the index; or null. */
  private @Nullable RangeEntry<V> previous;

  SortedRanges(VmaTree<V> tree) {
    this.tree = tree;
  }

  void appendAll(Iterable<RangeEntry<V>> ranges) {
    for (RangeEntry<V> range : ranges) {
      append(range);
    }
    appendPrevious();
    tree.index().publish(new Publication(null, 0, IndexNode.EMPTY, index.build(), 0, index.ranges(), false));
  }

  private void append(RangeEntry<V> range) {
    Objects.requireNonNull(range.value(), "value");
    requireSorted(range);
    RangeEntry<V> left = previous;
    if (left != null
        && left.last() + 1 == range.start()
        && tree.values().mergeable(left.value(), range.start() - left.start(), range.value())) {
      previous = new RangeEntry<>(left.start(), range.last(), left.value());
    } else {
      appendPrevious();
      previous = range;
    }
  }

  private void requireSorted(RangeEntry<V> range) {
    if (!Ranges.notAbove(range.start(), range.last())) {
      throw new IllegalArgumentException("range " + Ranges.describe(range.start(), range.last()) + " is reversed: its first key 0x"
          + Long.toHexString(range.start()) + " must not be above its last key 0x" + Long.toHexString(range.last()));
    }
    RangeEntry<V> left = previous;
    if (left == null || !Ranges.notAbove(range.start(), left.last())) {
      return;
    }
    String both = Ranges.describe(range.start(), range.last()) + " follows " + Ranges.describe(left.start(), left.last());
    if (Ranges.notAbove(left.start(), range.last())) {
      throw new RangeOverlapException(both + ", which it overlaps; give each key one value");
    }
    throw new IllegalArgumentException("ranges are not sorted: " + both + "; sort them by unsigned keys, or map them one by one");
  }

  private void appendPrevious() {
    RangeEntry<V> range = previous;
    if (range != null) {
      index.append(new Vma<>(tree.structure(), tree.nextGeneration(), range.start(), range.last(), range.value()));
    }
  }
}
