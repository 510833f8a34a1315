package org.vmalock.examples.torture.mutant;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.vmalock.examples.torture.subject.Fault;
import org.vmalock.mutants.Catalogue;
import org.vmalock.mutants.Mutant;
import org.vmalock.mutants.Noticer;

/**
 * A mutant of the library that a torture test must detect.
 *
 * @param mutant the mutant
 * @param target the name of the target whose torture test detects it
 * @param faults the faults without which the wrong step is never executed
 */
public record TortureMutant(Mutant mutant, String target, Set<Fault> faults) {
  /** Copies the faults. */
  public TortureMutant {
    faults = Set.copyOf(faults);
  }

  /**
   * Returns the mutants of the catalogue that name a torture test.
   *
   * @return the mutants, in the order of the catalogue
   */
  public static List<TortureMutant> all() {
    List<TortureMutant> all = new ArrayList<>();
    for (Mutant mutant : Catalogue.mutants()) {
      for (String run : mutant.targets(Noticer.Kind.TORTURE)) {
        all.add(parse(mutant, run));
      }
    }
    return all;
  }

  /** Parses a target, followed by the faults to inject, separated by spaces. */
  private static TortureMutant parse(Mutant mutant, String run) {
    List<String> words = List.of(run.split(" "));
    Set<Fault> faults = EnumSet.noneOf(Fault.class);
    for (String fault : words.subList(1, words.size())) {
      faults.add(Fault.valueOf(fault.toUpperCase(Locale.ROOT)));
    }
    return new TortureMutant(mutant, words.get(0), faults);
  }

  /**
   * Returns the name on the command line.
   *
   * @return lower case, with hyphens
   */
  public String label() {
    return mutant.name();
  }

  /**
   * Returns what is wrong.
   *
   * @return one line
   */
  public String description() {
    return mutant.mistake();
  }

  @Override
  public String toString() {
    return label();
  }
}
