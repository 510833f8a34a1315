package org.vmalock.examples.torture.mutant;

import java.util.Set;
import org.vmalock.examples.torture.subject.Fault;

/** A broken variant, as a command line chooses it. */
public interface Mutants {
  /**
   * The name on the command line.
   *
   * @return lower case, with hyphens
   */
  String label();

  /**
   * What is wrong.
   *
   * @return one line
   */
  String description();

  /**
   * What brings it out.
   *
   * @return the faults without which nobody takes the wrong step
   */
  Set<Fault> faults();
}
