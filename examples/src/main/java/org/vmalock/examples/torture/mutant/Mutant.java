package org.vmalock.examples.torture.mutant;

import java.util.Set;
import org.vmalock.examples.torture.subject.Fault;

/** A mutant: a model with one step done wrong, selected by its name on the command line. */
public interface Mutant {
  /**
   * Returns the name on the command line.
   *
   * @return lower case, with hyphens
   */
  String label();

  /**
   * Returns what is wrong.
   *
   * @return one line
   */
  String description();

  /**
   * Returns the faults without which the wrong step is never executed.
   *
   * @return the faults that the run must inject
   */
  Set<Fault> faults();
}
