package org.vmalock.examples.replay;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.vmalock.examples.replay.space.ExclusionListener;

/**
 * The segments to which the writer has exclusive access: one mark per segment, written by the thread of the writer, which is odd while
 * it has exclusive access. A reader that holds a range and finds the mark of its page odd has found a violation, as has a reader that
 * finds another mark when it releases the range: the writer had exclusive access in between, even if the reader was not running.
 *
 * <p>The accesses are opaque, so that the marks do not order other accesses: they must not hide that a lock fails to order the stores
 * of the writer before the loads of the readers.
 */
final class ExclusiveSegments implements ExclusionListener {
  private final Segments segments;
  private final AtomicIntegerArray marks;

  ExclusiveSegments(Segments segments) {
    this.segments = segments;
    this.marks = new AtomicIntegerArray(segments.count());
  }

  @Override
  public void beginExclusive(long start, long end) {
    set(start, end, true);
  }

  @Override
  public void endExclusive(long start, long end) {
    set(start, end, false);
  }

  /** Returns the mark of a segment, to be passed to {@link #wasExclusive}; called by a reader that holds the segment. */
  int mark(int segment) {
    return marks.getOpaque(segment);
  }

  /** Tells whether the writer has had exclusive access to a segment at any time since a mark was read. */
  boolean wasExclusive(int segment, int mark) {
    return isExclusive(mark) || marks.getOpaque(segment) != mark;
  }

  private static boolean isExclusive(int mark) {
    return (mark & 1) != 0;
  }

  /** Changes the marks of a range; those that say so already are left, since the two ranges of a move may overlap. */
  private void set(long start, long end, boolean exclusive) {
    int after = segments.after(end);
    for (int segment = segments.of(start); segment < after; segment++) {
      int mark = marks.getPlain(segment);
      if (isExclusive(mark) != exclusive) {
        marks.setOpaque(segment, mark + 1);
      }
    }
  }
}
