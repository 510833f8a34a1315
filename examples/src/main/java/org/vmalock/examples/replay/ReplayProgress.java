package org.vmalock.examples.replay;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** The two ways to show progress: a bar that moves on a terminal, and a plain line a second everywhere else. */
final class ReplayProgress {
  private ReplayProgress() {}

  static Progress bar() {
    return new Bar();
  }

  static Progress lines(PrintWriter out) {
    return new Lines(out);
  }

  private static String describe(Progress.Snapshot snapshot) {
    return String.format(
        Locale.ROOT, "%,d accesses, in round %,d, violations %,d", snapshot.accesses(), snapshot.rounds() + 1, snapshot.violations());
  }

  private static final class Bar implements Progress {
    private static final int PARTS = 1000;
    private static final int INTERVAL_MILLIS = 200;

    private final ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName("replay")
            .setInitialMax(PARTS)
            .setUpdateIntervalMillis(INTERVAL_MILLIS)
            .hideEta()
            .clearDisplayOnFinish()
            .build();

    @Override
    public void update(Snapshot snapshot) {
      bar.setExtraMessage(describe(snapshot));
      bar.stepTo((long) (PARTS * snapshot.fraction()));
    }

    @Override
    public void close() {
      bar.close();
    }
  }

  private static final class Lines implements Progress {
    private final PrintWriter out;
    private long shown;

    Lines(PrintWriter out) {
      this.out = out;
    }

    @Override
    public void update(Snapshot snapshot) {
      long seconds = TimeUnit.NANOSECONDS.toSeconds(snapshot.nanos());
      if (seconds > shown) {
        shown = seconds;
        out.println(seconds + " s: " + describe(snapshot));
        out.flush();
      }
    }

    @Override
    public void close() {}
  }
}
