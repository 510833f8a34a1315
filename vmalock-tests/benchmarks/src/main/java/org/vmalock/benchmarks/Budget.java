package org.vmalock.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import joptsimple.OptionException;
import joptsimple.OptionParser;
import joptsimple.OptionSet;
import joptsimple.OptionSpec;
import joptsimple.OptionSpecBuilder;
import org.openjdk.jmh.runner.RunnerException;
import org.vmalock.benchmarks.BudgetRun.Effort;

/**
 * Runs the benchmarks and holds them against the budget:
 *
 * <pre>{@code
 * java -cp vmalock-tests/benchmarks/target/benchmarks.jar org.vmalock.benchmarks.Budget \
 *     [--quick | --smoke] [--json FILE] [--markdown FILE]
 * }</pre>
 *
 * <p>Everything is measured in one run of JMH, so that a ratio's two sides come from the same JVM on the same machine within minutes.
 * A verdict is information: OVER does not make the command fail. Exit codes: 0 measured, 1 could not measure, 2 bad usage.
 */
public final class Budget {
  private static final int MEASURED = 0;
  private static final int FAILED = 1;
  private static final int BAD_USAGE = 2;

  private Budget() {}

  /**
   * Runs the command.
   *
   * @param args see {@code --help}
   */
  public static void main(String[] args) {
    System.exit(run(args, System.out, System.err));
  }

  static int run(String[] args, PrintStream out, PrintStream err) {
    OptionParser parser = new OptionParser(false);
    OptionSpecBuilder quick = parser.accepts("quick", "measure only what the budget compares: two minutes instead of ten");
    OptionSpecBuilder smoke = parser.accepts("smoke", "run everything once, to see that it runs; the numbers mean nothing");
    OptionSpec<String> json = parser.accepts("json", "where JMH writes its results; beside the jar unless given").withRequiredArg();
    OptionSpec<String> markdown = parser.accepts("markdown", "where to write the tables for the documentation").withRequiredArg();
    OptionSpec<Void> help = parser.accepts("help", "print this").forHelp();
    parser.mutuallyExclusive(quick, smoke);
    try {
      OptionSet options = parser.parse(args);
      if (!options.nonOptionArguments().isEmpty()) {
        throw new UsageException("unknown argument " + options.nonOptionArguments().get(0) + "; see --help");
      }
      if (options.has(help)) {
        parser.printHelpOn(out);
        return MEASURED;
      }
      Effort effort = options.has(quick) ? Effort.QUICK : options.has(smoke) ? Effort.SMOKE : Effort.FULL;
      Path results = writable(options.has(json) ? Path.of(options.valueOf(json)) : besideTheJar());
      Path tables = options.has(markdown) ? writable(Path.of(options.valueOf(markdown))) : null;
      measure(effort, results, tables, commandLine(args), out);
      return MEASURED;
    } catch (OptionException | UsageException e) {
      err.println("budget: " + e.getMessage());
      return BAD_USAGE;
    } catch (RunnerException | IOException e) {
      err.println("budget: " + e);
      return FAILED;
    }
  }

  private static void measure(Effort effort, Path json, Path markdown, String command, PrintStream out)
      throws RunnerException, IOException {
    Machine machine = Machine.describe();
    Map<String, Long> sizes = Footprint.sizes();
    Scores scores = BudgetRun.measure(effort, json);
    List<BudgetLine> budget = BudgetRun.budget(scores);
    BudgetReport report = new BudgetReport(machine, command, budget, scores.rows(), sizes);
    out.println();
    out.print(report.text());
    out.println();
    out.println("JMH's own results are in " + json);
    if (markdown != null) {
      Files.writeString(markdown, report.markdown(), StandardCharsets.UTF_8);
      out.println("The tables are in " + markdown);
    }
  }

  /** Better found out now than after ten minutes. */
  private static Path writable(Path file) throws UsageException {
    try {
      Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND).close();
      return file;
    } catch (IOException e) {
      throw new UsageException("cannot write " + file + ", which must be in an existing directory that is yours (" + e.getClass().getSimpleName() + ")");
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

  /** What the user has to put right; the message is one line. */
  private static final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    UsageException(String message) {
      super(message);
    }
  }
}
