package org.vmalock.primitive;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Runs several bodies in parallel. The race fails with the first failure of a body, or if a body does not complete in
 * time; the other threads are then interrupted.
 */
final class Race {
  /** The code of one thread of a race. */
  interface Body {
    void run() throws Exception;
  }

  /** The control of a race: the same race of a mutant. */
  interface Control {
    /** Runs the race until the mutant is caught, or for the given time; returns whether it was caught. */
    boolean isCaught(double seconds) throws InterruptedException;
  }

  /** Time limit, in seconds, for detecting a mutant; detection usually takes far less. */
  private static final double DETECTION_SECONDS = 60;

  /** How many times longer than its slowest control a race runs. */
  private static final double FACTOR = 2;

  private static final long LIMIT_SECONDS = 300;

  private Race() {}

  /** Returns the factor of the duration of stress tests: greater than 1 under {@code -Pthorough}. */
  static int scale() {
    return Boolean.getBoolean("vmalock.thorough") ? 20 : 1;
  }

  /** Asserts that a mutant is caught; returns the seconds that this has taken. */
  static double assertCaught(Control control) throws InterruptedException {
    long begin = System.nanoTime();
    assertTrue(control.isCaught(DETECTION_SECONDS), "the mutant is not caught");
    return (System.nanoTime() - begin) / 1e9;
  }

  /** Runs the controls of a race; returns the seconds that the race has to run for: longer than each of them has needed. */
  static double secondsAfter(Control... controls) throws InterruptedException {
    double longest = 0;
    for (Control control : controls) {
      longest = Math.max(longest, assertCaught(control));
    }
    return Math.max(scale(), FACTOR * longest);
  }

  static void run(Body... bodies) throws InterruptedException {
    run(Thread::new, bodies);
  }

  static void run(ThreadFactory factory, Body... bodies) throws InterruptedException {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    CyclicBarrier start = new CyclicBarrier(bodies.length);
    List<Thread> threads = new ArrayList<>();
    for (Body body : bodies) {
      Thread thread = factory.newThread(() -> runOne(body, start, failure));
      thread.setDaemon(true);
      threads.add(thread);
    }
    threads.forEach(Thread::start);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    for (Thread thread : threads) {
      while (thread.isAlive() && failure.get() == null) {
        thread.join(10);
        if (System.nanoTime() - deadline >= 0 && thread.isAlive()) {
          String place = Arrays.toString(thread.getStackTrace());
          failure.compareAndSet(null, new AssertionError(thread + " has not terminated in time; it is at " + place));
        }
      }
    }
    if (failure.get() != null) {
      threads.forEach(Thread::interrupt);
      throw new AssertionError(failure.get().toString(), failure.get());
    }
  }

  private static void runOne(Body body, CyclicBarrier start, AtomicReference<Throwable> failure) {
    try {
      start.await(LIMIT_SECONDS, TimeUnit.SECONDS);
      body.run();
    } catch (BrokenBarrierException e) {
      failure.compareAndSet(null, new AssertionError("a thread of the race did not start", e));
    } catch (Throwable e) {
      failure.compareAndSet(null, e);
    }
  }
}
