package org.vmalock.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.report.Report;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/**
 * Measures the rows of the budget in pairs:
 *
 * <pre>{@code
 * java -cp vmalock-tests/benchmarks/target/benchmarks.jar org.vmalock.benchmarks.Budget [row ...]
 * }</pre>
 *
 * <p>In each round both sides of a row run one after the other in fresh JVMs, in alternating order; the figure is the median of the rounds'
 * ratios. A verdict is information: {@code OVER} does not make the command fail. Exit codes: 0 measured, 1 could not measure, 2 bad usage.
 */
@Command(name = "budget", mixinStandardHelpOptions = true, description = "Measures the rows of the budget in pairs of fresh JVMs.")
public final class Budget implements Callable<Integer> {
  private static final int MEASURED = 0;
  private static final int FAILED = 1;
  private static final int BAD_USAGE = 2;

  private final PrintStream out;
  private final String command;

  @ArgGroup private @Nullable Shorter shorter;

  @Parameters(paramLabel = "ROW", description = "rows to measure; all unless given")
  private List<String> names = new ArrayList<>();

  @Option(names = "--list", description = "print the names of the rows and what they measure")
  private boolean list;

  @Option(names = "--rounds", paramLabel = "N", defaultValue = "7", description = "rounds of each row; default: ${DEFAULT-VALUE}")
  private int rounds;

  @Option(
      names = "--most-rounds",
      paramLabel = "N",
      defaultValue = "15",
      description = "rounds of a row whose spread hides the verdict; default: ${DEFAULT-VALUE}")
  private int mostRounds;

  @Option(names = "--baseline", paramLabel = "JAR", description = "benchmarks.jar of an earlier commit, which becomes the rival of every row")
  private @Nullable Path baseline;

  @Option(names = "--json", paramLabel = "FILE", description = "where to write the results; beside the jar unless given")
  private @Nullable Path json;

  @Option(names = "--markdown", paramLabel = "FILE", description = "where to write the tables for the documentation")
  private @Nullable Path markdown;

  @Option(names = "--chart", paramLabel = "FILE", description = "where to draw the ratios, as a PNG image")
  private @Nullable Path chart;

  @Option(names = "--report", paramLabel = "PAGE", description = "where to write a page with a chart and the tables, in HTML")
  private @Nullable Path page;

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  /** At most one of them. */
  static final class Shorter {
    @Option(names = "--quick", description = "shorter measurements")
    private boolean quick;

    @Option(names = "--smoke", description = "one round of the shortest measurement, to see that it runs; the numbers mean nothing")
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
    if (failure instanceof IOException) {
      err.println("budget: " + failure.getMessage());
      return FAILED;
    }
    throw failure;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<BudgetRow> rows = selected();
    if (list) {
      rows.forEach(row -> out.printf(Locale.ROOT, "%-30s %s%n", row.name(), row.figure()));
      return MEASURED;
    }
    check(rounds >= 1 && mostRounds >= rounds, "--rounds must be at least 1, and --most-rounds at least as many");
    check(baseline == null || Files.isReadable(baseline), "cannot read --baseline " + baseline);
    Path results = writable(json == null ? besideTheJar() : json);
    if (markdown != null) {
      writable(markdown);
    }
    if (chart != null) {
      writable(chart);
    }
    if (page != null) {
      Report.obstacle().ifPresent(reason -> check(false, "cannot draw --report " + page + ": " + reason));
      writable(page);
    }
    measure(rows, results);
    return MEASURED;
  }

  private List<BudgetRow> selected() {
    List<BudgetRow> all = BudgetRows.all();
    List<String> unknown = new ArrayList<>(names);
    unknown.removeIf(name -> all.stream().anyMatch(row -> row.name().equals(name)));
    check(unknown.isEmpty(), "no row is named " + String.join(", ", unknown) + "; --list names all");
    return all.stream()
        .filter(row -> names.isEmpty() || names.contains(row.name()))
        .filter(row -> baseline == null || row.isRatio())
        .map(row -> baseline == null ? row : row.againstBaseline())
        .toList();
  }

  private void measure(List<BudgetRow> rows, Path resultFile) throws IOException, InterruptedException {
    Effort effort = shorter == null ? Effort.FULL : shorter.effort();
    Machine machine = Machine.describe();
    out.println(machine.quietness());
    int first = effort == Effort.SMOKE ? 1 : rounds;
    int most = effort == Effort.SMOKE ? 1 : mostRounds;
    Map<BudgetRow, Rounds> results;
    try (BudgetProgress progress = BudgetProgress.of((long) rows.size() * first, out)) {
      results = new BudgetRun(effort, jar(), baseline, first, most).measure(rows, progress);
    }
    BudgetReport report = new BudgetReport(machine, command, baseline != null, results, Footprint.sizes());
    out.println();
    out.print(report.text());
    out.println();
    report.writeJson(resultFile);
    out.println("The results are in " + resultFile);
    if (page != null) {
      Files.writeString(page, Report.html(report.json()), StandardCharsets.UTF_8);
      out.println("The page is in " + page);
    }
    if (markdown != null) {
      Files.writeString(markdown, report.markdown(), StandardCharsets.UTF_8);
      out.println("The tables are in " + markdown);
    }
    if (chart != null) {
      BudgetChart.write(results, "JDK " + Runtime.version().feature() + ", " + machine.cpu(), chart);
      out.println("The chart is in " + chart);
    }
  }

  private void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new ParameterException(spec().commandLine(), otherwise);
    }
  }

  private CommandLine.Model.CommandSpec spec() {
    if (spec == null) {
      throw new IllegalStateException("not run by picocli");
    }
    return spec;
  }

  /** Refuses a file that cannot be written before the measurement and not after it. */
  private Path writable(Path file) {
    try {
      Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND).close();
      return file;
    } catch (IOException e) {
      throw new ParameterException(
          spec().commandLine(),
          "cannot write " + file + ", which must be in an existing, writable directory (" + e.getClass().getSimpleName() + ")");
    }
  }

  private static Path besideTheJar() throws IOException {
    return jar().resolveSibling(String.format(Locale.ROOT, "budget-jdk%d.json", Runtime.version().feature()));
  }

  private static Path jar() throws IOException {
    try {
      return Path.of(Budget.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }

  private static String commandLine(String[] args) {
    return ("java -cp benchmarks.jar " + Budget.class.getName() + " " + String.join(" ", args)).strip();
  }
}
