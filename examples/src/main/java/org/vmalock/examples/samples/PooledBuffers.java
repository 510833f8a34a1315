package org.vmalock.examples.samples;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;
import org.vmalock.VmaLock;
import org.vmalock.VmaPool;

/**
 * Off-heap buffers that are recycled behind a {@link ConcurrentHashMap}. A published buffer is never changed: a new value goes into another
 * buffer. So there are no writers, no structure lock and no {@code BUSY}; the lock counts readers, and the last one frees the buffer.
 */
public final class PooledBuffers {
  private static final int SIZE = 1 << 12;

  static final class Buffer extends VmaLock {
    final ByteBuffer bytes = ByteBuffer.allocateDirect(SIZE); // stays with the object, from generation to generation

    @Override
    protected void onFree() {
      bytes.clear();
    }
  }

  record Entry(Buffer buffer, int generation) {}

  final VmaPool<Buffer> pool = VmaPool.<Buffer>builder(Buffer::new).capacity(64).build();
  final ConcurrentMap<String, Entry> index = new ConcurrentHashMap<>();

  byte @Nullable [] get(String key) {
    for (Entry entry = index.get(key); entry != null; entry = index.get(key)) {
      long stamp = entry.buffer.tryStartRead(entry.generation);
      if (stamp > 0) {
        try {
          byte[] copy = new byte[entry.buffer.bytes.limit()];
          entry.buffer.bytes.get(0, copy); // absolute: readers share the buffer, and with it a position
          return copy;
        } finally {
          entry.buffer.endRead(stamp); // frees the buffer if it was replaced during this read
        }
      } // else GONE: replaced since the look-up
    }
    return null;
  }

  void put(String key, byte[] value) {
    if (value.length > SIZE) {
      throw new IllegalArgumentException("the value of " + key + " has " + value.length + " bytes; at most " + SIZE + " are possible");
    }
    Buffer buffer = pool.alloc(); // throws if all buffers are in use; alloc(timeout, unit) waits
    buffer.bytes.put(value).flip();
    int generation = buffer.generation();
    buffer.markAttached(); // readers see all that was written before
    retire(index.put(key, new Entry(buffer, generation)));
  }

  void remove(String key) {
    retire(index.remove(key));
  }

  private static void retire(@Nullable Entry removed) { // each entry leaves the index once, so it is retired once
    if (removed != null) {
      removed.buffer.retire(removed.generation);
    }
  }

  public static void main(String[] arguments) {
    PooledBuffers buffers = new PooledBuffers();
    for (int version = 1; version <= 1_000; version++) {
      buffers.put("key", new byte[version]);
    }
    byte[] value = buffers.get("key");
    System.out.println("bytes: " + (value == null ? 0 : value.length) + ", buffers allocated: " + buffers.pool.size());
    buffers.remove("key");
    System.out.println("in use: " + buffers.pool.inUse());
  }
}
