package org.vmalock.examples.cache;

import java.util.function.Supplier;
import org.vmalock.examples.run.Violations;

/** State shared by the threads of a run: violations and the stop flag. */
final class CacheControl {
  private final Violations<Check> violations = new Violations<>(Check.class);
  private volatile boolean stopped;

  Violations<Check> violations() {
    return violations;
  }

  void stop() {
    stopped = true;
  }

  boolean isStopped() {
    return stopped;
  }

  /** Adds a violation. The run continues, since the number of violations is a result. */
  void addViolation(Check check, Supplier<String> words) {
    violations.add(check, words);
  }

  /** Fails and stops the run, because a thread has terminated with an exception or makes no progress. */
  void fail(String words) {
    violations.add(Check.LIVENESS, () -> words);
    stop();
  }
}
