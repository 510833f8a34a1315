package org.vmalock.examples.compare;

import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.vmalock.examples.lazy.LazyArguments;
import org.vmalock.examples.lazy.LazyCommand;
import org.vmalock.examples.run.ResultFile;
import org.vmalock.examples.run.Version;
import org.vmalock.lazymm.Scheme;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The {@code compare lazy} command. */
@Command(
    name = "lazy",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {"Runs the schemes of lazily kept contexts, and compares each with refcount.", ""},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:no violation",
      "1:a use after free, a leak, or a run that failed",
      "2:bad usage, reported in one line"
    })
public final class CompareLazy implements Callable<Integer> {
  @Mixin private LazyArguments arguments = new LazyArguments();
  @Mixin private RoundOptions rounds = new RoundOptions();
  @Mixin private ResultFile resultFile = new ResultFile();

  @Spec private CommandSpec spec;

  /** Created by the command line. */
  public CompareLazy() {}

  @Override
  public Integer call() throws InterruptedException {
    rounds.check();
    arguments.check();
    resultFile.checkWritable();
    return new Contest(spec, "", Stream.of(Scheme.values()).map(LazyCommand::label).toList(), rounds, resultFile).call();
  }
}
