package org.vmalock.internal;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

/** The event {@code vmalock.PoolExhausted}. Loaded only where module {@code jdk.jfr} is present. */
@Name("vmalock.PoolExhausted")
@Label("Pool Exhausted")
@Description("An allocation that does not wait was refused, because all objects were in use")
@Category("vmalock")
final class PoolExhaustedEvent extends Event {
  @Label("Pool")
  @Nullable String pool;

  @Label("Capacity")
  int capacity;

  static void record(String pool, int capacity) {
    PoolExhaustedEvent event = new PoolExhaustedEvent();
    if (event.shouldCommit()) {
      event.pool = pool;
      event.capacity = capacity;
      event.commit();
    }
  }
}
