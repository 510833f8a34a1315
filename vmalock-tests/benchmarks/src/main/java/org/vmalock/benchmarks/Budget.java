package org.vmalock.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.runner.RunnerException;
import org.vmalock.benchmarks.BudgetRun.Effort;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * Runs the benchmarks and holds them against the budget:
 *
 * <pre>{@code
 * java -cp vmalock-tests/benchmarks/target/benchmarks.jar org.vmalock.benchmarks.Budget \
 *     [--quick | --smoke] [--json FILE] [--markdown FILE] [--chart FILE]
 * }</pre>
 *
 * <p>Everything is measured in one run of JMH, so that a ratio's two sides come from the same JVM on the same machine within minutes.
 * A verdict is information: OVER does not make the command fail. Exit codes: 0 measured, 1 could not measure, 2 bad usage.
 */
@Command(name = "budget", mixinStandardHelpOptions = true, description = "Runs the benchmarks and holds them against the budget.")
public final class Budget implements Callable<Integer> {
  private static final int MEASURED = 0;
  private static final int FAILED = 1;
  private static final int BAD_USAGE = 2;

  private final PrintStream out;
  private final String command;

  @ArgGroup private @Nullable Shorter shorter;

  @Option(names = "--json", paramLabel = "FILE", description = "where JMH writes its results; beside the jar unless given")
  private @Nullable Path json;

  @Option(names = "--markdown", paramLabel = "FILE", description = "where to write the tables for the documentation")
  private @Nullable Path markdown;

  @Option(names = "--chart", paramLabel = "FILE", description = "where to draw the ratios, as a PNG image")
  private @Nullable Path chart;

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  /** One of them, or neither. */
  static final class Shorter {
    @Option(names = "--quick", description = "measure only what the budget compares: a few minutes instead of half an hour")
    private boolean quick;

    @Option(names = "--smoke", description = "run everything once, to see that it runs; the numbers mean nothing")
    private boolean smoke;

    Effort effort() {
      return quick ? Effort.QUICK : smoke ? Effort.SMOKE : Effort.FULL;
    }
  }

  private Budget(PrintStream out, String command) {
    this.out = out;
    this.command = command;
  }

  /**
   * Runs the command.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    System.exit(run(args, System.out, System.err));
  }

  static int run(String[] args, PrintStream out, PrintStream err) {
    return new CommandLine(new Budget(out, commandLine(args)))
        .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
        .setParameterExceptionHandler((refused, all) -> refuse(refused, err))
        .setExecutionExceptionHandler((failure, line, parsed) -> fail(failure, err))
        .execute(args);
  }

  private static int refuse(ParameterException refused, PrintStream err) {
    err.println("budget: " + refused.getMessage().lines().findFirst().orElse("bad usage") + "; see --help");
    return BAD_USAGE;
  }

  private static int fail(Exception failure, PrintStream err) throws Exception {
    if (failure instanceof RunnerException || failure instanceof IOException) {
      err.println("budget: " + failure);
      return FAILED;
    }
    throw failure;
  }

  @Override
  public Integer call() throws RunnerException, IOException {
    Effort effort = shorter == null ? Effort.FULL : shorter.effort();
    Path results = writable(json == null ? besideTheJar() : json);
    if (markdown != null) {
      writable(markdown);
    }
    if (chart != null) {
      writable(chart);
    }
    measure(effort, results);
    return MEASURED;
  }

  private void measure(Effort effort, Path results) throws RunnerException, IOException {
    Machine machine = Machine.describe();
    Map<String, Long> sizes = Footprint.sizes();
    Scores scores = BudgetRun.measure(effort, results);
    List<BudgetLine> budget = BudgetRun.budget(scores, effort);
    BudgetReport report = new BudgetReport(machine, command, budget, scores.rows(), sizes);
    out.println();
    out.print(report.text());
    out.println();
    out.println("JMH's own results are in " + results);
    if (markdown != null) {
      Files.writeString(markdown, report.markdown(), StandardCharsets.UTF_8);
      out.println("The tables are in " + markdown);
    }
    if (chart != null) {
      BudgetChart.write(budget, "JDK " + Runtime.version().feature(), chart);
      out.println("The chart is in " + chart);
    }
  }

  /** Better found out now than after half an hour. */
  private Path writable(Path file) {
    try {
      Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND).close();
      return file;
    } catch (IOException e) {
      if (spec == null) {
        throw new UncheckedIOException(e);
      }
      throw new ParameterException(
          spec.commandLine(),
          "cannot write " + file + ", which must be in an existing directory that is yours (" + e.getClass().getSimpleName() + ")");
    }
  }

  private static Path besideTheJar() {
    try {
      Path code = Path.of(Budget.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      return code.resolveSibling(String.format(Locale.ROOT, "budget-jdk%d.json", Runtime.version().feature()));
    } catch (URISyntaxException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }

  private static String commandLine(String[] args) {
    return ("java -cp " + System.getProperty("java.class.path") + " " + Budget.class.getName() + " " + String.join(" ", args)).strip();
  }
}
