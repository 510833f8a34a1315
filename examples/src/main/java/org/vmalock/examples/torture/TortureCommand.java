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
import org.vmalock.examples.run.Table;
import org.vmalock.examples.run.Version;
import org.vmalock.examples.torture.mutant.MutatedRun;
import org.vmalock.examples.torture.mutant.TortureMutant;
import org.vmalock.examples.torture.subject.Fault;
import org.vmalock.mutants.CatalogueException;
import org.vmalock.mutants.MutatedLoader;
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
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {
      "Runs random operations on locks, pools, trees and lazy contexts from many threads at once, and checks the effect of every"
          + " operation; modelled on rcutorture and locktorture of the Linux kernel.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:no violation; the last line is End of test: SUCCESS",
      "1:a violation, described on standard error; the last line is End of test: FAILURE",
      "2:bad usage, reported in one line"
    })
public final class TortureCommand implements Callable<Integer> {
  private static final String ALL_FAULTS = "all";

  @Option(
      names = {"--target", "--what"},
      paramLabel = "TARGET",
      description = "one of ${COMPLETION-CANDIDATES}; default: all, or the target of --mutant")
  private @Nullable Target target;

  @Option(
      names = "--scheme",
      paramLabel = "SCHEME",
      description = "the scheme of lazymm: one of ${COMPLETION-CANDIDATES}; default: all")
  private @Nullable LazyScheme scheme;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      defaultValue = "10",
      description = "length of the run in seconds, shared by all targets and schemes; default: ${DEFAULT-VALUE}")
  private double seconds;

  @Option(
      names = "--readers",
      paramLabel = "N",
      defaultValue = "4",
      description = "number of reading threads; default: ${DEFAULT-VALUE}")
  private int readers;

  @Option(
      names = "--writers",
      paramLabel = "N",
      defaultValue = "2",
      description = "number of writing threads; default: ${DEFAULT-VALUE}")
  private int writers;

  @Option(names = "--hotplug", description = "stop and start threads during the run")
  private boolean hotplug;

  @Option(names = "--stutter", description = "pause all threads occasionally, and resume them together")
  private boolean stutter;

  @Option(
      names = "--fault",
      paramLabel = "FAULT",
      split = ",",
      description = {
        "faults to inject: all, or some of these, separated by commas:",
        "  die: threads terminate while they hold reads or own objects; a reaper thread releases these",
        "  interrupt: threads are interrupted at any point",
        "  throw: code in reads, in write sections and in onFree throws",
        "  timeout: writers wait only a few microseconds and may time out",
        "  misuse: objects are retired twice, and reads are released after their generation has ended"
      })
  private List<String> faults = List.of();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "seed of all random choices; thread scheduling remains random; default: a new seed")
  private @Nullable Long seed;

  @Option(
      names = "--mutant",
      paramLabel = "NAME",
      description = "test a mutant, a copy of the library with one step done wrong; the run must fail")
  private @Nullable String mutant;

  @Option(names = "--list-mutants", description = "list the mutants with their targets, and exit")
  private boolean listMutants;

  @Option(
      names = "--patience",
      paramLabel = "S",
      defaultValue = "10",
      description = "seconds without progress of a thread after which the run fails; default: ${DEFAULT-VALUE}")
  private double patience;

  @Mixin private ResultFile resultFile = new ResultFile();

  @Spec private CommandSpec spec;

  private volatile @Nullable TortureRun running;
  private volatile boolean interrupted;

  /** Created by the command line. */
  public TortureCommand() {}

  /** One of the runs that the command consists of. */
  private record Part(String name, TortureOptions options, Function<TortureControl, Torture> torture) {}

  @Override
  public Integer call() throws Exception {
    if (listMutants) {
      TortureMutant.all().forEach(this::list);
      return ExitCode.OK;
    }
    List<Part> parts = parts();
    resultFile.checkWritable();
    return mutant == null || MutatedLoader.mutantOf(TortureCommand.class) != null ? run(parts) : runOnMutant(mutant(mutant));
  }

  private Integer runOnMutant(TortureMutant chosen) throws Exception {
    try {
      return MutatedRun.execute(chosen, spec.root().commandLine().getParseResult().originalArgs(), out(), err());
    } catch (CatalogueException refused) {
      throw bad("--mutant " + refused.getMessage());
    }
  }

  /** Runs the parts one after another; those of a mutant until it is detected. */
  private Integer run(List<Part> parts) throws InterruptedException {
    List<TortureResult> results = new ArrayList<>();
    Interruption interruption = new Interruption(this::finishEarly, err());
    try {
      for (Part part : parts) {
        if (!interrupted && !isDetected(results)) {
          results.add(run(part, interruption));
        }
      }
      interruption.printNote(out());
      return report(new TortureReport(name(parts), results, interrupted));
    } finally {
      interruption.close();
    }
  }

  private boolean isDetected(List<TortureResult> results) {
    return mutant != null && results.stream().anyMatch(result -> !result.isSuccess());
  }

  private String name(List<Part> parts) {
    return parts.size() == 1 ? parts.get(0).name() : (target == null ? Target.ALL : target).toString();
  }

  private TortureResult run(Part part, Interruption interruption) throws InterruptedException {
    TortureRun run = new TortureRun(part.name(), part.options(), part.torture());
    running = run;
    if (interrupted) {
      run.finishEarly();
    }
    TortureResult result;
    try (LiveLine line = LiveLine.of("torture", out())) {
      result = run.run(line);
    }
    interruption.printNote(out());
    TortureReport.print(result, out());
    result.violations().print(err());
    return result;
  }

  private int report(TortureReport report) {
    resultFile.write(report.json());
    report.printEnd(out());
    return report.isSuccess() ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  /** Stops the present run and skips the following ones; called by the shutdown hook. */
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
      return parts(mutant(mutant), options);
    }
    List<Target> targets = (target == null ? Target.ALL : target).parts();
    if (scheme != null && !targets.contains(Target.LAZYMM)) {
      throw bad("--scheme " + scheme + ": only lazymm has schemes, and --target is " + target);
    }
    TortureOptions each = options.withLength(options.length().dividedBy(targets.size()));
    return targets.stream().flatMap(one -> parts(one, each)).toList();
  }

  private Stream<Part> parts(Target one, TortureOptions options) {
    return one == Target.LAZYMM ? lazyParts(options) : Stream.of(new Part(one.toString(), options, one.torture()));
  }

  private Stream<Part> lazyParts(TortureOptions options) {
    List<LazyScheme> schemes = (scheme == null ? LazyScheme.ALL : scheme).parts();
    TortureOptions each = options.withLength(options.length().dividedBy(schemes.size()));
    return schemes.stream().map(one -> new Part(Target.LAZYMM + " " + one, each, one.torture()));
  }

  private List<Part> parts(TortureMutant chosen, TortureOptions options) {
    Target of = Target.of(chosen);
    if (target != null && target != Target.ALL && target != of) {
      throw bad("--mutant " + chosen.label() + ": a mutant of " + of + ", but --target is " + target);
    }
    if (scheme != null && of != Target.LAZYMM) {
      throw bad("--scheme " + scheme + ": only lazymm has schemes, and " + chosen.label() + " is a mutant of " + of);
    }
    Set<Fault> needed = EnumSet.noneOf(Fault.class);
    needed.addAll(options.faults());
    needed.addAll(chosen.faults());
    return parts(of, options.withFaults(needed))
        .map(part -> new Part(part.name() + " with " + chosen.label(), part.options(), part.torture()))
        .toList();
  }

  private TortureMutant mutant(String name) {
    List<TortureMutant> known = TortureMutant.all();
    return known.stream()
        .filter(one -> one.label().equals(name))
        .findFirst()
        .orElseThrow(() -> bad("--mutant " + name + ": unknown; --list-mutants lists the " + known.size() + " known ones"));
  }

  private void list(TortureMutant one) {
    Table.text(out(), Target.of(one) + " " + one.label() + ": " + one.description());
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
