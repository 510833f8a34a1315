package org.vmalock.examples.replay;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.replay.space.Scheme;
import org.vmalock.examples.trace.Trace;
import org.vmalock.examples.trace.TraceFormatException;
import org.vmalock.examples.trace.TraceReader;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code replay} command. */
@Command(
    name = "replay",
    sortOptions = false,
    description = {
      "Replays the memory trace of a program: a writer applies the mapping events while readers look up, read-lock and check"
          + " the touched addresses, and every answer is proven.",
      ""
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:no violation",
      "1:a violation, with what was seen and what was allowed",
      "2:bad usage or input, in one line"
    })
public final class ReplayCommand implements Callable<Integer> {
  private static final int MOST_READERS = 1024;
  private static final double DEFAULT_SECONDS = 5;
  private static final double MOST_SECONDS = 1e9;

  @Option(
      names = "--trace",
      paramLabel = "NAME|FILE",
      defaultValue = "perl-churn",
      description = "a bundled trace (perl-churn, perl, python) or a plain or gzip file; default: ${DEFAULT-VALUE}")
  private String traceName = "";

  @Option(names = "--lockstep", description = "one thread, events in order, compared with a sequential model")
  private boolean lockstep;

  @Option(names = "--readers", paramLabel = "N", defaultValue = "2", description = "reader threads; default: ${DEFAULT-VALUE}")
  private int readers;

  @ArgGroup private @Nullable Length length;

  @Option(
      names = "--scheme",
      paramLabel = "SCHEME",
      defaultValue = "vmalock",
      description = "one of ${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}")
  private Scheme scheme = Scheme.VMALOCK;

  @Option(names = "--json", paramLabel = "FILE", description = "also write the result to a file")
  private @Nullable Path json;

  @Option(names = {"-h", "--help"}, usageHelp = true, description = "show this help")
  @SuppressWarnings("UnusedVariable") // picocli looks at it
  private boolean help;

  @Spec private CommandSpec spec;

  /** Made by the command line. */
  public ReplayCommand() {}

  /** When a concurrent replay ends. */
  static final class Length {
    @Option(
        names = "--seconds",
        paramLabel = "S",
        description = "finish the round that is running after so many seconds; default: 5")
    private @Nullable Double seconds;

    @Option(names = "--repeat", paramLabel = "N", description = "stop after so many rounds of the whole trace")
    private @Nullable Integer rounds;

    Length() {}
  }

  @Override
  public Integer call() throws InterruptedException {
    RunLength runLength = runLength();
    if (readers < 1 || readers > MOST_READERS) {
      throw bad("--readers " + readers + ": expected a number from 1 to " + MOST_READERS);
    }
    checkWritable();
    Trace trace = read();
    return lockstep ? runLockstep(trace) : runConcurrently(trace, runLength);
  }

  private int runLockstep(Trace trace) {
    if (length != null) {
      out().println("note: --lockstep runs the trace once; --seconds and --repeat do not apply");
    }
    ReplayResult result;
    try (Progress progress = progress()) {
      result = new LockstepReplay(trace, scheme::create).run(progress);
    }
    return report(trace, result);
  }

  private int runConcurrently(Trace trace, RunLength runLength) throws InterruptedException {
    if (trace.touches().length == 0) {
      throw bad(trace.name() + ":" + trace.lines() + ": the trace ends without a touch (an A line): nothing for readers to look up");
    }
    ConcurrentReplay replay = new ConcurrentReplay(trace, scheme::create, readers, runLength, ConcurrentReplay.PATIENCE);
    Interruption interruption = new Interruption(replay::finishEarly, spec.commandLine().getErr());
    try {
      ReplayResult result;
      try (Progress progress = progress()) {
        result = replay.run(progress);
      }
      return report(trace, result);
    } finally {
      interruption.close();
    }
  }

  private int report(Trace trace, ReplayResult result) {
    ReplayReport report = new ReplayReport(trace.name(), scheme.toString(), result);
    report.print(out());
    report.printViolations(spec.commandLine().getErr());
    if (json != null) {
      try {
        report.write(json);
      } catch (IOException unwritable) {
        throw bad("--json " + json + ": cannot be written: " + reason(unwritable));
      }
    }
    return result.violations().count() == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  private Trace read() {
    try {
      return TraceReader.read(traceName);
    } catch (TraceFormatException malformed) {
      throw bad(malformed.getMessage());
    }
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
    if (!(seconds > 0 && seconds <= MOST_SECONDS)) {
      throw bad("--seconds " + length.seconds + ": expected a number above 0");
    }
    return RunLength.ofSeconds(seconds);
  }

  /** Finds out before the run, without touching the file, whether its result could be kept. */
  private void checkWritable() {
    if (json == null) {
      return;
    }
    Path directory = json.toAbsolutePath().getParent();
    if (Files.isDirectory(json)) {
      throw bad("--json " + json + ": is a directory");
    }
    if (directory != null && !Files.isDirectory(directory)) {
      throw bad("--json " + json + ": no such directory: " + directory);
    }
    if (!(Files.exists(json) ? Files.isWritable(json) : directory == null || Files.isWritable(directory))) {
      throw bad("--json " + json + ": no permission to write it");
    }
  }

  private Progress progress() {
    return Ansi.AUTO.enabled() ? ReplayProgress.bar() : ReplayProgress.lines(out());
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private ParameterException bad(String reason) {
    return new ParameterException(spec.commandLine(), reason);
  }

  private static String reason(IOException unwritable) {
    String reason = unwritable instanceof FileSystemException failed ? failed.getReason() : unwritable.getMessage();
    return reason == null ? unwritable.getClass().getSimpleName() : reason;
  }
}
