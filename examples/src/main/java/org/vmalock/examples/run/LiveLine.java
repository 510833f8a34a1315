package org.vmalock.examples.run;

import java.io.PrintWriter;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * Progress output of a run: a bar on a terminal that has colours, one plain line per second elsewhere or if {@code NO_COLOR} is set.
 * Used by one thread.
 */
public interface LiveLine extends AutoCloseable {
  /**
   * Shows the progress; called a few times per second.
   *
   * @param fraction the progress, from 0 to 1
   * @param nanos the elapsed time in nanoseconds
   * @param counts describes the work done so far by counts separated by commas, the most important one first; called only if it is
   *     shown
   */
  void update(double fraction, long nanos, Supplier<String> counts);

  /** Removes the bar from the terminal. */
  @Override
  void close();

  /**
   * Returns the output that fits the terminal.
   *
   * @param task the name on the bar
   * @param out receives the bar or the lines
   * @return a bar on a terminal, else plain lines
   */
  static LiveLine of(String task, PrintWriter out) {
    return Ansi.AUTO.enabled() ? new Bar(task, out) : new Lines(out);
  }

  /**
   * The bar on a terminal. Its output goes to a consumer of its own: the default one of the library opens the terminal by JLine, which
   * resets the signal handlers of the JVM, so that Ctrl-C ends the program without its shutdown hooks.
   */
  final class Bar implements LiveLine {
    private static final int PARTS = 1000;
    private static final int INTERVAL_MILLIS = 200;

    private final ProgressBar bar;

    private Bar(String task, PrintWriter out) {
      this.bar =
          new ProgressBarBuilder()
              .setTaskName(task)
              .setInitialMax(PARTS)
              .setUpdateIntervalMillis(INTERVAL_MILLIS)
              .setRenderer(new BarRenderer())
              .setConsumer(new TerminalLine(out))
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

  /** The last line of a terminal, which is overwritten again and again. */
  final class TerminalLine implements ProgressBarConsumer {
    private final PrintWriter out;
    private final int length;

    private TerminalLine(PrintWriter out) {
      this.out = out;
      // The last column stays free: some terminals begin a new line after a character there.
      this.length = new UsageMessageSpec().autoWidth(true).width() - 1;
    }

    @Override
    public int getMaxRenderedLength() {
      return length;
    }

    @Override
    public void accept(String line) {
      out.print('\r' + line);
      out.flush();
    }

    @Override
    public void close() {}
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
