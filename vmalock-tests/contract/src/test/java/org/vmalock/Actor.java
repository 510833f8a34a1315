package org.vmalock;

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
import org.junit.jupiter.api.function.Executable;

/** A thread that does what a test tells it, one step after another, so that an interleaving can be written down line by line. */
public final class Actor implements AutoCloseable {
  private static final long PATIENCE_SECONDS = Effort.of(10, 50);
  private static final Step<Void> END = new Step<>(() -> null);

  private final BlockingQueue<Step<?>> steps = new LinkedBlockingQueue<>();
  private final Thread thread;

  public Actor(String name) {
    thread = new Thread(this::work, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** One thing that an actor does. */
  public static final class Step<T> extends FutureTask<T> {
    private volatile boolean begun;

    private Step(Callable<T> body) {
      super(body);
    }

    @Override
    public void run() {
      begun = true;
      super.run();
    }

    /** Its result, or what it has thrown. */
    public T result() throws Exception {
      try {
        return get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        return fail("a step did not end within " + PATIENCE_SECONDS + " s");
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
        continue; // meant for a step that has ended
      }
      Thread.interrupted();
    }
  }

  /** Tells the actor what to do next, and does not wait for it. */
  public <T> Step<T> begin(Callable<T> body) {
    Step<T> step = new Step<>(body);
    steps.add(step);
    return step;
  }

  /** Does something that is expected not to wait, to its end. */
  public <T> T call(Callable<T> body) throws Exception {
    return begin(body).result();
  }

  /** Does something that is expected not to wait, to its end. */
  public void run(Executable body) throws Exception {
    call(() -> execute(body));
  }

  /** Begins something, and returns when the actor sleeps in the midst of it. */
  public <T> Step<T> beginAndPark(Callable<T> body) {
    Step<T> step = begin(body);
    awaitParked(step);
    return step;
  }

  public Step<Void> beginAndPark(Executable body) {
    return beginAndPark(() -> execute(body));
  }

  public void awaitParked(Step<?> step) {
    until("the actor to sleep in its step", () -> step.isDone() || (step.begun && isAsleep()));
    assertFalse(step.isDone(), "the step was to wait, and has ended");
  }

  private boolean isAsleep() {
    Thread.State state = thread.getState();
    return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
  }

  public void interrupt() {
    thread.interrupt();
  }

  public Thread thread() {
    return thread;
  }

  @Override
  public void close() {
    steps.add(END);
    try {
      thread.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted while waiting for " + thread.getName(), e);
    }
    assertFalse(thread.isAlive(), () -> thread.getName() + " has not come back from " + thread.getStackTrace()[0]);
  }

  /** Looks until a condition holds. */
  public static void until(String what, BooleanSupplier condition) {
    long begin = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
        fail("waited in vain for " + what);
      }
      LockSupport.parkNanos(20_000);
    }
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
