package org.vmalock.examples.run;

import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The response to Ctrl-C until {@link #close}: ends the run early, and gives the program a few seconds to print its result before
 * the JVM exits.
 */
public final class Interruption {
  private static final long PATIENCE_SECONDS = 3;

  /** The time for the report once the run has ended: a page takes longer than a few lines. */
  private static final long REPORT_SECONDS = 60;

  private volatile boolean interrupted;
  private boolean noted;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Runnable finishEarly;
  private final PrintWriter err;
  private final Thread hook = new Thread(this::interrupted, "interruption");

  /**
   * Registers the shutdown hook.
   *
   * @param finishEarly makes the run end soon; called from another thread
   * @param err receives the message that the run did not end in time
   */
  public Interruption(Runnable finishEarly, PrintWriter err) {
    this.finishEarly = finishEarly;
    this.err = err;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Removes the hook: from now on Ctrl-C exits at once. If the hook is waiting for the run, the JVM exits now. */
  public void close() {
    ended.countDown();
    closed.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException exiting) {
      // The hook is running; the count-down above has released it.
      return;
    }
  }

  /**
   * Tells whether Ctrl-C was pressed.
   *
   * @return whether the run was asked to end early
   */
  public boolean isInterrupted() {
    return interrupted;
  }

  /**
   * Prints once that the run ended early, if it was asked to; to be called when the run has ended, before the report is printed.
   *
   * @param out receives the line
   */
  public void printNote(PrintWriter out) {
    if (interrupted) {
      ended.countDown();
    }
    if (interrupted && !noted) {
      noted = true;
      out.println();
      out.println("note: interrupted; the report covers the time until then");
    }
  }

  private void interrupted() {
    interrupted = true;
    finishEarly.run();
    try {
      if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        err.println("interrupted; the run did not end within " + PATIENCE_SECONDS + " s: no result");
        err.flush();
      } else if (!closed.await(REPORT_SECONDS, TimeUnit.SECONDS)) {
        err.println("interrupted; the report was not complete within " + REPORT_SECONDS + " s");
        err.flush();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
