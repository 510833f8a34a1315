package org.vmalock.examples.lazy;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

/** The resource of a context: memory outside the heap, every word of which contains the stamp of the segment while it is open. */
final class Segment {
  private static final long FREED = 0xdead_dead_dead_deadL;

  private final SegmentPool pool;
  private final ByteBuffer memory;
  private final long stamp;
  private final AtomicBoolean freed = new AtomicBoolean();

  Segment(SegmentPool pool, ByteBuffer memory, long stamp) {
    this.pool = pool;
    this.memory = memory;
    this.stamp = stamp;
    fill(stamp);
  }

  /** Reads one word; returns whether it contains the stamp. */
  boolean isIntactAt(int index) {
    return memory.getLong(index % (memory.capacity() / Long.BYTES) * Long.BYTES) == stamp;
  }

  /** Overwrites the memory and returns it to the pool; returns false, and does nothing, if the segment is free already. */
  boolean free() {
    if (freed.getAndSet(true)) {
      return false;
    }
    fill(FREED);
    pool.release(memory);
    return true;
  }

  private void fill(long value) {
    for (int offset = 0; offset < memory.capacity(); offset += Long.BYTES) {
      memory.putLong(offset, value);
    }
  }

  @Override
  public String toString() {
    return "segment " + stamp;
  }
}
