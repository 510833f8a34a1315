package org.vmalock.examples;

import java.io.PrintWriter;
import org.vmalock.examples.cache.CacheCommand;
import org.vmalock.examples.compare.CompareCommand;
import org.vmalock.examples.lazy.LazyCommand;
import org.vmalock.examples.replay.ReplayCommand;
import org.vmalock.examples.run.Version;
import org.vmalock.examples.torture.TortureCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line of the examples: the parent of every subcommand.
 *
 * <p>Exit codes are the same for all of them: 0 success, 1 an invariant was violated or the program failed, 2 bad usage or bad
 * input, reported in exactly one line on standard error.
 */
@Command(
    name = "vmalock-examples",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "Shows and checks vmalock on real input.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ReplayCommand.class, TortureCommand.class, LazyCommand.class, CacheCommand.class, CompareCommand.class})
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  /** Created by {@link #commandLine()}. */
  Main() {}

  /**
   * Runs a command and exits with its code.
   *
   * @param arguments the command line
   */
  public static void main(String[] arguments) {
    System.exit(execute(arguments));
  }

  private static int execute(String[] arguments) {
    try {
      return commandLine().execute(arguments);
    } catch (OutOfMemoryError full) {
      System.err.println("out of memory: " + full.getMessage() + "; choose smaller numbers, or give the JVM more memory");
      return ExitCode.USAGE;
    }
  }

  /**
   * Returns a new command line with all subcommands and the error handling described above.
   *
   * @return the command line that {@link #main} executes
   */
  public static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setParameterExceptionHandler(Main::reportBadUsage)
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              failure.printStackTrace(command.getErr());
              return ExitCode.SOFTWARE;
            });
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "missing command; " + known(spec));
  }

  private static String known(CommandSpec spec) {
    return "known are: " + String.join(", ", spec.subcommands().keySet()) + "; --help describes them";
  }

  private static int reportBadUsage(ParameterException refused, String[] arguments) {
    PrintWriter err = refused.getCommandLine().getErr();
    err.println(reason(refused).strip().replaceAll("\\s*\\R\\s*", " "));
    err.flush();
    return ExitCode.USAGE;
  }

  private static String reason(ParameterException refused) {
    CommandSpec spec = refused.getCommandLine().getCommandSpec();
    if (refused instanceof UnmatchedArgumentException unmatched && !spec.subcommands().isEmpty() && !unmatched.isUnknownOption()) {
      return unmatched.getUnmatched().get(0) + ": unknown command; " + known(spec);
    }
    return refused.getMessage();
  }
}
