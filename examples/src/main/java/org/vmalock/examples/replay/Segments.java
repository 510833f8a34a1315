package org.vmalock.examples.replay;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.vmalock.examples.trace.MappingOperations;
import org.vmalock.examples.trace.Operation;
import org.vmalock.examples.trace.Pages;
import org.vmalock.examples.trace.RangeEntry;
import org.vmalock.examples.trace.Trace;

/**
 * The whole address space, cut at the edges of the ranges of all mapping operations of a trace. Every operation affects either all
 * pages of a segment or none, so the right answer is the same for all of them.
 */
final class Segments {
  /** The first page of each segment, ascending from 0, followed by {@link Pages#COUNT}. */
  private final long[] edges;

  private Segments(long[] edges) {
    this.edges = edges;
  }

  static Segments of(Trace trace) {
    EdgeCollector collector = new EdgeCollector();
    collector.reset(trace.initial());
    for (Operation operation : trace.operations()) {
      operation.applyTo(collector);
    }
    LongStream edges = collector.edges.stream().mapToLong(Long::longValue);
    return new Segments(LongStream.concat(edges, LongStream.of(0, Pages.COUNT)).sorted().distinct().toArray());
  }

  int count() {
    return edges.length - 1;
  }

  /** Returns the first address of a segment. */
  long startOf(int segment) {
    return Pages.address(edges[segment]);
  }

  /** Returns the exclusive end of a segment, 0 for 2<sup>64</sup>. */
  long endOf(int segment) {
    return Pages.address(edges[segment + 1]);
  }

  /** Returns the number of pages of a segment. */
  long pages(int segment) {
    return edges[segment + 1] - edges[segment];
  }

  /** Returns the number of the segment that contains an address. */
  int of(long address) {
    return containing(Pages.of(address));
  }

  /** Returns the number of the segment of each address. */
  int[] of(long[] addresses) {
    return LongStream.of(addresses).mapToInt(this::of).toArray();
  }

  /** Returns the number of the first segment after a range with the given exclusive end. */
  int after(long end) {
    long page = Pages.endOf(end);
    return page == Pages.COUNT ? count() : containing(page);
  }

  /** Tells whether an address, as a start or an end, is an edge of a segment. */
  boolean isEdge(long address) {
    return Pages.isAligned(address) && (address == 0 || Arrays.binarySearch(edges, Pages.of(address)) >= 0);
  }

  private int containing(long page) {
    int found = Arrays.binarySearch(edges, page);
    return found >= 0 ? found : -found - 2;
  }

  /** Collects the edges of the ranges of all operations. */
  private static final class EdgeCollector implements MappingOperations {
    private final List<Long> edges = new ArrayList<>();

    @Override
    public void map(long start, long end, int protection) {
      unmap(start, end);
    }

    @Override
    public void unmap(long start, long end) {
      edges.add(Pages.of(start));
      edges.add(Pages.endOf(end));
    }

    @Override
    public void protect(long start, long end, int protection) {
      unmap(start, end);
    }

    @Override
    public void move(long oldStart, long oldEnd, long newStart, long newEnd) {
      unmap(oldStart, oldEnd);
      unmap(newStart, newEnd);
    }

    @Override
    public void reset(List<RangeEntry> mappings) {
      mappings.forEach(mapping -> unmap(mapping.start(), mapping.end()));
    }
  }
}
