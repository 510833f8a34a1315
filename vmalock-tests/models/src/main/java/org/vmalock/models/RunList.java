package org.vmalock.models;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.vmalock.models.explorer.MemoryModel;
import org.vmalock.models.explorer.Protocol;

/** Collects the runs of one protocol under one memory model. */
final class RunList {
  private final String protocol;
  private final MemoryModel model;
  private final List<Run> runs = new ArrayList<>();
  private boolean thoroughOnly;

  RunList(String protocol, MemoryModel model) {
    this.protocol = protocol;
    this.model = model;
  }

  /** The next run is too large for every build. */
  RunList thorough() {
    thoroughOnly = true;
    return this;
  }

  /** Adds a configuration that must keep every promise. */
  void clean(String name, Supplier<Protocol> setUp) {
    add(name, false, setUp);
  }

  /** Adds a mutant, which must break a promise. */
  void mutant(String name, Supplier<Protocol> setUp) {
    add("mutant: " + name, true, setUp);
  }

  /** Adds a mutant that only some memory models show: it must break a promise under those, and keep all under the others. */
  void mutantIf(boolean shown, String name, Supplier<Protocol> setUp) {
    add("mutant: " + name, shown, setUp);
  }

  private void add(String name, boolean expectsViolation, Supplier<Protocol> setUp) {
    runs.add(new Run(protocol, name, model, expectsViolation, thoroughOnly, setUp));
    thoroughOnly = false;
  }

  List<Run> runs() {
    return runs;
  }
}
