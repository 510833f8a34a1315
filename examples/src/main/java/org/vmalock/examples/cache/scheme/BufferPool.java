package org.vmalock.examples.cache.scheme;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The pool of the rivals: a stack of free buffers, and a new one if there is none. It keeps the same books as the library's. */
final class BufferPool {
  private final int blockSize;
  private final Queue<Buffer> made = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedDeque<Buffer> free = new ConcurrentLinkedDeque<>();

  BufferPool(int blockSize) {
    this.blockSize = blockSize;
  }

  /** One buffer, with the count that a home-made guard keeps in it. */
  static final class Buffer {
    final ByteBuffer bytes;

    /** The cache's reference and the readers. */
    final AtomicInteger references = new AtomicInteger();

    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong returned = new AtomicLong();

    private Buffer(int size) {
      bytes = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }
  }

  Buffer take() {
    Buffer buffer = free.pollFirst();
    if (buffer == null) {
      buffer = new Buffer(blockSize);
      made.add(buffer);
    }
    buffer.taken.incrementAndGet();
    return buffer;
  }

  void giveBack(Buffer buffer) {
    Poison.fill(buffer.bytes);
    buffer.returned.incrementAndGet();
    free.addFirst(buffer);
  }

  BufferLedger ledger(long entriesLeft) {
    long taken = 0;
    long returned = 0;
    long balance = 0;
    for (Buffer buffer : made) {
      taken += buffer.taken.get();
      returned += buffer.returned.get();
      balance += Math.abs(buffer.taken.get() - buffer.returned.get());
    }
    return new BufferLedger(made.size(), taken, returned, balance, entriesLeft == 0 && free.size() == made.size());
  }
}
