package org.vmalock.examples.run;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What went wrong in a run: how often, by which check it was found, and the first few in words. Shared by all threads.
 *
 * @param <C> the checks
 */
public final class Violations<C extends Enum<C>> {
  private static final int MOST_DESCRIBED = 4;

  private final Map<C, Long> counts;
  private final List<String> described = new ArrayList<>();

  /**
   * Begins with none.
   *
   * @param checks the class of the checks
   */
  public Violations(Class<C> checks) {
    this.counts = new EnumMap<>(checks);
  }

  /**
   * Adds a violation.
   *
   * @param check what has found it
   * @param words what was seen and what was allowed; asked for only if this is one of the first few that a check finds
   */
  public synchronized void add(C check, Supplier<String> words) {
    if (counts.merge(check, 1L, Long::sum) <= MOST_DESCRIBED) {
      described.add(words.get());
    }
  }

  /**
   * Counts all.
   *
   * @return their number so far
   */
  public synchronized long count() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Counts what one check has found.
   *
   * @param check the check
   * @return the number so far
   */
  public synchronized long count(C check) {
    return counts.getOrDefault(check, 0L);
  }

  /**
   * Counts by check.
   *
   * @return the checks that have found something, with their numbers
   */
  public synchronized Map<C, Long> counts() {
    return Map.copyOf(counts);
  }

  /**
   * The first few of each check.
   *
   * @return what was seen and what was allowed, in the order in which it was found
   */
  public synchronized List<String> described() {
    return List.copyOf(described);
  }

  /**
   * Prints the first few, and how many there are besides; nothing if there are none.
   *
   * @param err where to
   */
  public void print(PrintWriter err) {
    described().forEach(words -> err.println("violation: " + words));
    long more = count() - described().size();
    if (more > 0) {
      err.println("violation: and " + more + " more");
    }
    err.flush();
  }
}
