package org.vmalock.examples.replay;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.run.ResultFile;
import org.vmalock.examples.trace.MappingOperations;
import org.vmalock.examples.trace.Operation;
import org.vmalock.examples.trace.RangeEntry;
import org.vmalock.examples.trace.Trace;

/**
 * The address space over the time of a trace, for a picture: some rows of neighbouring segments, some columns of successive operations, and
 * how often each row was written. Segments that are never mapped have no row.
 */
final class RangeActivity {
  private static final int MOST_ROWS = 24;
  private static final int MOST_COLUMNS = 60;
  private static final int PROTECTIONS = 8;
  private static final char UNMAPPED = '.';
  private static final int MOST_LISTED = 10;
  private static final int MOST_SHOWN = 9;

  private final Trace trace;
  private final AnswerTimeline timeline;
  private final Segments segments;
  private final int states;
  private final int columns;
  private final List<Row> rows = new ArrayList<>();

  /** Number of operations that write each segment. */
  private final long[] writes;

  /** Neighbouring segments. */
  private final class Row {
    private final List<Integer> members = new ArrayList<>();
    private final int[] written = new int[columns];
    private int lastWrite;
    private long writes;

    /** Counts an operation once, however many members it writes. */
    void write(int operation) {
      if (operation != lastWrite) {
        lastWrite = operation;
        writes++;
        written[(int) ((long) operation * columns / states)]++;
      }
    }
  }

  /**
   * Collects the writes of a trace.
   *
   * @param trace the trace
   * @param timeline its answers
   */
  RangeActivity(Trace trace, AnswerTimeline timeline) {
    this.trace = trace;
    this.timeline = timeline;
    this.segments = timeline.segments();
    this.states = trace.operations().size() + 1;
    this.columns = Math.min(MOST_COLUMNS, states);
    this.writes = new long[segments.count()];
    forEachWrite((operation, segment) -> writes[segment]++);
    @Nullable Row[] rowOf = distribute();
    forEachWrite(
        (operation, segment) -> {
          Row row = rowOf[segment];
          if (row != null) {
            row.write(operation);
          }
        });
  }

  /**
   * Returns the rows.
   *
   * @param lookUps the sampled look-ups, or null if none were sampled
   */
  ObjectNode json(@Nullable SampledLookUps lookUps) {
    ObjectNode json = ResultFile.newObject();
    json.put("operations", trace.operations().size());
    json.put("columns", columns);
    ArrayNode array = json.putArray("rows");
    for (Row row : rows) {
      ObjectNode node = array.addObject();
      putRange(node, row.members.get(0), row.members.get(row.members.size() - 1));
      node.put("writes", row.writes);
      if (lookUps != null) {
        node.put("measuredLookUps", lookUps.measured(row.members));
        node.put("slowLookUps", lookUps.slow(row.members));
      }
      node.put("cells", cells(row));
      node.put("written", written(row));
    }
    ArrayNode most = json.putArray("mostWritten");
    mappedSegments()
        .boxed()
        .sorted(Comparator.comparingLong((Integer segment) -> -writes[segment]))
        .limit(MOST_LISTED)
        .forEach(segment -> putRange(most.addObject(), segment, segment).put("writes", writes[segment]));
    return json;
  }

  private ObjectNode putRange(ObjectNode node, int first, int last) {
    long end = segments.endOf(last);
    node.put("start", "0x" + Long.toHexString(segments.startOf(first)));
    return node.put("end", end == 0 ? "2^64" : "0x" + Long.toHexString(end));
  }

  /** Distributes the segments that are ever mapped over the rows; a larger segment takes more room, by the logarithm of its pages. */
  private @Nullable Row[] distribute() {
    int[] mapped = mappedSegments().toArray();
    long all = IntStream.of(mapped).mapToLong(this::weight).sum();
    @Nullable Row[] rowOf = new Row[segments.count()];
    long sum = 0;
    long last = -1;
    for (int segment : mapped) {
      long number = sum * MOST_ROWS / all;
      if (number != last) {
        rows.add(new Row());
        last = number;
      }
      rowOf[segment] = rows.get(rows.size() - 1);
      rows.get(rows.size() - 1).members.add(segment);
      sum += weight(segment);
    }
    return rowOf;
  }

  private IntStream mappedSegments() {
    return IntStream.range(0, segments.count()).filter(timeline::isEverMapped);
  }

  private long weight(int segment) {
    return (long) Long.SIZE - Long.numberOfLeadingZeros(segments.pages(segment));
  }

  /** Returns one character for each column: the most frequent protection among the mapped segments of the row. */
  private String cells(Row row) {
    StringBuilder cells = new StringBuilder();
    for (int column = 0; column < columns; column++) {
      int state = (int) ((long) (column + 1) * states / columns) - 1;
      int[] counts = new int[PROTECTIONS];
      int best = AnswerTimeline.UNMAPPED;
      for (int segment : row.members) {
        int answer = timeline.answerAt(segment, Versions.of(0, state));
        if (answer != AnswerTimeline.UNMAPPED) {
          counts[answer]++;
          best = best == AnswerTimeline.UNMAPPED || counts[answer] > counts[best] ? answer : best;
        }
      }
      cells.append(best == AnswerTimeline.UNMAPPED ? UNMAPPED : Character.forDigit(best, PROTECTIONS));
    }
    return cells.toString();
  }

  /** Returns one digit for each column: the length of the binary number of operations that wrote the row, 9 also for a longer one. */
  private static String written(Row row) {
    return IntStream.of(row.written)
        .map(count -> Integer.SIZE - Integer.numberOfLeadingZeros(count))
        .mapToObj(length -> String.valueOf(Math.min(MOST_SHOWN, length)))
        .collect(Collectors.joining());
  }

  private void forEachWrite(Write write) {
    Writes writes = new Writes(segments, write);
    for (Operation operation : trace.operations()) {
      writes.operation++;
      operation.applyTo(writes);
    }
  }

  /** Receives each segment that an operation writes; operations are numbered from 1. */
  private interface Write {
    void of(int operation, int segment);
  }

  /** Finds the segments that operations write. */
  private static final class Writes implements MappingOperations {
    private final Segments segments;
    private final Write write;
    private int operation;

    Writes(Segments segments, Write write) {
      this.segments = segments;
      this.write = write;
    }

    @Override
    public void map(long start, long end, int protection) {
      unmap(start, end);
    }

    @Override
    public void unmap(long start, long end) {
      int after = segments.after(end);
      for (int segment = segments.of(start); segment < after; segment++) {
        write.of(operation, segment);
      }
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
    public void reset(List<RangeEntry> initial) {
      throw new UnsupportedOperationException("not an operation of a trace");
    }
  }
}
