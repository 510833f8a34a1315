package org.vmalock.benchmarks;

import java.io.PrintStream;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import picocli.CommandLine.Help.Ansi;

/** Shows how many rounds of a run have ended and how long the rest takes: a bar on a terminal, a line per round elsewhere. */
abstract class BudgetProgress implements BudgetRun.Observer, AutoCloseable {

  static BudgetProgress of(long rounds, PrintStream out) {
    return Ansi.AUTO.enabled() ? new Bar(rounds) : new Lines(rounds, out);
  }

  @Override
  public abstract void close();

  private static final class Bar extends BudgetProgress {
    private final ProgressBar bar;

    Bar(long rounds) {
      bar = new ProgressBarBuilder().setTaskName("budget").setInitialMax(rounds).clearDisplayOnFinish().build();
    }

    @Override
    public void begin(BudgetRow row) {
      bar.setExtraMessage(row.name());
    }

    @Override
    public void endOfRound(long remaining) {
      bar.step();
      bar.maxHint(Math.max(bar.getMax(), bar.getCurrent() + remaining));
    }

    @Override
    public void close() {
      bar.close();
    }
  }

  private static final class Lines extends BudgetProgress {
    private static final double NANOS_PER_SECOND = 1e9;

    private final PrintStream out;
    private final long begin = System.nanoTime();
    private final long rounds;
    private String row = "";
    private long ended;

    Lines(long rounds, PrintStream out) {
      this.rounds = rounds;
      this.out = out;
    }

    @Override
    public void begin(BudgetRow next) {
      row = next.name();
    }

    @Override
    public void endOfRound(long remaining) {
      ended++;
      double seconds = (System.nanoTime() - begin) / NANOS_PER_SECOND;
      long left = Math.max(remaining, rounds - ended);
      out.printf("%d rounds ended, %d left, about %.0f s: %s%n", ended, left, seconds / ended * left, row);
    }

    @Override
    public void close() {}
  }
}
