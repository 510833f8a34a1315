package org.vmalock.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Finds out whether a thread parks, by the permit that it has before. */
public final class Parking {
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(10);

  private Parking() {}

  /** Runs a step and asserts that the calling thread has not parked in it: the permit that it had before is still available. */
  public static <T> T withoutParking(Callable<T> step) throws Exception {
    LockSupport.unpark(Thread.currentThread());
    T result = step.call();
    long begin = System.nanoTime();
    LockSupport.parkNanos(Parking.class, LIMIT_NANOS);
    assertTrue(System.nanoTime() - begin < LIMIT_NANOS, "the thread has parked");
    return result;
  }
}
