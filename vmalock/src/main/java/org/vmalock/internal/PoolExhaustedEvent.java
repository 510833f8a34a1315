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
@Description("An allocation was refused, or had to wait, because all objects were in use; the duration is the time waited")
@Category("vmalock")
final class PoolExhaustedEvent extends Event {
  @Label("Pool")
  @Nullable String pool;

  @Label("Capacity")
  int capacity;

  @Label("Obtained")
  @Description("Whether an object was returned in time")
  boolean obtained;

  static @Nullable Object tryBegin() {
    PoolExhaustedEvent event = new PoolExhaustedEvent();
    if (!event.isEnabled()) {
      return null;
    }
    event.begin();
    return event;
  }

  static void end(Object event, String pool, int capacity, boolean obtained) {
    PoolExhaustedEvent exhausted = (PoolExhaustedEvent) event;
    exhausted.end();
    if (exhausted.shouldCommit()) {
      exhausted.pool = pool;
      exhausted.capacity = capacity;
      exhausted.obtained = obtained;
      exhausted.commit();
    }
  }
}
