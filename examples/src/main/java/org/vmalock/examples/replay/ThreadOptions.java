package org.vmalock.examples.replay;

import org.vmalock.examples.run.Bounds;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options for the threads of a replay. */
public final class ThreadOptions {
  private static final int MAXIMUM_YIELD = 1_000_000;

  @Option(names = "--readers", paramLabel = "N", defaultValue = "2", description = "number of reader threads; default: ${DEFAULT-VALUE}")
  private int readers;

  @Option(
      names = "--writer-yield",
      paramLabel = "N",
      defaultValue = "0",
      description = "the writer yields its processor after every N mapping operations; 0, the default, for a writer that does not")
  private int writerYield;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  /** Created by the command line. */
  public ThreadOptions() {}

  /**
   * Checks the options.
   *
   * @throws ParameterException if a number is out of bounds
   */
  public void check() {
    Bounds.threads(spec, "--readers", readers, 1);
    Bounds.number(spec, "--writer-yield", writerYield, 0, MAXIMUM_YIELD);
  }

  Threads threads() {
    return new Threads(readers, writerYield);
  }
}
