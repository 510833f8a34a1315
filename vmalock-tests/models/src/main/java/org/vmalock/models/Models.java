package org.vmalock.models;

import java.io.PrintStream;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.vmalock.models.explorer.MemoryModel;

/**
 * Explores the protocols from a command line:
 *
 * <pre>{@code
 * java -cp target/classes org.vmalock.models.Models [sc|tso|ra]... [-t|--trace] [--thorough] [part of a run's name]
 * }</pre>
 *
 * <p>Exit codes: 0 if every run is as expected, 1 if one is not, 2 for bad arguments.
 */
public final class Models {
  static final int AS_EXPECTED = 0;
  static final int UNEXPECTED = 1;
  static final int BAD_ARGUMENTS = 2;

  private static final String USAGE = "usage: Models [sc|tso|ra]... [-t|--trace] [--thorough] [part of a run's name]";

  private final Set<MemoryModel> models = EnumSet.noneOf(MemoryModel.class);
  private boolean traces;
  private boolean thorough;
  private String part = "";

  private Models() {}

  /**
   * Runs the program.
   *
   * @param arguments see the class comment
   */
  public static void main(String[] arguments) {
    System.exit(run(arguments, System.out, System.err));
  }

  /** Runs the program and returns its exit code. */
  static int run(String[] arguments, PrintStream out, PrintStream err) {
    Models program = new Models();
    for (String argument : arguments) {
      if (!program.accept(argument)) {
        err.println("Unexpected argument '" + argument + "'; " + USAGE);
        return BAD_ARGUMENTS;
      }
    }
    List<Run> runs = program.selected();
    if (runs.isEmpty()) {
      err.println("No run has a name that contains '" + program.part + "'" + (program.thorough ? "" : "; --thorough has more runs"));
      return BAD_ARGUMENTS;
    }
    return program.explore(runs, out);
  }

  /**
   * Returns whether there is a mutant of a protocol with this name. The build fails if the exploration of such a run finds no violation.
   *
   * @param name the names of the protocol and of the run, as in {@code counted reads: mutant: no late check}
   * @return whether a run of this name must find a violation under at least one memory model
   */
  public static boolean hasMutant(String name) {
    return Catalogue.runs(EnumSet.allOf(MemoryModel.class)).stream()
        .anyMatch(run -> run.expectsViolation() && (run.protocol() + ": " + run.name()).equals(name));
  }

  private boolean accept(String argument) {
    switch (argument) {
      case "sc", "tso", "ra" -> models.add(MemoryModel.valueOf(argument.toUpperCase(Locale.ROOT)));
      case "-t", "--trace" -> traces = true;
      case "--thorough" -> thorough = true;
      default -> {
        if (argument.isEmpty() || argument.startsWith("-") || !part.isEmpty()) {
          return false;
        }
        part = argument;
      }
    }
    return true;
  }

  private List<Run> selected() {
    return Catalogue.runs(models.isEmpty() ? EnumSet.allOf(MemoryModel.class) : models).stream()
        .filter(run -> thorough || !run.thoroughOnly())
        .filter(run -> (run.protocol() + ": " + run.name()).contains(part))
        .collect(Collectors.toList());
  }

  private int explore(List<Run> runs, PrintStream out) {
    out.println(Table.header());
    List<Run.Finding> findings = Workers.explore(runs, finding -> show(finding, out));
    out.println(Table.summary(findings));
    return findings.stream().allMatch(Run.Finding::isAsExpected) ? AS_EXPECTED : UNEXPECTED;
  }

  private void show(Run.Finding finding, PrintStream out) {
    out.println(Table.row(finding));
    String trace = Table.trace(finding);
    if (trace != null && (traces || !finding.isAsExpected())) {
      out.println(trace);
    }
  }
}
