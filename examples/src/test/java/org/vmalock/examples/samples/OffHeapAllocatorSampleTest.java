package org.vmalock.examples.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class OffHeapAllocatorSampleTest {
  @Test
  void mainShowsThatGapsAreUsedAgain() throws Exception {
    assertEquals(
        List.of(
            "at 0 and 64, room for 128: false",
            "the gap is used again: OptionalLong[0], c: third",
            "room for 128: true, for 256: false"),
        Running.output(() -> OffHeapAllocator.main(new String[0])));
  }

  @Test
  void offsetsThatAreNoBlockAreRefused() {
    OffHeapAllocator allocator = new OffHeapAllocator(256);
    long block = allocator.allocate("a", "text").orElseThrow();
    assertThrows(IllegalArgumentException.class, () -> allocator.free(block + 1));
    assertThrows(IllegalArgumentException.class, () -> allocator.free(128));
    assertEquals(OptionalLong.empty(), allocator.allocate("b", "x".repeat(257)));
  }

  /** Threads allocate and free blocks; each finds its own contents. */
  @Test
  void blocksOfThreadsNeverOverlap() throws Exception {
    OffHeapAllocator allocator = new OffHeapAllocator(4_096);
    ExecutorService threads = Executors.newFixedThreadPool(3);
    List<Future<Integer>> results = new ArrayList<>();
    for (int thread = 0; thread < 3; thread++) {
      int id = thread;
      results.add(threads.submit(() -> allocateAndFree(allocator, id)));
    }
    for (Future<Integer> result : results) {
      assertTrue(result.get() > 100);
    }
    threads.shutdown();
    assertTrue(allocator.hasRoom(4_096));
  }

  private static int allocateAndFree(OffHeapAllocator allocator, int id) {
    Random random = new Random(id);
    int allocated = 0;
    for (int round = 0; round < 2_000; round++) {
      String text = String.valueOf((char) ('a' + id)).repeat(1 + random.nextInt(1_000));
      OptionalLong offset = allocator.allocate("t" + id, text);
      if (offset.isPresent()) {
        assertEquals("t" + id + ": " + text, allocator.read(offset.getAsLong()));
        allocator.free(offset.getAsLong());
        allocated++;
      }
    }
    return allocated;
  }
}
