package org.vmalock.tree;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reference model of a tree, as simple as possible: every change cuts the parts at both ends of its range and then removes, adds or
 * changes the parts in between. Keys are {@code BigInteger}s, so that the model does not depend on unsigned comparison; neighbours
 * are merged only when they are queried.
 */
final class TreeModel<V> {
  private static final BigInteger TWO_TO_64 = BigInteger.ONE.shiftLeft(64);

  private record Part<V>(BigInteger end, V value) {}

  private final RangeValues<V> values;
  private final TreeMap<BigInteger, Part<V>> parts = new TreeMap<>();

  TreeModel(RangeValues<V> values) {
    this.values = values;
  }

  TreeModel<V> copy() {
    TreeModel<V> copy = new TreeModel<>(values);
    copy.parts.putAll(parts);
    return copy;
  }

  void copyFrom(TreeModel<V> other) {
    parts.clear();
    parts.putAll(other.parts);
  }

  static BigInteger unsigned(long key) {
    return key >= 0 ? BigInteger.valueOf(key) : BigInteger.valueOf(key).add(TWO_TO_64);
  }

  private static BigInteger end(long end) {
    return end == 0 ? TWO_TO_64 : unsigned(end);
  }

  // ---- Queries

  @Nullable V get(long key) {
    Map.Entry<BigInteger, Part<V>> floor = parts.floorEntry(unsigned(key));
    if (floor == null || floor.getValue().end.compareTo(unsigned(key)) <= 0) {
      return null;
    }
    return tail(floor.getKey(), floor.getValue(), unsigned(key));
  }

  boolean isFree(long start, long end) {
    return entries(start, end).isEmpty();
  }

  /** Returns all ranges as the tree has to report them, with mergeable neighbours merged. */
  List<RangeEntry<V>> ranges() {
    List<RangeEntry<V>> ranges = new ArrayList<>();
    parts.forEach((start, part) -> addMerging(ranges, start, part));
    return ranges;
  }

  /** Returns the entries within a range, cut at its edges. */
  List<RangeEntry<V>> entries(long start, long end) {
    TreeModel<V> within = new TreeModel<>(values);
    Map.Entry<BigInteger, Part<V>> below = parts.lowerEntry(unsigned(start));
    if (below != null) {
      within.parts.put(below.getKey(), below.getValue());
    }
    within.parts.putAll(parts.subMap(unsigned(start), end(end)));
    within.cut(unsigned(start));
    within.cut(end(end));
    List<RangeEntry<V>> entries = new ArrayList<>();
    within.parts.subMap(unsigned(start), end(end)).forEach((from, part) -> addMerging(entries, from, part));
    return entries;
  }

  private void addMerging(List<RangeEntry<V>> ranges, BigInteger start, Part<V> part) {
    long last = part.end.longValue() - 1;
    if (!ranges.isEmpty()) {
      RangeEntry<V> previous = ranges.get(ranges.size() - 1);
      if (unsigned(previous.last()).add(BigInteger.ONE).equals(start)
          && values.mergeable(previous.value(), previous.last() - previous.start() + 1, part.value)) {
        ranges.set(ranges.size() - 1, new RangeEntry<>(previous.start(), last, previous.value()));
        return;
      }
    }
    ranges.add(new RangeEntry<>(start.longValue(), last, part.value));
  }

  // ---- Changes

  void map(long start, long end, V value) {
    if (!isFree(start, end)) {
      throw new AssertionError("the range is already mapped in the model");
    }
    parts.put(unsigned(start), new Part<>(end(end), value));
  }

  void replace(long start, long end, V value) {
    unmap(start, end);
    map(start, end, value);
  }

  boolean unmap(long start, long end) {
    boolean any = !isFree(start, end);
    cut(unsigned(start));
    cut(end(end));
    parts.subMap(unsigned(start), end(end)).clear();
    return any;
  }

  /** Gives each run of ranges without a gap the value as one range; returns whether anything has changed. */
  boolean update(long start, long end, V value) {
    List<RangeEntry<V>> before = entries(start, end);
    cut(unsigned(start));
    cut(end(end));
    BigInteger runEnd = null;
    BigInteger runStart = BigInteger.ZERO;
    for (Map.Entry<BigInteger, Part<V>> entry : parts.subMap(unsigned(start), end(end)).entrySet()) {
      runStart = entry.getKey().equals(runEnd) ? runStart : entry.getKey();
      runEnd = entry.getValue().end;
      entry.setValue(new Part<>(runEnd, tail(runStart, new Part<>(runEnd, value), entry.getKey())));
    }
    return !entries(start, end).equals(before);
  }

  boolean move(long start, long end, long newStart) {
    List<RangeEntry<V>> entries = entries(start, end);
    unmap(start, end);
    for (RangeEntry<V> entry : entries) {
      map(entry.start() - start + newStart, entry.end() - start + newStart, entry.value());
    }
    return !entries.isEmpty();
  }

  private void cut(BigInteger at) {
    Map.Entry<BigInteger, Part<V>> below = parts.lowerEntry(at);
    if (below != null && below.getValue().end.compareTo(at) > 0) {
      parts.put(at, new Part<>(below.getValue().end, tail(below.getKey(), below.getValue(), at)));
      parts.put(below.getKey(), new Part<>(at, below.getValue().value));
    }
  }

  private V tail(BigInteger start, Part<V> part, BigInteger from) {
    return from.equals(start) ? part.value : values.tail(part.value, from.subtract(start).longValue());
  }

  @Override
  public String toString() {
    return ranges().toString();
  }
}
