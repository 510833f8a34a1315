package org.vmalock.examples.run;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A thread of a run. An exception that it throws fails the run. Another thread can watch its progress, so that a thread that
 * makes none fails the run, too.
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
   * Creates a thread without starting it.
   *
   * @param name the thread's name
   * @param failed receives a message if the thread terminates with an exception or makes no progress
   */
  protected RunThread(String name, Consumer<String> failed) {
    this.name = name;
    this.failed = failed;
  }

  /**
   * Does the work, until it is done or the run is stopped.
   *
   * @throws Exception an exception that fails the run
   */
  protected abstract void work() throws Exception;

  /** Starts the thread. To be called once. */
  public final void start() {
    Thread started = new Thread(this::run, name);
    // A stuck thread must not keep the program from exiting.
    started.setDaemon(true);
    thread = started;
    started.start();
  }

  /**
   * Tells whether the thread has started and not yet terminated.
   *
   * @return whether the thread is alive
   */
  public final boolean isRunning() {
    Thread started = thread;
    return started != null && started.isAlive();
  }

  /**
   * Waits until the thread has terminated; returns at once if it has not started.
   *
   * @param millis the longest wait in milliseconds
   * @throws InterruptedException if interrupted
   */
  public final void join(long millis) throws InterruptedException {
    Thread started = thread;
    if (started != null) {
      started.join(millis);
    }
  }

  /** Interrupts the thread if it has started. */
  public final void interrupt() {
    Thread started = thread;
    if (started != null) {
      started.interrupt();
    }
  }

  /**
   * Returns the thread's name.
   *
   * @return the name, as in messages
   */
  public final String name() {
    return name;
  }

  /**
   * Sets the progress; called by the thread itself.
   *
   * @param done any number that differs from the previous one
   */
  protected final void advanceTo(long done) {
    progress.setOpaque(done);
  }

  /**
   * Returns the progress.
   *
   * @return the number most recently passed to {@link #advanceTo}
   */
  public final long progress() {
    return progress.getOpaque();
  }

  /**
   * Fails the run if the thread has made no progress for a given time. Called repeatedly, by one thread.
   *
   * @param nanos the time in nanoseconds
   * @return whether the thread is stuck
   */
  public final boolean isStuck(long nanos) {
    long now = System.nanoTime();
    long done = progress();
    if (done != seenProgress || !isRunning()) {
      seenProgress = done;
      seenAt = now;
    } else if (now - seenAt > nanos) {
      failed.accept(name() + " has made no progress for " + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms; " + state());
      return true;
    }
    return false;
  }

  private void run() {
    try {
      work();
    } catch (Throwable failure) {
      StringWriter trace = new StringWriter();
      failure.printStackTrace(new PrintWriter(trace, true));
      failed.accept(name() + " terminated with an exception: " + trace.toString().strip());
    }
  }

  private String state() {
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
