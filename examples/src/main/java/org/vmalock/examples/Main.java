package org.vmalock.examples;

import java.io.PrintWriter;
import org.vmalock.examples.cache.CacheCommand;
import org.vmalock.examples.lazy.LazyCommand;
import org.vmalock.examples.replay.ReplayCommand;
import org.vmalock.examples.torture.TortureCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command line of the examples: the parent of every subcommand.
 *
 * <p>Exit codes are the same for all of them: 0 success, 1 an invariant was violated or the program failed, 2 bad usage or bad
 * input, reported in exactly one line on standard error.
 */
@Command(
    name = "vmalock-examples",
    description = "Shows and checks vmalock on real input.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ReplayCommand.class, TortureCommand.class, LazyCommand.class, CacheCommand.class})
public final class Main implements Runnable {
  @Option(names = {"-h", "--help"}, usageHelp = true, description = "show this help")
  @SuppressWarnings("UnusedVariable") // read by picocli
  private boolean help;

  @Spec private CommandSpec spec;

  /** Created by {@link #commandLine()}. */
  Main() {}

  /**
   * Runs a command and exits with its code.
   *
   * @param arguments the command line
   */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
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
    String known = String.join(", ", spec.subcommands().keySet());
    throw new ParameterException(spec.commandLine(), "missing command; known are: " + known);
  }

  private static int reportBadUsage(ParameterException refused, String[] arguments) {
    PrintWriter err = refused.getCommandLine().getErr();
    err.println(refused.getMessage().strip().replaceAll("\\s*\\R\\s*", " "));
    err.flush();
    return ExitCode.USAGE;
  }
}
