package org.vmalock.examples.lazy;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

/** A context: a piece of memory with a number in each of its places, for as long as it is open. */
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

  /** Reads one place; says whether it has what it must have. */
  boolean isIntactAt(int place) {
    return memory.getLong(place % (memory.capacity() / Long.BYTES) * Long.BYTES) == stamp;
  }

  /** Spoils the memory and gives it back; says whether this is the first time. */
  boolean free() {
    if (freed.getAndSet(true)) {
      return false;
    }
    fill(FREED);
    pool.giveBack(memory);
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
