package org.vmalock.examples.compare;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.vmalock.examples.run.LiveLine;

/** One progress bar over all runs, with the time that is left. Used by one thread. */
final class ContestProgress {
  /** The first guess for the start of a JVM and what it does before and after its run. */
  private static final double START_SECONDS = 1.5;

  private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final int SECONDS_PER_MINUTE = 60;

  private final LiveLine line;
  private final int runs;
  private final double guess;
  private final long begin = System.nanoTime();
  private long runBegin;
  private long measured;
  private int ended;
  private String scheme = "";
  private int round;

  ContestProgress(LiveLine line, int runs, double secondsPerRun) {
    this.line = line;
    this.runs = runs;
    this.guess = secondsPerRun + START_SECONDS;
  }

  void begin(String next, int ofRound) {
    scheme = next;
    round = ofRound;
    runBegin = System.nanoTime();
    show();
  }

  void end() {
    ended++;
    measured += System.nanoTime() - runBegin;
    show();
  }

  void show() {
    double perRun = ended == 0 ? guess : measured / NANOS_PER_SECOND / ended;
    double present = ended == runs ? 0 : Math.min(1, (System.nanoTime() - runBegin) / NANOS_PER_SECOND / perRun);
    double left = (runs - ended - present) * perRun;
    line.update((ended + present) / runs, System.nanoTime() - begin, () -> describe(left));
  }

  private String describe(double left) {
    long seconds = Math.round(left);
    return String.format(
        Locale.ROOT,
        "about %d:%02d left, %s in round %d, run %d of %d",
        seconds / SECONDS_PER_MINUTE,
        seconds % SECONDS_PER_MINUTE,
        scheme,
        round,
        Math.min(runs, ended + 1),
        runs);
  }
}
