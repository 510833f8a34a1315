package org.vmalock.examples.replay;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.vmalock.examples.replay.space.ExclusionListener;

/**
 * The segments to which the writer has exclusive access: one flag per segment, written by the thread of the writer. A reader that holds
 * a range and finds the flag of its page set has found a violation.
 *
 * <p>The accesses are opaque, so that the flags do not order other accesses: they must not hide that a lock fails to order the stores
 * of the writer before the loads of the readers.
 */
final class ExclusiveSegments implements ExclusionListener {
  private final Segments segments;
  private final AtomicIntegerArray flags;

  ExclusiveSegments(Segments segments) {
    this.segments = segments;
    this.flags = new AtomicIntegerArray(segments.count());
  }

  @Override
  public void beginExclusive(long start, long end) {
    set(start, end, 1);
  }

  @Override
  public void endExclusive(long start, long end) {
    set(start, end, 0);
  }

  boolean isExclusive(int segment) {
    return flags.getOpaque(segment) != 0;
  }

  private void set(long start, long end, int value) {
    int after = segments.after(end);
    for (int segment = segments.of(start); segment < after; segment++) {
      flags.setOpaque(segment, value);
    }
  }
}
