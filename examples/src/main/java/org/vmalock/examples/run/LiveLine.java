package org.vmalock.examples.run;

import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import picocli.CommandLine.Help.Ansi;

/** Progress output of a run: a bar on a terminal, one plain line per second elsewhere. Used by one thread. */
public interface LiveLine extends AutoCloseable {
  /**
   * Shows the progress; called a few times per second.
   *
   * @param fraction the progress, from 0 to 1
   * @param nanos the elapsed time in nanoseconds
   * @param counts describes the work done so far; called only if it is shown
   */
  void update(double fraction, long nanos, Supplier<String> counts);

  /** Removes the bar from the terminal. */
  @Override
  void close();

  /**
   * Returns the output that fits the terminal.
   *
   * @param task the name on the bar
   * @param out receives the plain lines
   * @return a bar on a terminal, else plain lines
   */
  static LiveLine of(String task, PrintWriter out) {
    return Ansi.AUTO.enabled() ? new Bar(task) : new Lines(out);
  }

  /** The bar on a terminal. */
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

  /** One plain line per second. */
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
