package org.vmalock.examples.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.vmalock.examples.report.Comparison;
import org.vmalock.examples.run.Interruption;
import org.vmalock.examples.run.LiveLine;
import org.vmalock.examples.run.ResultFile;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/**
 * The rounds of a comparison: in each, every scheme runs once, in a JVM of its own. The order of the schemes is reversed from round to
 * round, so that none gains by its place.
 */
final class Contest {
  /** The options that are not those of the compared command. */
  private static final Set<String> OWN = Set.of("--rounds", "--seconds", "--json", "--report", "--picture");

  private final CommandSpec spec;
  private final String input;
  private final List<String> schemes;
  private final RoundOptions options;
  private final ResultFile resultFile;
  private final FreshJvm jvm = new FreshJvm();
  private final ObjectNode result = ResultFile.newObject();
  private final ArrayNode runs;
  private @Nullable String failure;

  /**
   * Prepares a comparison.
   *
   * @param spec the command, which has the name of the compared one
   * @param input what is replayed or read, or an empty text
   * @param schemes the schemes; where there is one of the library among rivals, it is the first
   * @param options the number of rounds and the length of a run
   * @param resultFile receives the result
   */
  Contest(CommandSpec spec, String input, List<String> schemes, RoundOptions options, ResultFile resultFile) {
    this.spec = spec;
    this.input = input;
    this.schemes = schemes;
    this.options = options;
    this.resultFile = resultFile;
    result.put("command", "compare").put("of", spec.name());
    this.runs = result.putArray("runs");
  }

  /** Runs all rounds, and reports those that have ended. */
  int call() throws InterruptedException {
    Interruption interruption = new Interruption(jvm::stop, err());
    try {
      try (LiveLine line = LiveLine.of("compare", out())) {
        runRounds(new ContestProgress(line, options.rounds() * schemes.size(), options.seconds()));
      }
      interruption.printNote(out());
      return report(interruption.isInterrupted());
    } finally {
      interruption.close();
    }
  }

  private void runRounds(ContestProgress progress) throws InterruptedException {
    for (int round = 1; round <= options.rounds(); round++) {
      for (String scheme : order(schemes, round)) {
        if (jvm.isStopped() || failure != null) {
          return;
        }
        progress.begin(scheme, round);
        run(scheme, round, progress);
      }
    }
  }

  /** Returns the order of the schemes in a round, which are numbered from 1. */
  static List<String> order(List<String> schemes, int round) {
    List<String> order = new ArrayList<>(schemes);
    if (round % 2 == 0) {
      Collections.reverse(order);
    }
    return order;
  }

  private void run(String scheme, int round, ContestProgress progress) throws InterruptedException {
    try {
      FreshJvm.Outcome outcome = jvm.run(arguments(scheme), progress::show);
      JsonNode measured = outcome.result();
      if (jvm.isStopped() || (measured != null && measured.path("interrupted").asBoolean())) {
        return;
      }
      if (outcome.isBadUsage()) {
        throw new ParameterException(spec.commandLine(), outcome.err());
      }
      if (measured == null) {
        failure = scheme + " in round " + round + ": no result, exit code " + outcome.exitCode() + ": " + outcome.err();
        return;
      }
      add(scheme, round, measured, outcome.err());
      progress.end();
    } catch (IOException unstartable) {
      failure = scheme + " in round " + round + ": no JVM could be started: " + unstartable.getMessage();
    }
  }

  private void add(String scheme, int round, JsonNode measured, String err) {
    ObjectNode run = runs.addObject().put("scheme", scheme).put("round", round);
    JsonNode figures = measured.path("schemes").isArray() ? measured.path("schemes").path(0) : measured;
    figures.properties().forEach(field -> run.set(field.getKey(), field.getValue()));
    run.put("scheme", scheme);
    ContestReport.dropRepeated(run, runs.size() > 1);
    ContestReport.takeCommon(measured, result);
    if (!err.isEmpty()) {
      run.put("described", err);
    }
  }

  /** Returns the command line of a run: the options that were given to this command, and the scheme. */
  private List<String> arguments(String scheme) {
    List<String> arguments = new ArrayList<>(List.of(spec.name()));
    for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
      if (!OWN.contains(option.longestName())) {
        arguments.add(option.longestName());
        arguments.addAll(option.originalStringValues());
      }
    }
    arguments.addAll(List.of("--scheme", scheme, "--seconds", String.valueOf(options.seconds())));
    return arguments;
  }

  private int report(boolean interrupted) {
    sortRuns();
    Comparison comparison = Comparison.of(result);
    result.put("secondsPerRun", options.seconds()).put("roundsPlanned", options.rounds()).put("interrupted", interrupted);
    comparison.putTo(result);
    long wrong = comparison.rates().stream().filter(Comparison.Rates::isLibrary).mapToLong(Comparison.Rates::wrong).sum();
    result.put("violations", wrong);
    new ContestReport(spec.name(), input, options, comparison).print(out());
    ContestReport.printViolations(result, err());
    if (failure != null) {
      result.put("failure", failure);
      err().println("failed: " + failure);
      err().flush();
    }
    resultFile.write(result);
    return wrong == 0 && failure == null ? ExitCode.OK : ExitCode.SOFTWARE;
  }

  /** Brings the runs into the order of the schemes, which the rounds have alternated. */
  private void sortRuns() {
    List<JsonNode> sorted = new ArrayList<>();
    for (String scheme : schemes) {
      runs.forEach(
          run -> {
            if (run.path("scheme").asText().equals(scheme)) {
              sorted.add(run);
            }
          });
    }
    runs.removeAll().addAll(sorted);
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
