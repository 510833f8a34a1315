package org.vmalock.examples.run;

import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What Ctrl-C does until this is closed: it ends the run early, and gives the program a few seconds to print what it has found so
 * far before the JVM exits.
 */
public final class Interruption {
  private static final long PATIENCE_SECONDS = 3;

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Runnable finishEarly;
  private final PrintWriter err;
  private final Thread hook = new Thread(this::interrupted, "interruption");

  /**
   * Begins to listen.
   *
   * @param finishEarly makes the run end soon; called from another thread
   * @param err where to say that it did not
   */
  public Interruption(Runnable finishEarly, PrintWriter err) {
    this.finishEarly = finishEarly;
    this.err = err;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Ctrl-C ends the JVM at once again; one that is already waiting does so now. */
  public void close() {
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
        err.println("interrupted, and the run did not end in time: no result");
        err.flush();
      }
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
    }
  }
}
