package org.vmalock.examples.lazy;

import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Memory outside the heap, which is used again as soon as it is given back. */
final class SegmentPool {
  private final int bytes;
  private final Queue<ByteBuffer> free = new ConcurrentLinkedQueue<>();
  private final AtomicLong stamps = new AtomicLong();
  private final AtomicLong open = new AtomicLong();

  SegmentPool(int bytes) {
    this.bytes = bytes;
  }

  /** Opens a segment that is filled with a number that no other one has had. */
  Segment open() {
    ByteBuffer memory = free.poll();
    open.incrementAndGet();
    return new Segment(this, memory == null ? ByteBuffer.allocateDirect(bytes) : memory, stamps.incrementAndGet());
  }

  void giveBack(ByteBuffer memory) {
    open.decrementAndGet();
    free.add(memory);
  }

  /** Returns how many segments are open. */
  long openCount() {
    return open.get();
  }
}
