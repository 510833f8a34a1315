package org.vmalock.internal;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

/** The event {@code vmalock.Wait}. Loaded only where module {@code jdk.jfr} is present. */
@Name("vmalock.Wait")
@Label("Wait")
@Description("A thread has waited for a lock, an object of a pool, a load or workers")
@Category("vmalock")
@Threshold("10 ms")
final class WaitEvent extends Event {
  @Label("Kind")
  @Description("What the thread has waited for")
  @Nullable String kind;

  @Label("Object Class")
  @Nullable Class<?> objectClass;

  @Label("Object")
  @Description("Name and state at the end of the wait, as in messages")
  @Nullable String object;

  @Label("Structure")
  @Description("The structure of a node, as in messages")
  @Nullable String structure;

  @Label("Outcome")
  @Description("acquired, timed out, interrupted or failed")
  @Nullable String outcome;

  static @Nullable Object tryBegin(String kind, Object object, @Nullable Object structure) {
    WaitEvent event = new WaitEvent();
    if (!event.isEnabled()) {
      return null;
    }
    event.kind = kind;
    event.objectClass = object.getClass();
    event.structure = structure == null ? null : structure.toString();
    event.begin();
    return event;
  }

  static void end(Object event, String object, String outcome) {
    WaitEvent wait = (WaitEvent) event;
    wait.end();
    if (wait.shouldCommit()) {
      wait.object = object;
      wait.outcome = outcome;
      wait.commit();
    }
  }
}
