package org.vmalock.examples.replay;

import java.util.concurrent.atomic.AtomicIntegerArray;
import org.vmalock.examples.replay.space.WriterMark;

/**
 * Where the writer is: one flag per segment, raised by the scheme's writer while it has the segment for itself. A reader that
 * holds a range and finds the flag of its page raised is inside together with the writer.
 *
 * <p>The accesses are opaque on purpose: the flags order nothing, so a lock that forgets to order the writer's stores before the
 * readers' loads is not mended by them.
 */
final class WriterWitness implements WriterMark {
  private final Segments segments;
  private final AtomicIntegerArray inside;

  WriterWitness(Segments segments) {
    this.segments = segments;
    this.inside = new AtomicIntegerArray(segments.count());
  }

  @Override
  public void inside(long start, long end) {
    set(start, end, 1);
  }

  @Override
  public void outside(long start, long end) {
    set(start, end, 0);
  }

  boolean isInside(int segment) {
    return inside.getOpaque(segment) != 0;
  }

  private void set(long start, long end, int value) {
    int after = segments.after(end);
    for (int segment = segments.of(start); segment < after; segment++) {
      inside.setOpaque(segment, value);
    }
  }
}
