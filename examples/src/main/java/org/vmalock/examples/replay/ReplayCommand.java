package org.vmalock.examples.replay;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.replay.space.Scheme;
import org.vmalock.examples.run.Bounds;
import org.vmalock.examples.run.Interruption;
import org.vmalock.examples.run.LiveLine;
import org.vmalock.examples.run.ResultFile;
import org.vmalock.examples.run.Version;
import org.vmalock.examples.trace.Trace;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code replay} command. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {
      "Replays the memory trace of a program: a writer applies the mapping events while readers look up, read-lock and check"
          + " the touched addresses. Every answer is checked.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:no violation",
      "1:a violation, with the observed and the allowed state",
      "2:bad usage or input, reported in one line"
    })
public final class ReplayCommand implements Callable<Integer> {
  private static final double DEFAULT_SECONDS = 5;

  @Mixin private TraceOptions traceOptions = new TraceOptions();

  @Option(names = "--lockstep", description = "replay by one thread in the order of the events, compared with a sequential model")
  private boolean lockstep;

  @Mixin private ThreadOptions threadOptions = new ThreadOptions();

  @ArgGroup private @Nullable Length length;

  @Option(
      names = "--scheme",
      paramLabel = "SCHEME",
      defaultValue = "vmalock",
      description = "locks of the address space, one of ${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}")
  private Scheme scheme = Scheme.VMALOCK;

  @Mixin private ResultFile resultFile = new ResultFile();

  @Spec private CommandSpec spec;

  /** Created by the command line. */
  public ReplayCommand() {}

  /** Length of a concurrent replay. */
  static final class Length {
    @Option(
        names = "--seconds",
        paramLabel = "S",
        description = "length of the run in seconds; the current round is completed; default: 5")
    private @Nullable Double seconds;

    @Option(names = "--repeat", paramLabel = "N", description = "length of the run in rounds of the whole trace")
    private @Nullable Integer rounds;

    Length() {}
  }

  @Override
  public Integer call() throws InterruptedException {
    RunLength runLength = runLength();
    threadOptions.check();
    resultFile.checkWritable();
    return lockstep ? runLockstep(traceOptions.read(out())) : runConcurrently(traceOptions.readForReaders(out()), runLength);
  }

  private int runLockstep(Trace trace) {
    if (length != null || threadOptions.threads().writerYield() > 0) {
      out().println("note: --lockstep runs the trace once; --seconds, --repeat and --writer-yield do not apply");
    }
    LockstepReplay replay = new LockstepReplay(trace, scheme::create);
    Interruption interruption = new Interruption(replay::finishEarly, spec.commandLine().getErr());
    try {
      ReplayResult result;
      try (LiveLine line = liveLine()) {
        result = replay.run(Progress.shownOn(line));
      }
      return report(trace, result, interruption);
    } finally {
      interruption.close();
    }
  }

  private int runConcurrently(Trace trace, RunLength runLength) throws InterruptedException {
    ConcurrentReplay replay =
        new ConcurrentReplay(trace, scheme::create, threadOptions.threads(), runLength, ConcurrentReplay.PATIENCE);
    Interruption interruption = new Interruption(replay::finishEarly, spec.commandLine().getErr());
    try {
      ReplayResult result;
      try (LiveLine line = liveLine()) {
        result = replay.run(Progress.shownOn(line));
      }
      return report(trace, result, interruption);
    } finally {
      interruption.close();
    }
  }

  private int report(Trace trace, ReplayResult result, Interruption interruption) {
    ReplayReport report = new ReplayReport(trace.name(), trace.origin(), scheme.toString(), result);
    interruption.printNote(out());
    report.print(out());
    result.violations().print(spec.commandLine().getErr());
    resultFile.write(report.json().put("interrupted", interruption.isInterrupted()));
    return result.violations().count() == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private RunLength runLength() {
    if (length == null) {
      return RunLength.ofSeconds(DEFAULT_SECONDS);
    }
    Integer rounds = length.rounds;
    if (rounds != null) {
      if (rounds < 1) {
        throw bad("--repeat " + rounds + ": expected a number from 1");
      }
      return RunLength.ofRounds(rounds);
    }
    double seconds = length.seconds == null ? DEFAULT_SECONDS : length.seconds;
    return RunLength.ofSeconds(Bounds.seconds(spec, "--seconds", seconds));
  }

  private LiveLine liveLine() {
    return LiveLine.of("replay", out());
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private ParameterException bad(String reason) {
    return new ParameterException(spec.commandLine(), reason);
  }
}
