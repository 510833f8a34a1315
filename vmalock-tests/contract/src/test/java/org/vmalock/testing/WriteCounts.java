package org.vmalock.testing;

import java.util.Map;
import java.util.TreeMap;

/** How often the instrumented classes of {@link WriteCountingLoader} have written a field, by the handle or class that they have used. */
public final class WriteCounts {
  private static final Map<String, Integer> COUNTS = new TreeMap<>();

  private WriteCounts() {}

  /**
   * Called by instrumented code before each write.
   *
   * @param field the handle
   */
  public static synchronized void add(String field) {
    COUNTS.merge(field, 1, Integer::sum);
  }

  /** Returns the counts, and begins again. */
  public static synchronized Map<String, Integer> take() {
    Map<String, Integer> counts = Map.copyOf(COUNTS);
    COUNTS.clear();
    return counts;
  }
}
