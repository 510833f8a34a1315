package org.vmalock.debug;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

/** Loaded only where the flight recorder is there; see {@link FlightEvents}. */
@Name("vmalock.WriterWait")
@Label("Writer Wait")
@Description("A writer parked until the readers of a node had left, or gave up")
@Category("vmalock")
@Threshold("10 ms")
final class WriterWaitEvent extends Event {
  @Label("Node Class")
  @Nullable Class<?> nodeClass;

  @Label("Node")
  @Description("Class and identity, as in messages")
  @Nullable String node;

  @Label("Structure")
  @Description("Class and identity, as in messages")
  @Nullable String structure;

  @Label("Drained")
  @Description("Whether the readers left; false if the writer gave up")
  boolean drained;

  static @Nullable Object begun() {
    WriterWaitEvent event = new WriterWaitEvent();
    if (!event.isEnabled()) {
      return null;
    }
    event.begin();
    return event;
  }

  static void end(Object begun, Object node, Object structure, boolean drained) {
    WriterWaitEvent event = (WriterWaitEvent) begun;
    event.end();
    if (event.shouldCommit()) {
      event.nodeClass = node.getClass();
      event.node = name(node);
      event.structure = name(structure);
      event.drained = drained;
      event.commit();
    }
  }

  private static String name(Object object) {
    return object.getClass().getSimpleName() + "@" + Integer.toHexString(System.identityHashCode(object));
  }
}
