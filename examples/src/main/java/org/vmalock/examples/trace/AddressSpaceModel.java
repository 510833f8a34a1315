package org.vmalock.examples.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A sequential model of an address space: a {@link TreeMap} from the first page of each range to the range. Adjacent ranges with
 * equal protection are always merged. Not thread-safe.
 */
public final class AddressSpaceModel implements MappingOperations {
  private final TreeMap<Long, RangeEntry> mappings = new TreeMap<>();

  /** Creates a model without mappings. */
  public AddressSpaceModel() {}

  /**
   * Finds the range that contains an address.
   *
   * @param address any address
   * @return the widest range of one protection that contains it, or null if the address is unmapped
   */
  public @Nullable RangeEntry find(long address) {
    return covering(Pages.of(address));
  }

  /**
   * Returns the mapped ranges in the order of their addresses.
   *
   * @return a copy
   */
  public List<RangeEntry> mappings() {
    return new ArrayList<>(mappings.values());
  }

  /**
   * Returns the number of mapped ranges.
   *
   * @return the number, adjacent ranges with equal protection counted as one
   */
  public int ranges() {
    return mappings.size();
  }

  /**
   * Returns the number of mapped pages.
   *
   * @return the number of pages
   */
  public long pages() {
    return mappings.values().stream().mapToLong(RangeEntry::pages).sum();
  }

  @Override
  public void map(long start, long end, int protection) {
    unmap(start, end);
    insert(new RangeEntry(start, end, protection));
  }

  @Override
  public void unmap(long start, long end) {
    splitAt(Pages.of(start));
    splitAt(Pages.endOf(end));
    within(start, end).clear();
  }

  @Override
  public void protect(long start, long end, int protection) {
    splitAt(Pages.of(start));
    splitAt(Pages.endOf(end));
    Map<Long, RangeEntry> changed = within(start, end);
    List<RangeEntry> old = new ArrayList<>(changed.values());
    changed.clear();
    old.forEach(part -> insert(new RangeEntry(part.start(), part.end(), protection)));
  }

  @Override
  public void move(long oldStart, long oldEnd, long newStart, long newEnd) {
    RangeEntry first = find(oldStart);
    if (first == null) {
      throw new IllegalStateException("the first page of " + RangeEntry.range(oldStart, oldEnd) + " is not mapped");
    }
    unmap(oldStart, oldEnd);
    map(newStart, newEnd, first.protection());
  }

  @Override
  public void reset(List<RangeEntry> initial) {
    mappings.clear();
    initial.forEach(mapping -> map(mapping.start(), mapping.end(), mapping.protection()));
  }

  private @Nullable RangeEntry covering(long page) {
    Map.Entry<Long, RangeEntry> below = mappings.floorEntry(page);
    return below != null && page < below.getValue().endPage() ? below.getValue() : null;
  }

  private Map<Long, RangeEntry> within(long start, long end) {
    return mappings.subMap(Pages.of(start), Pages.endOf(end));
  }

  private void splitAt(long page) {
    RangeEntry whole = covering(page);
    if (whole != null && whole.firstPage() < page) {
      long middle = Pages.address(page);
      put(new RangeEntry(whole.start(), middle, whole.protection()));
      put(new RangeEntry(middle, whole.end(), whole.protection()));
    }
  }

  private void insert(RangeEntry mapping) {
    put(mapping);
    mergeAt(mapping.firstPage());
    mergeAt(mapping.endPage());
  }

  /** Merges the two ranges that meet at a page, if their protection is equal. */
  private void mergeAt(long page) {
    RangeEntry right = mappings.get(page);
    Map.Entry<Long, RangeEntry> below = mappings.lowerEntry(page);
    if (right == null || below == null) {
      return;
    }
    RangeEntry left = below.getValue();
    if (left.endPage() == page && left.protection() == right.protection()) {
      mappings.remove(page);
      put(new RangeEntry(left.start(), right.end(), left.protection()));
    }
  }

  private void put(RangeEntry mapping) {
    mappings.put(mapping.firstPage(), mapping);
  }
}
