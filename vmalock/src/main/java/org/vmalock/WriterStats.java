package org.vmalock;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What the writers of one {@link StructureLock} have been through. Written by the holder of the write lock only, with opaque stores so that
 * anybody may read along without tearing.
 */
public final class WriterStats {
  private static final VarHandle WAITS = field("waits");
  private static final VarHandle WAITED_NANOS = field("waitedNanos");
  private static final VarHandle LONGEST_NANOS = field("longestNanos");
  private static final VarHandle ABANDONED = field("abandoned");

  private long waits;
  private long waitedNanos;
  private long longestNanos;
  private long abandoned;

  WriterStats() {}

  /**
   * The figures at one moment.
   *
   * @param waits how many times a writer has parked until the readers of a node had left
   * @param waitedNanos the sum of these waits, in nanoseconds
   * @param longestNanos the longest of them, in nanoseconds
   * @param abandoned how many of them ended without the lock, by time-out or interrupt
   */
  public record Snapshot(long waits, long waitedNanos, long longestNanos, long abandoned) {}

  void waited(long nanos, boolean drained) {
    WAITS.setOpaque(this, waits + 1);
    WAITED_NANOS.setOpaque(this, waitedNanos + nanos);
    if (nanos > longestNanos) {
      LONGEST_NANOS.setOpaque(this, nanos);
    }
    if (!drained) {
      ABANDONED.setOpaque(this, abandoned + 1);
    }
  }

  Snapshot snapshot() {
    return new Snapshot(
        (long) WAITS.getOpaque(this),
        (long) WAITED_NANOS.getOpaque(this),
        (long) LONGEST_NANOS.getOpaque(this),
        (long) ABANDONED.getOpaque(this));
  }

  private static VarHandle field(String name) {
    try {
      return MethodHandles.lookup().findVarHandle(WriterStats.class, name, long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
