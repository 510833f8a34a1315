package org.vmalock.testing;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.function.Executable;

/**
 * A thread that runs an action when the library asks it for its number or for its interrupt status, so that a test can place a step of
 * another thread between two steps that call no code of the user.
 */
public final class SteppedThread extends Thread {
  private static final long TIMEOUT_SECONDS = Effort.of(20, 60);

  private final Queue<Runnable> atIds = new ArrayDeque<>();
  private final Queue<Runnable> atInterruptChecks = new ArrayDeque<>();
  private final Executable body;
  private boolean inAction;
  private volatile @Nullable Throwable failure;

  /**
   * Creates a thread.
   *
   * @param body what the thread executes
   */
  public SteppedThread(Executable body) {
    super("stepped");
    this.body = body;
    setDaemon(true);
  }

  /** Adds the action of the next question for the number of this thread that has none yet. Called before the thread is started. */
  public SteppedThread atId(Runnable action) {
    atIds.add(action);
    return this;
  }

  /** Adds the action of the next question for the interrupt status that has none yet. Called before the thread is started. */
  public SteppedThread atInterruptCheck(Runnable action) {
    atInterruptChecks.add(action);
    return this;
  }

  /** Starts the thread, waits for its end, and throws what its body has thrown. Fails if an action was not asked for. */
  public void complete() throws Exception {
    start();
    join(TimeUnit.SECONDS.toMillis(TIMEOUT_SECONDS));
    if (isAlive()) {
      throw new AssertionError(Actor.describe(this) + " has not ended after " + TIMEOUT_SECONDS + " s");
    }
    if (failure instanceof Exception e) {
      throw e;
    } else if (failure != null) {
      throw (Error) failure;
    } else if (!atIds.isEmpty() || !atInterruptChecks.isEmpty()) {
      throw new AssertionError("actions that were not run: " + (atIds.size() + atInterruptChecks.size()));
    }
  }

  @Override
  public void run() {
    try {
      body.execute();
    } catch (Throwable e) {
      failure = e;
    }
  }

  @Override
  public long getId() {
    runNext(atIds);
    return super.getId();
  }

  @Override
  public boolean isInterrupted() {
    runNext(atInterruptChecks);
    return super.isInterrupted();
  }

  private void runNext(Queue<Runnable> actions) {
    if (Thread.currentThread() == this && !inAction && !actions.isEmpty()) {
      inAction = true;
      try {
        actions.remove().run();
      } finally {
        inAction = false;
      }
    }
  }
}
