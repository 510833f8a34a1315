package org.vmalock.examples.run;

import java.time.Duration;
import me.tongfei.progressbar.ProgressBarRenderer;
import me.tongfei.progressbar.ProgressState;

/**
 * Renders the progress bar on one line of the terminal: the bar has at least {@link #CELLS} cells, and the counts, which are separated by
 * commas, are cut off after the last one that fits. The most important count comes first.
 */
final class BarRenderer implements ProgressBarRenderer {
  /** The smallest number of cells between the brackets of a bar, on a terminal that is wide enough for the rest. */
  static final int CELLS = 20;

  private static final int MOST_CELLS = 60;
  private static final String SEPARATOR = ", ";

  @Override
  public String render(ProgressState progress, int maxLength) {
    return render(
        progress.getTaskName(), progress.getNormalizedProgress(), progress.getElapsedAfterStart(), progress.getExtraMessage(), maxLength);
  }

  /** Returns the line, filled up with spaces, so that it overwrites the previous one. */
  static String render(String task, double fraction, Duration elapsed, String counts, int width) {
    String before = task + String.format(" %3d %% [", (int) (100 * fraction));
    String after = "] " + time(elapsed) + "  ";
    String fitting = cut(counts, width - before.length() - after.length() - CELLS);
    int cells = Math.max(1, Math.min(MOST_CELLS, width - before.length() - after.length() - fitting.length()));
    int done = (int) (cells * fraction);
    String bar = "=".repeat(done) + (done < cells ? ">" + " ".repeat(cells - done - 1) : "");
    String line = before + bar + after + fitting;
    return line.length() > width ? line.substring(0, Math.max(0, width)) : line + " ".repeat(width - line.length());
  }

  private static String cut(String counts, int length) {
    String fitting = counts;
    while (fitting.length() > length && fitting.contains(SEPARATOR)) {
      fitting = fitting.substring(0, fitting.lastIndexOf(SEPARATOR));
    }
    return fitting;
  }

  private static String time(Duration elapsed) {
    return elapsed.toMinutes() + String.format(":%02d", elapsed.toSecondsPart());
  }
}
