package org.vmalock.examples.lazy;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.run.Bounds;
import org.vmalock.examples.run.Interruption;
import org.vmalock.examples.run.LiveLine;
import org.vmalock.examples.run.ResultFile;
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
    sortOptions = false,
    description = {
      "Workers switch among contexts that they share, and keep the last one at hand, while the contexts are closed and replaced"
          + " under them. A context is memory outside the heap that is used again at once, so a use after the free shows.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:no violation", "1:a use after the free, a leak, or a thread that stands still", "2:bad usage, in one line"})
public final class LazyCommand implements Callable<Integer> {
  private static final String ALL = "all";
  private static final int MOST_CONTEXTS = 1 << 16;
  private static final int MOST_BYTES = 1 << 24;
  private static final int MOST_MICROS = 60_000_000;

  /** The part of the time that goes before the figures are taken, so that the first scheme is not measured half compiled. */
  private static final double WARM_UP = 0.2;

  @Option(
      names = "--scheme",
      paramLabel = "SCHEME",
      defaultValue = ALL,
      description = "refcount, hazard, hazard-exact, shootdown, or all, one after the other; default: ${DEFAULT-VALUE}")
  private String scheme = ALL;

  @Option(names = "--workers", paramLabel = "N", defaultValue = "4", description = "threads that switch; default: ${DEFAULT-VALUE}")
  private int workers;

  @Option(
      names = "--contexts",
      paramLabel = "N",
      defaultValue = "8",
      description = "contexts they share; default: ${DEFAULT-VALUE}")
  private int contexts;

  @Option(names = "--bytes", paramLabel = "N", defaultValue = "4096", description = "memory of each; default: ${DEFAULT-VALUE}")
  private int bytes;

  @Option(
      names = "--close-every",
      paramLabel = "MICROS",
      defaultValue = "100",
      description = "microseconds between two closes; 0 closes as fast as it goes; default: ${DEFAULT-VALUE}")
  private int closeMicros;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "8",
      description = "how long; several schemes share it; default: ${DEFAULT-VALUE}")
  private double seconds;

  @Mixin private ResultFile resultFile = new ResultFile();

  @Option(names = {"-h", "--help"}, usageHelp = true, description = "show this help")
  @SuppressWarnings("UnusedVariable") // picocli looks at it
  private boolean help;

  @Spec private CommandSpec spec;

  private volatile @Nullable LazyRun running;
  private volatile boolean interrupted;

  /** Made by the command line. */
  public LazyCommand() {}

  /** The name of a scheme on the command line. */
  static String label(Scheme scheme) {
    return scheme.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public Integer call() throws InterruptedException {
    List<Scheme> schemes = schemes();
    double each = Bounds.seconds(spec, "--seconds", seconds) / schemes.size();
    LazyOptions options = options(each * (1 - WARM_UP));
    resultFile.checkWritable();
    Interruption interruption = new Interruption(this::finishEarly, spec.commandLine().getErr());
    try {
      List<LazyResult> warmUp = run(schemes, options(each * WARM_UP));
      boolean isSound = warmUp.stream().allMatch(result -> result.violations().count() == 0);
      return report(new LazyReport(options, isSound ? run(schemes, options) : warmUp));
    } finally {
      interruption.close();
    }
  }

  private List<LazyResult> run(List<Scheme> schemes, LazyOptions options) throws InterruptedException {
    List<LazyResult> results = new ArrayList<>();
    for (Scheme one : schemes) {
      if (!interrupted) {
        results.add(run(one, options));
      }
    }
    return results;
  }

  private LazyResult run(Scheme one, LazyOptions options) throws InterruptedException {
    LazyRun run = new LazyRun(one, options);
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
    report.results().forEach(result -> result.violations().print(spec.commandLine().getErr()));
    resultFile.write(report.json());
    return report.violations() == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  /** From the thread that Ctrl-C starts. */
  private void finishEarly() {
    interrupted = true;
    LazyRun run = running;
    if (run != null) {
      run.finishEarly();
    }
  }

  // ---- Options

  private LazyOptions options(double length) {
    return new LazyOptions(
        Duration.ofNanos((long) (length * TimeUnit.SECONDS.toNanos(1))),
        Bounds.threads(spec, "--workers", workers, 1),
        Bounds.number(spec, "--contexts", contexts, 1, MOST_CONTEXTS),
        Bounds.number(spec, "--bytes", bytes, Long.BYTES, MOST_BYTES) / Long.BYTES * Long.BYTES,
        Bounds.number(spec, "--close-every", closeMicros, 0, MOST_MICROS));
  }

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
