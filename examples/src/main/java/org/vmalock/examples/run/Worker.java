package org.vmalock.examples.run;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A thread of a run. What it throws fails the run. Its progress can be watched from outside, so that one that waits for ever
 * fails the run, too.
 */
public abstract class Worker {
  private final Consumer<String> failed;
  private final Thread thread;
  private final AtomicLong progress = new AtomicLong();
  private long seenProgress = -1;
  private long seenAt;

  /**
   * Makes a worker that has not started yet.
   *
   * @param name the thread's name
   * @param failed is told, in words, that it died or is stuck
   */
  protected Worker(String name, Consumer<String> failed) {
    this.failed = failed;
    this.thread = new Thread(this::run, name);
    // A stuck thread must not keep the program from exiting.
    thread.setDaemon(true);
  }

  /**
   * The work; runs until it is done or the run is stopped.
   *
   * @throws Exception what fails the run
   */
  protected abstract void work() throws Exception;

  /** Starts the thread. */
  public final void start() {
    thread.start();
  }

  /**
   * Tells whether the thread has started and not ended.
   *
   * @return whether it is alive
   */
  public final boolean isRunning() {
    return thread.isAlive();
  }

  /**
   * Waits until the thread has ended.
   *
   * @param millis how long at most
   * @throws InterruptedException if interrupted
   */
  public final void join(long millis) throws InterruptedException {
    thread.join(millis);
  }

  /** Interrupts the thread. */
  public final void interrupt() {
    thread.interrupt();
  }

  /**
   * The thread's name.
   *
   * @return what messages call it
   */
  public final String name() {
    return thread.getName();
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
    Object blocker = LockSupport.getBlocker(thread);
    StringBuilder text = new StringBuilder(blocker == null ? "it is" : "it waits for " + blocker);
    for (StackTraceElement frame : thread.getStackTrace()) {
      text.append(System.lineSeparator()).append("\tat ").append(frame);
    }
    return text.toString();
  }
}
