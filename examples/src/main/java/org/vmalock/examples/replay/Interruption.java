package org.vmalock.examples.replay;

import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What Ctrl-C does until this is closed: it ends the run with the round that is running, and gives the program a few seconds to print
 * what it has found so far before the JVM exits.
 */
final class Interruption {
  private static final long PATIENCE_SECONDS = 3;

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Runnable finishEarly;
  private final PrintWriter err;
  private final Thread hook = new Thread(this::interrupted, "interruption");

  Interruption(Runnable finishEarly, PrintWriter err) {
    this.finishEarly = finishEarly;
    this.err = err;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Ctrl-C ends the JVM at once again; one that is already waiting does so now. */
  void close() {
    closed.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException exiting) {
      // The hook is running, and has just been told to go on.
      return;
    }
  }

  private void interrupted() {
    finishEarly.run();
    try {
      if (!closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        err.println("interrupted before the round was over: no result");
        err.flush();
      }
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
    }
  }
}
