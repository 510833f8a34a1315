package org.vmalock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.function.ObjIntConsumer;
import org.junit.jupiter.api.Test;
import org.vmalock.testing.TimeLimit;
import org.vmalock.testing.WriteCountingLoader;
import org.vmalock.testing.WriteCounts;

/** What a read writes, counted in an instrumented copy of the library: the word of the node, a slot of the thread's row, or nothing. */
@TimeLimit
class SharedWritesTest {
  private static final int READS = 100;

  @SuppressWarnings("unchecked")
  private static Map<String, Integer> writesOf(String way) throws ReflectiveOperationException {
    ClassLoader loader =
        new WriteCountingLoader(name -> name.startsWith("org.vmalock.") && !name.startsWith("org.vmalock.testing."));
    Object workload = loader.loadClass(ReadWorkload.class.getName()).getConstructor().newInstance();
    ((ObjIntConsumer<String>) workload).accept(way, READS);
    return WriteCounts.take();
  }

  @Test
  void aCountedReadWritesTheWordTwice() throws ReflectiveOperationException {
    assertEquals(Map.of("VmaLock.WORD", 2 * READS), writesOf("counted"));
  }

  @Test
  void aHazardReadWritesASlotTwiceAndNothingElse() throws ReflectiveOperationException {
    assertEquals(Map.of("HazardTable.CELL", 2 * READS), writesOf("hazard"));
  }

  @Test
  void anOptimisticReadWritesNothing() throws ReflectiveOperationException {
    assertEquals(Map.of(), writesOf("optimistic"));
  }
}
