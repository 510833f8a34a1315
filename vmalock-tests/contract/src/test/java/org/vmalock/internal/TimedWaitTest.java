package org.vmalock.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimedWaitTest {
  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void aLimitOfZeroOrLessHasExpiredAtOnce(long nanos) {
    TimedWait wait = new TimedWait(nanos);
    assertTrue(wait.hasExpired());
    assertTrue(wait.remaining() <= 0);
    wait.park(this);
  }

  @Test
  void theLargestLimitDoesNotExpire() {
    TimedWait wait = new TimedWait(Long.MAX_VALUE, 1, 1_000);
    for (int i = 0; i < 20; i++) {
      wait.park(this);
      assertFalse(wait.hasExpired());
      assertTrue(wait.remaining() > Long.MAX_VALUE / 2);
    }
  }

  @Test
  void aLimitExpiresNoEarlierThanItSays() {
    long begin = System.nanoTime();
    TimedWait wait = new TimedWait(TimeUnit.MILLISECONDS.toNanos(20), 1_000_000, 4_000_000);
    while (!wait.hasExpired()) {
      wait.park(this);
    }
    assertTrue(System.nanoTime() - begin >= TimeUnit.MILLISECONDS.toNanos(20));
    assertTrue(wait.elapsed() >= TimeUnit.MILLISECONDS.toNanos(20));
  }

  @Test
  void anInterruptIsReportedAndCleared() {
    Thread.currentThread().interrupt();
    InterruptedException interrupted =
        assertThrows(InterruptedException.class, () -> TimedWait.throwIfInterrupted(() -> "the readers"));
    assertEquals("interrupted while waiting for the readers", interrupted.getMessage());
    assertFalse(Thread.currentThread().isInterrupted());
  }

  @Test
  void parkKeepsTheInterruptStatus() {
    Thread.currentThread().interrupt();
    new TimedWait(TimeUnit.MINUTES.toNanos(1)).park(this);
    assertTrue(Thread.interrupted());
  }
}
