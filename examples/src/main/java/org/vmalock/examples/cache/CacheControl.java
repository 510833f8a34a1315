package org.vmalock.examples.cache;

import java.util.function.Supplier;
import org.vmalock.examples.run.Violations;

/** What the threads of a run tell each other. */
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

  /** The run goes on: how often it happens is a result. */
  void violated(Check check, Supplier<String> words) {
    violations.add(check, words);
  }

  /** A thread died or is stuck. */
  void failed(String words) {
    violations.add(Check.LIVENESS, () -> words);
    stop();
  }
}
