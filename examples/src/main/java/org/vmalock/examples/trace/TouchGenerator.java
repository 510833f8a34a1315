package org.vmalock.examples.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Generates the touches that a log does not contain: the edges, the neighbours and the middle of a changed range, a random address in
 * it, and a random address in a range that was changed earlier.
 */
final class TouchGenerator {
  private final TraceBuilder builder;
  private final Random random;
  private final List<RangeEntry> changed = new ArrayList<>();
  private boolean initialPending = true;
  private int covered;
  private int touchesAtLastOperation;
  private int generated;

  TouchGenerator(TraceBuilder builder, long seed) {
    this.builder = builder;
    this.random = new Random(seed);
  }

  /** Records the range that the most recent operation changed. */
  void changed(long start, long end) {
    changed.add(new RangeEntry(start, end, 0));
    touchesAtLastOperation = builder.touchCount();
  }

  /** Generates touches for the changes since the last call, unless the log had touches since then. */
  void flush() {
    if (initialPending) {
      initialPending = false;
      builder.initial().forEach(this::touchAround);
    }
    boolean touched = builder.touchCount() > touchesAtLastOperation;
    for (; covered < changed.size(); covered++) {
      if (!touched) {
        touchAround(changed.get(covered));
        touchInside(changed.get(random.nextInt(covered + 1)));
      }
    }
  }

  int generated() {
    return generated;
  }

  private void touchAround(RangeEntry range) {
    touch(range.start());
    touch(range.start() + range.pages() / 2 * Pages.SIZE);
    touch(range.end() - 1);
    touch(range.start() - 1);
    touch(range.end());
    touchInside(range);
  }

  private void touchInside(RangeEntry range) {
    long page = range.firstPage() + (long) (random.nextDouble() * range.pages());
    touch(Pages.address(page) + random.nextInt(Pages.SIZE));
  }

  private void touch(long address) {
    if (builder.touch(address)) {
      generated++;
    }
  }
}
