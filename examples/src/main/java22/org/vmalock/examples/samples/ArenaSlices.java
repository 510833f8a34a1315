package org.vmalock.examples.samples;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.vmalock.VmaLock;
import org.vmalock.VmaPool;

/**
 * Slices of one shared arena, recycled one by one: an arena frees all of its memory or none; a slice has a lock that counts its readers.
 * The arena is closed when every slice is back in the pool, so no reader meets a closed segment.
 */
public final class ArenaSlices {
  private static final long SIZE = 1 << 12;
  private static final int SLICES = 64;

  final class Slice extends VmaLock {
    final MemorySegment bytes = memory.asSlice(cut.getAndAdd(SIZE), SIZE); // stays with the object, from generation to generation
  }

  record Entry(Slice slice, int generation) {}
  final Arena arena = Arena.ofShared();
  private final MemorySegment memory = arena.allocate(SIZE * SLICES);
  private final AtomicLong cut = new AtomicLong();
  final VmaPool<Slice> pool = VmaPool.<Slice>builder(Slice::new).capacity(SLICES).build();
  final ConcurrentHashMap<Long, Entry> index = new ConcurrentHashMap<>();

  void put(long key, long value) {
    Slice slice = pool.alloc(); // has no reader, so it is filled without a lock
    slice.bytes.set(ValueLayout.JAVA_LONG, 0, value);
    int generation = slice.generation();
    slice.markAttached();
    Entry replaced = index.put(key, new Entry(slice, generation));
    if (replaced != null) {
      replaced.slice.retire(replaced.generation); // the last reader returns it to the pool
    }
  }

  OptionalLong get(long key) {
    for (Entry entry = index.get(key); entry != null; entry = index.get(key)) {
      long stamp = entry.slice.tryStartRead(entry.generation);
      if (stamp > 0) {
        try {
          return OptionalLong.of(entry.slice.bytes.get(ValueLayout.JAVA_LONG, 0));
        } finally {
          entry.slice.endRead(stamp);
        }
      } // else GONE: replaced since the look-up
    }
    return OptionalLong.empty();
  }

  /** Closes the arena, or returns descriptions of the slices that are held; call it again then. No thread may put meanwhile. */
  List<String> close(long timeout, TimeUnit unit) throws InterruptedException {
    index.forEach((key, entry) -> {
      if (index.remove(key, entry)) {
        entry.slice.retire(entry.generation);
      }
    });
    List<String> held = pool.close(timeout, unit);
    if (held.isEmpty()) {
      arena.close();
    }
    return held;
  }

  public static void main(String[] arguments) throws InterruptedException {
    ArenaSlices slices = new ArenaSlices();
    for (long value = 1; value <= 1_000; value++) {
      slices.put(7, value);
    }
    System.out.println("key 7: " + slices.get(7) + ", slices cut: " + slices.pool.size() + " of " + SLICES);
    System.out.println("held: " + slices.close(10, TimeUnit.SECONDS) + ", arena alive: " + slices.arena.scope().isAlive());
  }
}
