package org.vmalock.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Counts and times of waits, those in progress included. */
class WaitCountersTest {
  private static final long MILLIS = TimeUnit.MILLISECONDS.toNanos(1);

  private final WaitCounters counters = new WaitCounters();

  private static void sleep(int millis) throws InterruptedException {
    Thread.sleep(millis);
  }

  @Test
  void theTimeOfWaitsInProgressIsCounted() throws Exception {
    long created = System.nanoTime();
    long first = counters.begin();
    sleep(2);
    long second = counters.begin();
    sleep(2);
    WaitCounters.Values during = counters.values();
    long most = 2 * (System.nanoTime() - created);
    assertEquals(2, during.waits);
    assertEquals(2, during.waiting);
    assertEquals(0, during.longestNanos, "no wait has ended");
    assertTrue(during.waitedNanos >= 6 * MILLIS && during.waitedNanos <= most, () -> during.waitedNanos + " ns of " + most);
    counters.end(second, false);
    counters.end(first, true);
    WaitCounters.Values after = counters.values();
    assertEquals(2, after.waits);
    assertEquals(0, after.waiting);
    assertEquals(1, after.abandoned);
    assertTrue(after.longestNanos >= 4 * MILLIS && after.longestNanos <= System.nanoTime() - first, () -> "longest " + after.longestNanos);
    assertTrue(after.waitedNanos >= during.waitedNanos && after.waitedNanos <= 2 * after.longestNanos, () -> "all " + after.waitedNanos);
    assertEquals(after.waitedNanos, counters.values().waitedNanos, "no wait is in progress");
  }
}
