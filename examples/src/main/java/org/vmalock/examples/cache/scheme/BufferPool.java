package org.vmalock.examples.cache.scheme;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Buffer pool of the schemes without vmalock: a stack of free buffers. Creates a buffer if none is free, and counts acquisitions and
 * releases.
 */
final class BufferPool {
  private final int blockSize;
  private final Queue<Buffer> all = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedDeque<Buffer> free = new ConcurrentLinkedDeque<>();

  BufferPool(int blockSize) {
    this.blockSize = blockSize;
  }

  /** A pooled buffer, with the reference count of {@link CountedBlockCache}. */
  static final class Buffer {
    final ByteBuffer bytes;

    /** The reference of the cache plus the number of readers. */
    final AtomicInteger references = new AtomicInteger();

    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong returned = new AtomicLong();

    private Buffer(int size) {
      bytes = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }
  }

  Buffer acquire() {
    Buffer buffer = free.pollFirst();
    if (buffer == null) {
      buffer = new Buffer(blockSize);
      all.add(buffer);
    }
    buffer.taken.incrementAndGet();
    return buffer;
  }

  void release(Buffer buffer) {
    Poison.fill(buffer.bytes);
    buffer.returned.incrementAndGet();
    free.addFirst(buffer);
  }

  BufferLedger ledger(long entriesLeft) {
    long taken = 0;
    long returned = 0;
    long balance = 0;
    for (Buffer buffer : all) {
      taken += buffer.taken.get();
      returned += buffer.returned.get();
      balance += Math.abs(buffer.taken.get() - buffer.returned.get());
    }
    return new BufferLedger(all.size(), taken, returned, balance, entriesLeft == 0 && free.size() == all.size());
  }
}
