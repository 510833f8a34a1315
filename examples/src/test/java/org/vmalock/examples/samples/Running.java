package org.vmalock.examples.samples;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A task on a thread of its own, whose waits a test can observe. */
final class Running<T> {
  private static final long LIMIT_SECONDS = 30;

  /** A call without a result. */
  interface Action {
    void run() throws Exception;
  }

  private final FutureTask<T> task;
  private final Thread thread;

  private Running(Callable<T> callable) {
    task = new FutureTask<>(callable);
    thread = new Thread(task, "sample");
    thread.setDaemon(true);
    thread.start();
  }

  static <T> Running<T> start(Callable<T> callable) {
    return new Running<>(callable);
  }

  static Running<Boolean> startAction(Action action) {
    return new Running<>(() -> {
      action.run();
      return true;
    });
  }

  /** Runs a sample and returns the lines that it prints. */
  static List<String> output(Action main) throws Exception {
    PrintStream before = System.out;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      main.run();
    } finally {
      System.setOut(before);
    }
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  /** Waits until the thread waits; fails if it terminates instead. */
  void awaitWaiting() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (thread.getState() != Thread.State.WAITING) {
      assertFalse(task.isDone(), "the task has ended; it was expected to wait");
      assertTrue(System.nanoTime() < end, () -> "the task does not wait: " + List.of(thread.getStackTrace()));
      LockSupport.parkNanos(100_000);
    }
  }

  boolean isDone() {
    return task.isDone();
  }

  T result() throws Exception {
    return task.get(LIMIT_SECONDS, TimeUnit.SECONDS);
  }
}
