package org.vmalock.internal;

import java.util.function.Supplier;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

/** The event {@code vmalock.WaitBegin}. Loaded only where module {@code jdk.jfr} is present. */
@Name("vmalock.WaitBegin")
@Label("Wait Begin")
@Description("A thread begins to wait; a wait without end has this event only")
@Category("vmalock")
final class WaitBeginEvent extends Event {
  @Label("Kind")
  @Description("What the thread waits for")
  @Nullable String kind;

  @Label("Object Class")
  @Nullable Class<?> objectClass;

  @Label("Object")
  @Description("Name and state, as in messages")
  @Nullable String object;

  @Label("Structure")
  @Description("The structure of a node, as in messages")
  @Nullable String structure;

  static void record(String kind, Object object, Supplier<String> name, @Nullable Object structure) {
    WaitBeginEvent event = new WaitBeginEvent();
    if (event.shouldCommit()) {
      event.kind = kind;
      event.objectClass = object.getClass();
      event.object = name.get();
      event.structure = structure == null ? null : structure.toString();
      event.commit();
    }
  }
}
