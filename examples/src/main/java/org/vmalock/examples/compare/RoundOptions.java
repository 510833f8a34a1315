package org.vmalock.examples.compare;

import org.vmalock.examples.run.Bounds;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options for the number of rounds and the length of a run. */
final class RoundOptions {
  private static final int MAXIMUM_ROUNDS = 1000;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "rounds, in each of which every scheme runs once; default: ${DEFAULT-VALUE}")
  private int rounds;

  @Option(names = "--seconds", paramLabel = "S", defaultValue = "5", description = "length of each run in seconds; default: ${DEFAULT-VALUE}")
  private double seconds;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  RoundOptions() {}

  void check() {
    Bounds.number(spec, "--rounds", rounds, 1, MAXIMUM_ROUNDS);
    Bounds.seconds(spec, "--seconds", seconds);
  }

  int rounds() {
    return rounds;
  }

  double seconds() {
    return seconds;
  }
}
