package org.vmalock;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import org.vmalock.internal.WaitCounters;
import org.vmalock.internal.WaitList;

/**
 * The waits in one structure: the readers that wait for the end of a write section, and the counters behind {@link StructureStats}. A
 * structure in which no thread has waited has no counters.
 */
final class NodeWaits extends WaitList {
  private static final VarHandle COUNTERS;

  static {
    try {
      COUNTERS = MethodHandles.lookup().findVarHandle(NodeWaits.class, "counters", Counters.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** The counters of one structure. */
  static final class Counters {
    final WaitCounters drains = new WaitCounters();
    final WaitCounters reads = new WaitCounters();
    final WaitCounters locks = new WaitCounters();
  }

  /** Set once, from null, by the first thread that waits. */
  private volatile @Nullable Counters counters;

  NodeWaits() {}

  /** Returns the counters; null if there is no memory for them, and the wait is not counted. */
  @Nullable Counters counters() {
    Counters found = counters;
    if (found == null) {
      try {
        COUNTERS.compareAndSet(this, null, new Counters());
      } catch (OutOfMemoryError e) {
        return null;
      }
      found = counters;
    }
    return found;
  }

  StructureStats snapshot(@Nullable ScanCounts searches) {
    Counters found = counters;
    return new StructureStats(
        WaitStats.of(found == null ? null : found.drains),
        WaitStats.of(found == null ? null : found.reads),
        WaitStats.of(found == null ? null : found.locks),
        searches == null ? 0 : searches.scans(),
        searches == null ? 0 : searches.conversions());
  }
}
