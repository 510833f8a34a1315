package org.vmalock.examples.lazy;

import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Pool of memory outside the heap that is reused as soon as it is released. */
final class SegmentPool {
  private final int bytes;
  private final Queue<ByteBuffer> free = new ConcurrentLinkedQueue<>();
  private final AtomicLong stamps = new AtomicLong();
  private final AtomicLong open = new AtomicLong();

  SegmentPool(int bytes) {
    this.bytes = bytes;
  }

  /** Opens a segment with a unique stamp. */
  Segment open() {
    ByteBuffer memory = free.poll();
    open.incrementAndGet();
    return new Segment(this, memory == null ? ByteBuffer.allocateDirect(bytes) : memory, stamps.incrementAndGet());
  }

  void release(ByteBuffer memory) {
    open.decrementAndGet();
    free.add(memory);
  }

  /** Returns the number of open segments. */
  long openCount() {
    return open.get();
  }
}
