package org.vmalock.models;

import java.util.function.Supplier;
import org.vmalock.models.explorer.Explorer;
import org.vmalock.models.explorer.MemoryModel;
import org.vmalock.models.explorer.Outcome;
import org.vmalock.models.explorer.Protocol;

/**
 * One configuration of a protocol under one memory model, and what is expected of it.
 *
 * @param protocol the name of the protocol
 * @param name the name of the configuration, unique within its protocol and memory model
 * @param model the memory model
 * @param expectsViolation whether a promise must break: true for mutants
 * @param thoroughOnly whether the configuration is too large for every build
 * @param setUp makes the protocol
 */
record Run(String protocol, String name, MemoryModel model, boolean expectsViolation, boolean thoroughOnly, Supplier<Protocol> setUp) {
  /** Explores the configuration. */
  Finding explore() {
    return new Finding(this, Explorer.explore(setUp.get(), model));
  }

  @Override
  public String toString() {
    return protocol + ", " + model + ": " + name;
  }

  /** A run and what it found. */
  record Finding(Run run, Outcome outcome) {
    boolean isAsExpected() {
      return outcome.complete() && outcome.isViolated() == run.expectsViolation();
    }
  }
}
