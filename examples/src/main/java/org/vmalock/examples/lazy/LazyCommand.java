package org.vmalock.examples.lazy;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.run.Bounds;
import org.vmalock.examples.run.Interruption;
import org.vmalock.examples.run.LiveLine;
import org.vmalock.examples.run.ResultFile;
import org.vmalock.examples.run.Version;
import org.vmalock.lazymm.Scheme;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code lazy} command. */
@Command(
    name = "lazy",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {
      "Workers switch among shared contexts, and each keeps its last context lazily, while the contexts are closed and replaced."
          + " A context is memory outside the heap that is reused at once, so that a use after free is detected.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:no violation",
      "1:a use after free, a leak, or a thread that makes no progress",
      "2:bad usage, reported in one line"
    })
public final class LazyCommand implements Callable<Integer> {
  private static final String ALL = "all";

  /** Fraction of the time spent on a warm-up, so that the first scheme is measured with compiled code. */
  private static final double WARM_UP = 0.2;

  @Option(
      names = "--scheme",
      paramLabel = "SCHEME",
      defaultValue = ALL,
      description = "refcount, hazard, hazard-exact, shootdown, or all, one after another; default: ${DEFAULT-VALUE}")
  private String scheme = ALL;

  @Mixin private LazyArguments arguments = new LazyArguments();

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "8",
      description = "length of the run in seconds, shared by all schemes; default: ${DEFAULT-VALUE}")
  private double seconds;

  @Mixin private ResultFile resultFile = new ResultFile();

  @Spec private CommandSpec spec;

  private volatile @Nullable LazyRun running;
  private volatile boolean interrupted;

  /** Created by the command line. */
  public LazyCommand() {}

  /**
   * Returns the name of a scheme on the command line.
   *
   * @param scheme the scheme
   * @return the name in lower case
   */
  public static String label(Scheme scheme) {
    return scheme.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public Integer call() throws InterruptedException {
    List<Scheme> schemes = schemes();
    double each = Bounds.seconds(spec, "--seconds", seconds) / schemes.size();
    LazyOptions options = arguments.options(each * (1 - WARM_UP));
    resultFile.checkWritable();
    Interruption interruption = new Interruption(this::finishEarly, spec.commandLine().getErr());
    try {
      List<LazyResult> warmUp = run(schemes, arguments.options(each * WARM_UP));
      boolean isSound = warmUp.stream().allMatch(result -> result.violations().count() == 0);
      List<LazyResult> measured = isSound ? run(schemes, options) : List.of();
      interruption.printNote(out());
      return report(new LazyReport(options, measured, warmUp, interrupted));
    } finally {
      interruption.close();
    }
  }

  private List<LazyResult> run(List<Scheme> schemes, LazyOptions options) throws InterruptedException {
    List<LazyResult> results = new ArrayList<>();
    for (Scheme current : schemes) {
      if (!interrupted) {
        results.add(run(current, options));
      }
    }
    return results;
  }

  private LazyResult run(Scheme current, LazyOptions options) throws InterruptedException {
    LazyRun run = new LazyRun(current, options);
    running = run;
    if (interrupted) {
      run.finishEarly();
    }
    try (LiveLine line = LiveLine.of("lazy", out())) {
      return run.run(line);
    }
  }

  private int report(LazyReport report) {
    report.print(out());
    report.all().forEach(result -> result.violations().print(spec.commandLine().getErr()));
    resultFile.write(report.json());
    return report.violations() == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  /** Ends the run early; called by the thread of the shutdown hook. */
  private void finishEarly() {
    interrupted = true;
    LazyRun run = running;
    if (run != null) {
      run.finishEarly();
    }
  }

  // ---- Options

  private List<Scheme> schemes() {
    List<Scheme> chosen = Stream.of(Scheme.values()).filter(known -> scheme.equals(ALL) || scheme.equals(label(known))).toList();
    if (chosen.isEmpty()) {
      String known = Stream.of(Scheme.values()).map(LazyCommand::label).collect(Collectors.joining(", "));
      throw new ParameterException(spec.commandLine(), "--scheme " + scheme + ": expected all, or one of " + known);
    }
    return chosen;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
