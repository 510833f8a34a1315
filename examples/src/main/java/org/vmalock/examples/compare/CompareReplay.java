package org.vmalock.examples.compare;

import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.vmalock.examples.replay.ThreadOptions;
import org.vmalock.examples.replay.TraceOptions;
import org.vmalock.examples.replay.space.Scheme;
import org.vmalock.examples.run.ResultFile;
import org.vmalock.examples.run.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The {@code compare replay} command. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {"Replays the memory trace of a program over vmalock and over the locks of the JDK, and compares the rates.", ""},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:vmalock gave no wrong answer; those of its rivals are reported",
      "1:a wrong answer of vmalock, or a run that failed",
      "2:bad usage or input, reported in one line"
    })
public final class CompareReplay implements Callable<Integer> {
  @Mixin private TraceOptions traceOptions = new TraceOptions();
  @Mixin private ThreadOptions threadOptions = new ThreadOptions();
  @Mixin private RoundOptions rounds = new RoundOptions();
  @Mixin private ResultFile resultFile = new ResultFile();

  @Spec private CommandSpec spec;

  /** Created by the command line. */
  public CompareReplay() {}

  @Override
  public Integer call() throws InterruptedException {
    threadOptions.check();
    rounds.check();
    resultFile.checkWritable();
    String trace = traceOptions.readForReaders(spec.commandLine().getOut()).name();
    return new Contest(spec, trace, Stream.of(Scheme.values()).map(Scheme::toString).toList(), rounds, resultFile).call();
  }
}
