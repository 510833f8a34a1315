package org.vmalock.testing;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.function.Executable;

/** A thread that executes the steps of a test one after another, so that a test method can state an interleaving line by line. */
public final class Actor implements AutoCloseable {
  private static final long TIMEOUT_SECONDS = Effort.of(10, 50);
  private static final Step<Void> END = new Step<>(() -> null, null);

  private final BlockingQueue<Step<?>> steps = new LinkedBlockingQueue<>();
  private final Thread thread;

  public Actor(String name) {
    thread = new Thread(this::work, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** A task executed by an actor. */
  public static final class Step<T> extends FutureTask<T> {
    private final @Nullable Thread thread;
    private volatile boolean started;

    private Step(Callable<T> body, @Nullable Thread thread) {
      super(body);
      this.thread = thread;
    }

    @Override
    public void run() {
      started = true;
      super.run();
    }

    /** Waits for the step; returns its result or throws its exception. Fails the test after a timeout. */
    public T result() throws Exception {
      try {
        return get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        return fail("a step did not complete within " + TIMEOUT_SECONDS + " s: " + (thread == null ? "not begun" : describe(thread)));
      } catch (ExecutionException e) {
        if (e.getCause() instanceof Error error) {
          throw error;
        }
        throw (Exception) e.getCause();
      }
    }
  }

  private void work() {
    while (true) {
      try {
        Step<?> step = steps.take();
        if (step == END) {
          return;
        }
        step.run();
      } catch (InterruptedException e) {
        continue; // the interrupt was meant for a completed step
      }
      Thread.interrupted();
    }
  }

  /** Submits a step and returns without waiting for it. */
  public <T> Step<T> begin(Callable<T> body) {
    Step<T> step = new Step<>(body, thread);
    steps.add(step);
    return step;
  }

  /** Executes a step that must not block, and returns its result. */
  public <T> T call(Callable<T> body) throws Exception {
    return begin(body).result();
  }

  /** Executes a step that must not block. */
  public void run(Executable body) throws Exception {
    call(() -> execute(body));
  }

  /** Submits a step and returns when the thread is parked in it. */
  public <T> Step<T> beginAndPark(Callable<T> body) {
    Step<T> step = begin(body);
    awaitParked(step);
    return step;
  }

  public Step<Void> beginAndPark(Executable body) {
    return beginAndPark(() -> execute(body));
  }

  /** Waits until the thread is parked in the given step; fails if the step completes instead. */
  public void awaitParked(Step<?> step) {
    awaitCondition("the actor to park in its step", () -> step.isDone() || (step.started && isParked()));
    assertFalse(step.isDone(), "the step completed instead of waiting");
  }

  private boolean isParked() {
    Thread.State state = thread.getState();
    return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
  }

  public void interrupt() {
    thread.interrupt();
  }

  /**
   * Returns when no interrupt that was sent before is left for a later step. An interrupt that meets the end of the wait for a step may be
   * set in that step again, which is an empty one here.
   */
  public void endInterrupts() throws Exception {
    run(() -> {});
  }

  public Thread thread() {
    return thread;
  }

  @Override
  public void close() {
    steps.add(END);
    try {
      thread.join(TimeUnit.SECONDS.toMillis(TIMEOUT_SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted while waiting for " + thread.getName(), e);
    }
    assertFalse(thread.isAlive(), () -> describe(thread) + " has not terminated");
  }

  /** Polls a condition until it holds; fails the test after a timeout. */
  public static void awaitCondition(String what, BooleanSupplier condition) {
    long begin = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS)) {
        fail("timed out waiting for " + what);
      }
      LockSupport.parkNanos(20_000);
    }
  }

  /** Names a thread, its state and the method of the library that it is in. */
  static String describe(Thread thread) {
    String place = Stream.of(thread.getStackTrace())
        .map(StackTraceElement::toString)
        .filter(frame -> frame.contains("vmalock"))
        .findFirst()
        .orElse("no method of the library");
    return thread.getName() + ", " + thread.getState() + " in " + place;
  }

  private static Void execute(Executable body) throws Exception {
    try {
      body.execute();
      return null;
    } catch (Exception | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }
}
