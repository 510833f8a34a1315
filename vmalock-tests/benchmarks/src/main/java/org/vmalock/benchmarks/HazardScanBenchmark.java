package org.vmalock.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.vmalock.primitive.SharedHazardSlots;

/** What the writer of a spread node adds: a search of all rows that threads have used, for a token that none of them holds. */
@State(Scope.Benchmark)
public class HazardScanBenchmark extends Measured {
  private static final long OTHER = 1;
  private static final long TOKEN = 2;

  /** Twice the processors, as the table of the locks has them. */
  @Param({"4", "16", "64", "128", "256", "512"})
  public int rows;

  private SharedHazardSlots slots;

  /** Uses every row once: the row of a claim follows from the thread's id, so that as many threads are started. */
  @Setup
  public void useEveryRow() throws InterruptedException {
    slots = new SharedHazardSlots(rows, SharedHazardSlots.MAXIMUM_SLOTS_PER_ROW);
    while (slots.visible() < rows) {
      Thread thread = new Thread(() -> slots.clear(slots.claim(OTHER)));
      thread.start();
      thread.join();
    }
  }

  /** Finds nothing, and so reads every slot. */
  @Benchmark
  public int scan() {
    return slots.next(0, TOKEN);
  }
}
