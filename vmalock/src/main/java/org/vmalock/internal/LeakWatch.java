package org.vmalock.internal;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Searches for leaks and stalls, in a daemon thread that starts with the first record, and logs each once, at level WARNING, to the {@link
 * System.Logger} named {@value #LOGGER}; of the leaks with one stack the first, the tenth, the hundredth and so on, so that a leak that
 * repeats does not flood the log. A leak is a hold that no thread can release any more: its thread has ended, or its handle was
 * collected; and an object that has been detached for long and not retired.
 */
public final class LeakWatch {
  /** The name of the logger. */
  public static final String LOGGER = "org.vmalock.debug";

  /** The number of stalls that one search logs, longest first; the others are counted. */
  private static final int LOGGED_STALLS = 10;

  /** The number of stacks for which leaks are counted; then the count starts again. */
  private static final int PLACES = 1 << 10;

  /** The number of logged leaks by the stack of the acquisition. Accessed by the thread that searches. */
  private static final Map<List<StackTraceElement>, Integer> LEAKS_OF_PLACE = new HashMap<>();

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
        logLeaks();
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
    List<String> reports = new ArrayList<>();
    for (Hold hold : Holds.all()) {
      String leak = leakOf(hold);
      if (leak != null) {
        reports.add(report(leak, hold));
      }
    }
    return reports;
  }

  private static String report(String firstLine, Hold hold) {
    StringBuilder text = new StringBuilder(firstLine).append(System.lineSeparator());
    hold.appendTo(text);
    return text.toString();
  }

  private static void logLeaks() {
    for (Hold hold : Holds.all()) {
      String leak = hold.logged ? null : leakOf(hold);
      if (leak != null) {
        hold.logged = true;
        FlightEvents.leak(leak);
        int number = numberOfPlace(hold);
        if (isPowerOfTen(number)) {
          log(report(number == 1 ? leak : leak + ": number " + number + " of this stack", hold));
        }
      }
    }
  }

  /** Counts a leak of the stack of its acquisition; returns the number so far. */
  private static int numberOfPlace(Hold hold) {
    if (LEAKS_OF_PLACE.size() == PLACES) {
      LEAKS_OF_PLACE.clear();
    }
    return LEAKS_OF_PLACE.merge(List.of(hold.place().getStackTrace()), 1, Integer::sum);
  }

  private static boolean isPowerOfTen(int number) {
    int rest = number;
    while (rest % 10 == 0) {
      rest /= 10;
    }
    return rest == 1;
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
        ? "Leak: " + hold.describeObject() + " " + hold.kind.state + (hold.hasOpenHandle()
            ? " by a handle of " + Names.of(owner) + ", which has ended without closing it"
            : " by " + Names.of(owner) + ", which has ended without releasing it")
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
    int stalls = 0;
    for (Waiting waiting : Waiting.current()) {
      if (waiting.becomesStall() && ++stalls <= LOGGED_STALLS) {
        log("Stall: " + waiting.describe());
      }
    }
    if (stalls > LOGGED_STALLS) {
      log("Stall: " + (stalls - LOGGED_STALLS) + " more threads have waited for " + TimeUnit.NANOSECONDS.toMillis(DebugSettings.WAIT_NANOS)
          + " ms; HoldTracker.dump() lists all waits");
    }
  }

  private static void log(String text) {
    System.getLogger(LOGGER).log(Level.WARNING, text.stripTrailing());
  }
}
