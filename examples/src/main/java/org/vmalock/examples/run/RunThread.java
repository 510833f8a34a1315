package org.vmalock.examples.run;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A thread of a run. What it throws fails the run. Its progress can be watched from outside, so that one that waits for ever
 * fails the run, too.
 */
public abstract class RunThread {
  private final String name;
  private final Consumer<String> failed;

  /** Written once, by {@link #start}. */
  private volatile @Nullable Thread thread;

  private final AtomicLong progress = new AtomicLong();
  private long seenProgress = -1;
  private long seenAt;

  /**
   * Makes a worker that has not started yet.
   *
   * @param name the thread's name
   * @param failed is told, in words, that it died or is stuck
   */
  protected RunThread(String name, Consumer<String> failed) {
    this.name = name;
    this.failed = failed;
  }

  /**
   * The work; runs until it is done or the run is stopped.
   *
   * @throws Exception what fails the run
   */
  protected abstract void work() throws Exception;

  /** Starts the thread; to be called once. */
  public final void start() {
    Thread started = new Thread(this::run, name);
    // A stuck thread must not keep the program from exiting.
    started.setDaemon(true);
    thread = started;
    started.start();
  }

  /**
   * Tells whether the thread has started and not ended.
   *
   * @return whether it is alive
   */
  public final boolean isRunning() {
    Thread started = thread;
    return started != null && started.isAlive();
  }

  /**
   * Waits until the thread has ended; does not wait for one that has not started.
   *
   * @param millis how long at most
   * @throws InterruptedException if interrupted
   */
  public final void join(long millis) throws InterruptedException {
    Thread started = thread;
    if (started != null) {
      started.join(millis);
    }
  }

  /** Interrupts the thread, if it has started. */
  public final void interrupt() {
    Thread started = thread;
    if (started != null) {
      started.interrupt();
    }
  }

  /**
   * The thread's name.
   *
   * @return what messages call it
   */
  public final String name() {
    return name;
  }

  /**
   * The worker itself: tells how far it is.
   *
   * @param done any number that differs from the one before
   */
  protected final void advanceTo(long done) {
    progress.setOpaque(done);
  }

  /**
   * How far the worker is.
   *
   * @return what it told last
   */
  public final long progress() {
    return progress.getOpaque();
  }

  /**
   * Fails the run if the worker has made no progress for too long. Called from one thread, repeatedly.
   *
   * @param nanos how long is too long
   * @return whether it was so
   */
  public final boolean isStuck(long nanos) {
    long now = System.nanoTime();
    long done = progress();
    if (done != seenProgress || !isRunning()) {
      seenProgress = done;
      seenAt = now;
    } else if (now - seenAt > nanos) {
      failed.accept(name() + " has made no progress for " + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms; " + whereabouts());
      return true;
    }
    return false;
  }

  private void run() {
    try {
      work();
    } catch (Throwable death) {
      StringWriter trace = new StringWriter();
      death.printStackTrace(new PrintWriter(trace, true));
      failed.accept(name() + " died: " + trace.toString().strip());
    }
  }

  private String whereabouts() {
    Thread started = thread;
    if (started == null) {
      return "it has not started";
    }
    Object blocker = LockSupport.getBlocker(started);
    StringBuilder text = new StringBuilder(blocker == null ? "it is" : "it waits for " + blocker);
    for (StackTraceElement frame : started.getStackTrace()) {
      text.append(System.lineSeparator()).append("\tat ").append(frame);
    }
    return text.toString();
  }
}
