package org.vmalock.debug;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

/** Loaded only where the flight recorder is there; see {@link FlightEvents}. Its duration is the time waited. */
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
  @Description("Whether an object came back in time")
  boolean obtained;

  static @Nullable Object begun() {
    PoolExhaustedEvent event = new PoolExhaustedEvent();
    if (!event.isEnabled()) {
      return null;
    }
    event.begin();
    return event;
  }

  static void end(Object begun, String pool, int capacity, boolean obtained) {
    PoolExhaustedEvent event = (PoolExhaustedEvent) begun;
    event.end();
    if (event.shouldCommit()) {
      event.pool = pool;
      event.capacity = capacity;
      event.obtained = obtained;
      event.commit();
    }
  }
}
