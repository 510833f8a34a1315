package org.vmalock.examples.run;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The violations found in a run: their number by check, and descriptions of the first few. Shared by all threads.
 *
 * @param <C> the checks
 */
public final class Violations<C extends Enum<C>> {
  private static final int MOST_DESCRIBED = 4;

  private final Map<C, Long> counts;
  private final List<String> described = new ArrayList<>();

  /**
   * Creates an empty collection.
   *
   * @param checks the class of the checks
   */
  public Violations(Class<C> checks) {
    this.counts = new EnumMap<>(checks);
  }

  /**
   * Adds a violation.
   *
   * @param check the check that found it
   * @param words describes the observed and the allowed state; called only for the first few violations of a check
   */
  public synchronized void add(C check, Supplier<String> words) {
    if (counts.merge(check, 1L, Long::sum) <= MOST_DESCRIBED) {
      described.add(words.get());
    }
  }

  /**
   * Returns the number of all violations.
   *
   * @return the number so far
   */
  public synchronized long count() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Returns the number of violations that one check found.
   *
   * @param check the check
   * @return the number so far
   */
  public synchronized long count(C check) {
    return counts.getOrDefault(check, 0L);
  }

  /**
   * Returns the numbers by check.
   *
   * @return the checks that found something, with their numbers
   */
  public synchronized Map<C, Long> counts() {
    return Map.copyOf(counts);
  }

  /**
   * Returns the descriptions of the first few violations of each check.
   *
   * @return the observed and the allowed states, in the order found
   */
  public synchronized List<String> described() {
    return List.copyOf(described);
  }

  /**
   * Prints the descriptions, and the number of further violations; prints nothing if there are none.
   *
   * @param err receives the lines
   */
  public void print(PrintWriter err) {
    described().forEach(words -> err.println(Colours.bad("violation:") + " " + words));
    long more = count() - described().size();
    if (more > 0) {
      err.println(Colours.bad("violation:") + " and " + more + " more");
    }
    err.flush();
  }
}
