package org.vmalock.examples.compare;

import org.vmalock.examples.run.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code compare} command, the parent of one command for each kind of schemes. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Runs all schemes of replay, cache or lazy in alternating rounds, each run in a JVM of its own, and compares them: medians of the"
          + " ratios, with the smallest and the largest.",
      ""
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {CompareReplay.class, CompareCache.class, CompareLazy.class})
public final class CompareCommand implements Runnable {
  @Spec private CommandSpec spec;

  /** Created by the command line. */
  public CompareCommand() {}

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "compare: missing command; known are: " + String.join(", ", spec.subcommands().keySet()) + "; --help describes them");
  }
}
