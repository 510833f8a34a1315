package org.vmalock.examples.run;

import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import picocli.CommandLine.Help.Ansi;

/** How a run shows that it goes on: a bar that moves on a terminal, and a plain line a second everywhere else. For one thread. */
public interface LiveLine extends AutoCloseable {
  /**
   * Shows how far the run is; called a few times a second.
   *
   * @param fraction from 0 to 1
   * @param nanos the time gone
   * @param counts what was done so far, in words; asked for only if it is shown
   */
  void update(double fraction, long nanos, Supplier<String> counts);

  /** Leaves the terminal clean for what is printed next. */
  @Override
  void close();

  /**
   * Chooses by whether there is a terminal.
   *
   * @param task the name on the bar
   * @param out where lines go
   * @return the bar or the lines
   */
  static LiveLine of(String task, PrintWriter out) {
    return Ansi.AUTO.enabled() ? new Bar(task) : new Lines(out);
  }

  /** The bar of a terminal. */
  final class Bar implements LiveLine {
    private static final int PARTS = 1000;
    private static final int INTERVAL_MILLIS = 200;

    private final ProgressBar bar;

    private Bar(String task) {
      this.bar =
          new ProgressBarBuilder()
              .setTaskName(task)
              .setInitialMax(PARTS)
              .setUpdateIntervalMillis(INTERVAL_MILLIS)
              .hideEta()
              .clearDisplayOnFinish()
              .build();
    }

    @Override
    public void update(double fraction, long nanos, Supplier<String> counts) {
      bar.setExtraMessage(counts.get());
      bar.stepTo((long) (PARTS * fraction));
    }

    @Override
    public void close() {
      bar.close();
    }
  }

  /** A plain line a second. */
  final class Lines implements LiveLine {
    private final PrintWriter out;
    private long shown;

    private Lines(PrintWriter out) {
      this.out = out;
    }

    @Override
    public void update(double fraction, long nanos, Supplier<String> counts) {
      long seconds = TimeUnit.NANOSECONDS.toSeconds(nanos);
      if (seconds > shown) {
        shown = seconds;
        out.println(seconds + " s: " + counts.get());
        out.flush();
      }
    }

    @Override
    public void close() {}
  }
}
