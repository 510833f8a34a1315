package org.vmalock.testing;

import static org.junit.jupiter.api.Assertions.assertNull;

import java.lang.ref.WeakReference;

/** Asserts that an object is garbage. */
public final class Reachability {
  private static final int TRIES = 200;

  private Reachability() {}

  /** Runs the collector until the object is gone; fails if it stays. */
  public static void assertCollected(String what, WeakReference<?> reference) throws InterruptedException {
    for (int tries = 0; tries < TRIES && reference.get() != null; tries++) {
      System.gc();
      Thread.sleep(1);
    }
    assertNull(reference.get(), () -> what + " is still reachable");
  }

  /** Runs a body in a thread of its own, waits for its end, and returns the thread. */
  public static WeakReference<Thread> endedThread(Runnable body) throws InterruptedException {
    Thread thread = new Thread(body, "ended");
    thread.setDaemon(true);
    thread.start();
    thread.join(10_000);
    if (thread.isAlive()) {
      throw new AssertionError(Actor.describe(thread) + " has not ended");
    }
    return new WeakReference<>(thread);
  }
}
