package org.vmalock.examples.torture;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.run.Bounds;
import org.vmalock.examples.run.Interruption;
import org.vmalock.examples.run.LiveLine;
import org.vmalock.examples.run.ResultFile;
import org.vmalock.examples.torture.mutant.Mutants;
import org.vmalock.examples.torture.subject.Fault;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code torture} command. */
@Command(
    name = "torture",
    sortOptions = false,
    description = {
      "Does to locks, pools, trees and lazy contexts whatever there is to do, from many threads at once, while each of them carries"
          + " a witness of what happens to it; what rcutorture and locktorture are to the Linux kernel.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:no violation; the last line is End of test: SUCCESS",
      "1:a violation, and what it was; the last line is End of test: FAILURE",
      "2:bad usage, in one line"
    })
public final class TortureCommand implements Callable<Integer> {
  private static final String ALL_FAULTS = "all";

  @Option(
      names = "--what",
      paramLabel = "WHAT",
      description = "one of ${COMPLETION-CANDIDATES}; default: all, or what --mutant is a variant of")
  private @Nullable Target what;

  @Option(
      names = "--scheme",
      paramLabel = "SCHEME",
      description = "of lazymm: one of ${COMPLETION-CANDIDATES}; default: all")
  private @Nullable LazyScheme scheme;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "10",
      description = "how long; several parts share it; default: ${DEFAULT-VALUE}")
  private double seconds;

  @Option(names = "--readers", paramLabel = "N", defaultValue = "4", description = "reading threads; default: ${DEFAULT-VALUE}")
  private int readers;

  @Option(names = "--writers", paramLabel = "N", defaultValue = "2", description = "writing threads; default: ${DEFAULT-VALUE}")
  private int writers;

  @Option(names = "--hotplug", description = "threads come and go")
  private boolean hotplug;

  @Option(names = "--stutter", description = "all threads pause from time to time, and start again together")
  private boolean stutter;

  @Option(
      names = "--fault",
      paramLabel = "FAULT",
      split = ",",
      description = {
        "all, or some of these, separated by commas:",
        "  die: threads die while they hold reads or own objects, and a deputy ends those",
        "  interrupt: threads are interrupted wherever they are",
        "  throw: code inside reads, write sections and onFree throws",
        "  timeout: writers wait a few microseconds, and give up",
        "  misuse: lives are ended twice, and reads after their life is over"
      })
  private List<String> faults = List.of();

  @Option(names = "--seed", paramLabel = "N", description = "of all choices; the scheduler's are its own; default: a new one")
  private @Nullable Long seed;

  @Option(
      names = "--mutant",
      paramLabel = "NAME",
      description = "tortures a broken variant, which has to be found; an unknown name lists the known ones")
  private @Nullable String mutant;

  @Option(
      names = "--patience",
      paramLabel = "S",
      defaultValue = "10",
      description = "how long a thread may stand still before that is a violation; default: ${DEFAULT-VALUE}")
  private double patience;

  @Mixin private ResultFile resultFile = new ResultFile();

  @Option(names = {"-h", "--help"}, usageHelp = true, description = "show this help")
  @SuppressWarnings("UnusedVariable") // picocli looks at it
  private boolean help;

  @Spec private CommandSpec spec;

  private volatile @Nullable TortureRun running;
  private volatile boolean interrupted;

  /** Made by the command line. */
  public TortureCommand() {}

  /** One part of the work. */
  private record Part(String name, TortureOptions options, Function<Session, Torture> torture) {}

  @Override
  public Integer call() throws InterruptedException {
    List<Part> parts = parts();
    resultFile.checkWritable();
    List<TortureResult> results = new ArrayList<>();
    Interruption interruption = new Interruption(this::finishEarly, err());
    try {
      for (Part part : parts) {
        if (!interrupted) {
          results.add(run(part));
        }
      }
      return report(new TortureReport(name(parts), results));
    } finally {
      interruption.close();
    }
  }

  private String name(List<Part> parts) {
    return parts.size() == 1 ? parts.get(0).name() : (what == null ? Target.ALL : what).toString();
  }

  private TortureResult run(Part part) throws InterruptedException {
    TortureRun run = new TortureRun(part.name(), part.options(), part.torture());
    running = run;
    if (interrupted) {
      run.finishEarly();
    }
    TortureResult result;
    try (LiveLine line = LiveLine.of("torture", out())) {
      result = run.run(line);
    }
    TortureReport.print(result, out());
    result.violations().print(err());
    return result;
  }

  private int report(TortureReport report) {
    resultFile.write(report.json());
    report.printEnd(out());
    return report.isSuccess() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  /** From the thread that Ctrl-C starts. */
  private void finishEarly() {
    interrupted = true;
    TortureRun run = running;
    if (run != null) {
      run.finishEarly();
    }
  }

  // ---- Options

  private List<Part> parts() {
    TortureOptions options = options();
    if (mutant != null) {
      if (scheme != null) {
        throw bad("--scheme " + scheme + ": a broken variant has its own");
      }
      return List.of(part(mutant(mutant), options));
    }
    List<Target> whats = (what == null ? Target.ALL : what).parts();
    if (scheme != null && !whats.contains(Target.LAZYMM)) {
      throw bad("--scheme " + scheme + ": only lazymm has schemes, and --what is " + what);
    }
    TortureOptions each = options.withLength(options.length().dividedBy(whats.size()));
    return whats.stream().flatMap(one -> parts(one, each)).toList();
  }

  private Stream<Part> parts(Target one, TortureOptions options) {
    return one == Target.LAZYMM ? lazyParts(options) : Stream.of(new Part(one.toString(), options, one.torture()));
  }

  private Stream<Part> lazyParts(TortureOptions options) {
    List<LazyScheme> schemes = (scheme == null ? LazyScheme.ALL : scheme).parts();
    TortureOptions each = options.withLength(options.length().dividedBy(schemes.size()));
    return schemes.stream().map(one -> new Part(Target.LAZYMM + " " + one, each, one.torture()));
  }

  private Part part(Mutants variant, TortureOptions options) {
    Target of = Target.of(variant);
    if (what != null && what != Target.ALL && what != of) {
      throw bad("--mutant " + variant.label() + ": that is a variant of " + of + ", not of " + what);
    }
    Set<Fault> needed = EnumSet.noneOf(Fault.class);
    needed.addAll(options.faults());
    needed.addAll(variant.faults());
    return new Part(of + " with " + variant.label(), options.withFaults(needed), Target.tortureOf(variant));
  }

  private Mutants mutant(String name) {
    return Target.mutant().stream()
        .filter(known -> known.label().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                bad("--mutant " + name + ": unknown; known are: "
                    + Target.mutant().stream()
                        .map(known -> known.label() + " (" + Target.of(known) + ": " + known.description() + ")")
                        .collect(Collectors.joining("; "))));
  }

  private TortureOptions options() {
    return new TortureOptions(
        duration(Bounds.seconds(spec, "--seconds", seconds)),
        Bounds.threads(spec, "--readers", readers, 0),
        Bounds.threads(spec, "--writers", writers, 1),
        hotplug,
        stutter,
        faults(),
        seed == null ? ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE) : seed,
        duration(Bounds.seconds(spec, "--patience", patience)));
  }

  private Set<Fault> faults() {
    Set<Fault> chosen = EnumSet.noneOf(Fault.class);
    for (String name : faults) {
      if (name.equals(ALL_FAULTS)) {
        chosen.addAll(EnumSet.allOf(Fault.class));
      } else {
        chosen.add(fault(name));
      }
    }
    return chosen;
  }

  private Fault fault(String name) {
    return Stream.of(Fault.values())
        .filter(known -> known.toString().equals(name))
        .findFirst()
        .orElseThrow(() -> bad("--fault " + name + ": expected all, or some of "
            + Stream.of(Fault.values()).map(Fault::toString).collect(Collectors.joining(", "))));
  }

  private static Duration duration(double seconds) {
    return Duration.ofNanos((long) (seconds * TimeUnit.SECONDS.toNanos(1)));
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }

  private ParameterException bad(String reason) {
    return new ParameterException(spec.commandLine(), reason);
  }
}
