package org.vmalock.tree;

import java.util.Objects;

/** Value rules with the merging of a predicate. */
final class MergingValues<V> implements RangeValues<V> {
  private final RangeValues<V> values;
  private final RangeValues.Merging<? super V> merging;

  MergingValues(RangeValues<V> values, RangeValues.Merging<? super V> merging) {
    this.values = values;
    this.merging = Objects.requireNonNull(merging, "mergeable");
  }

  @Override
  public V tail(V value, long offset) {
    return values.tail(value, offset);
  }

  @Override
  public boolean mergeable(V left, long leftLength, V right) {
    return merging.mergeable(left, leftLength, right);
  }
}
