package org.vmalock.examples.replay;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What went wrong in a replay: how often, by which check it was found, and the first few in words. Shared by all threads. */
final class Violations {
  /** What a replay checks. */
  enum Check {
    /** The answer is right for some version that the look-up can have met. */
    ANSWER,
    /** The range found covers the address, and all its pages have the answer in common. */
    RANGE,
    /** Range and protection stay the same while held. */
    STABLE,
    /** No writer is inside a held range. */
    EXCLUSION,
    /** After the last complete round the right ranges are mapped. */
    END_STATE,
    /** No thread dies, and none waits for ever. */
    LIVENESS
  }

  private static final int MOST_DESCRIBED = 4;

  private final Map<Check, Long> counts = new EnumMap<>(Check.class);
  private final List<String> described = new ArrayList<>();

  /** Adds a violation; the words are made only for the first few that a check finds. */
  synchronized void add(Check check, Supplier<String> words) {
    if (counts.merge(check, 1L, Long::sum) <= MOST_DESCRIBED) {
      described.add(words.get());
    }
  }

  synchronized long count() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  synchronized long count(Check check) {
    return counts.getOrDefault(check, 0L);
  }

  synchronized List<String> described() {
    return List.copyOf(described);
  }
}
