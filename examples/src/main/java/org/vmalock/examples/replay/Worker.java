package org.vmalock.examples.replay;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A thread of a concurrent replay. What it throws fails the run. Its progress can be watched from outside, so that one that
 * waits for ever fails the run, too.
 */
abstract class Worker {
  private final RunControl control;
  private final Thread thread;
  private final AtomicLong progress = new AtomicLong();
  private long seenProgress = -1;
  private long seenAt;

  Worker(String name, RunControl control) {
    this.control = control;
    this.thread = new Thread(this::run, name);
    // A stuck thread must not keep the program from exiting.
    thread.setDaemon(true);
  }

  /** The work; runs until it is done or the run is stopped. */
  abstract void work() throws Exception;

  final void start() {
    thread.start();
  }

  final boolean isRunning() {
    return thread.isAlive();
  }

  final void join(long millis) throws InterruptedException {
    thread.join(millis);
  }

  final String name() {
    return thread.getName();
  }

  /** The worker itself: tells how far it is. */
  final void advanceTo(long done) {
    progress.setOpaque(done);
  }

  final long progress() {
    return progress.getOpaque();
  }

  /** Fails the run if the worker has made no progress for too long. Called from one thread, repeatedly. */
  final boolean isStuck(long nanos) {
    long now = System.nanoTime();
    long done = progress();
    if (done != seenProgress || !isRunning()) {
      seenProgress = done;
      seenAt = now;
    } else if (now - seenAt > nanos) {
      control.failed(name() + " has made no progress for " + TimeUnit.NANOSECONDS.toMillis(nanos) + " ms; it is" + whereabouts());
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
      control.failed(name() + " died: " + trace.toString().strip());
    }
  }

  private String whereabouts() {
    StringBuilder text = new StringBuilder();
    for (StackTraceElement frame : thread.getStackTrace()) {
      text.append(System.lineSeparator()).append("\tat ").append(frame);
    }
    return text.toString();
  }
}
