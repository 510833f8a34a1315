package org.vmalock.examples.replay;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.vmalock.examples.trace.RangeEntry;
import org.vmalock.examples.trace.MappingOperations;
import org.vmalock.examples.trace.Operation;
import org.vmalock.examples.trace.Pages;
import org.vmalock.examples.trace.Trace;

/**
 * The whole address space cut at every edge that any event of a trace has. All pages of one segment always share their fate, so
 * it is enough to know what is right for each segment.
 */
final class Segments {
  /** The first page of each segment, ascending; the first is 0, and one past the last is {@link Pages#COUNT}. */
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

  /** Returns the segment of an address. */
  int of(long address) {
    return containing(Pages.of(address));
  }

  /** Returns the segment of each address. */
  int[] of(long[] addresses) {
    return LongStream.of(addresses).mapToInt(this::of).toArray();
  }

  /** Returns the segment after a range, given its exclusive end. */
  int after(long end) {
    long page = Pages.endOf(end);
    return page == Pages.COUNT ? count() : containing(page);
  }

  /** Says whether an address, as a start or an end, is an edge of the trace at all. */
  boolean isEdge(long address) {
    return Pages.isAligned(address) && (address == 0 || Arrays.binarySearch(edges, Pages.of(address)) >= 0);
  }

  private int containing(long page) {
    int found = Arrays.binarySearch(edges, page);
    return found >= 0 ? found : -found - 2;
  }

  /** Notes the edges of what it is told to do. */
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
