package org.vmalock.internal;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Searches for leaks and stalls, in a daemon thread that starts with the first record, and logs each once, at level WARNING, to the {@link
 * System.Logger} named {@value #LOGGER}. A leak is a hold that no thread can release any more: its thread has ended, or its handle was
 * collected; and an object that has been detached for long and not retired.
 */
public final class LeakWatch {
  /** The name of the logger. */
  public static final String LOGGER = "org.vmalock.debug";

  private LeakWatch() {}

  /** The thread, which starts when this class is initialized. */
  private static final class Watcher {
    static {
      try {
        Thread thread = new Thread(Watcher::run, "vmalock diagnostics");
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
        thread.start();
      } catch (OutOfMemoryError e) {
        // no thread: leaks are found by findLeaks only
      }
    }

    static void touch() {}

    private static void run() {
      while (true) {
        LockSupport.parkNanos(DebugSettings.CHECK_NANOS);
        searchAndLog();
      }
    }

    private static void searchAndLog() {
      try {
        search(true);
        logStalls();
      } catch (RuntimeException | Error e) {
        return; // of a logger, or of a method that names an object: the next search is not affected
      }
    }
  }

  /** Starts the thread if it does not run. */
  static void start() {
    Watcher.touch();
  }

  /**
   * Searches for leaks now.
   *
   * @return a report for each leak, whether or not it was logged before
   */
  public static List<String> findLeaks() {
    return search(false);
  }

  private static List<String> search(boolean logs) {
    List<String> reports = new ArrayList<>();
    for (Hold hold : Holds.all()) {
      String leak = logs && hold.reported ? null : leakOf(hold);
      if (leak != null) {
        StringBuilder text = new StringBuilder(leak).append(System.lineSeparator());
        hold.appendTo(text);
        reports.add(text.toString());
        if (logs) {
          hold.reported = true;
          log(text.toString());
          FlightEvents.leak(leak);
        }
      }
    }
    return reports;
  }

  private static @Nullable String leakOf(Hold hold) {
    if (hold.isDropped()) {
      return "Leak: " + hold.describeObject() + " " + hold.kind.state + " by a handle that was dropped without close";
    }
    Thread owner = hold.owner;
    if (hold.kind == Hold.Kind.OWNER) {
      return isForgotten(hold)
          ? "Leak: " + hold.describeObject() + " " + hold.kind.state + ", is not attached and was not retired for "
              + TimeUnit.NANOSECONDS.toMillis(DebugSettings.OWNER_NANOS) + " ms"
          : null;
    }
    return owner != null && owner.getState() == Thread.State.TERMINATED
        ? "Leak: " + hold.describeObject() + " " + hold.kind.state + " by " + owner.getName() + ", which has ended without releasing it"
        : null;
  }

  /** Returns whether an object was detached at each search for the time after which that is logged. */
  private static boolean isForgotten(Hold hold) {
    long now = System.nanoTime();
    if (hold.detached == null || !hold.detached.getAsBoolean()) {
      hold.detachedSince = 0;
      return false;
    }
    if (hold.detachedSince == 0) {
      hold.detachedSince = now == 0 ? 1 : now;
    }
    return now - hold.detachedSince >= DebugSettings.OWNER_NANOS;
  }

  private static void logStalls() {
    for (Waiting waiting : Waiting.current()) {
      if (waiting.becomesStall()) {
        log("Stall: " + waiting.describe());
      }
    }
  }

  private static void log(String text) {
    System.getLogger(LOGGER).log(Level.WARNING, text.stripTrailing());
  }
}
