package org.vmalock;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import org.vmalock.internal.WaitList;

/**
 * The waits for the nodes of one structure: the readers that wait for the end of a write section, and the counters behind {@link
 * WriterStats}. The counters are written by the holder of the write lock only; the stores are opaque, so that other threads read them
 * without tearing.
 */
final class NodeWaits extends WaitList {
  private static final VarHandle WAITS = field("waits");
  private static final VarHandle WAITED_NANOS = field("waitedNanos");
  private static final VarHandle LONGEST_NANOS = field("longestNanos");
  private static final VarHandle ABANDONED = field("abandoned");

  private long waits;
  private long waitedNanos;
  private long longestNanos;
  private long abandoned;

  NodeWaits() {}

  void recordWait(long nanos, boolean drained) {
    WAITS.setOpaque(this, waits + 1);
    WAITED_NANOS.setOpaque(this, waitedNanos + nanos);
    if (nanos > longestNanos) {
      LONGEST_NANOS.setOpaque(this, nanos);
    }
    if (!drained) {
      ABANDONED.setOpaque(this, abandoned + 1);
    }
  }

  WriterStats snapshot(@Nullable ScanCounts searches) {
    return new WriterStats(
        (long) WAITS.getOpaque(this),
        (long) WAITED_NANOS.getOpaque(this),
        (long) LONGEST_NANOS.getOpaque(this),
        (long) ABANDONED.getOpaque(this),
        searches == null ? 0 : searches.scans(),
        searches == null ? 0 : searches.conversions());
  }

  private static VarHandle field(String name) {
    try {
      return MethodHandles.lookup().findVarHandle(NodeWaits.class, name, long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
