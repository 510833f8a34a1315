package org.vmalock.internal;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Threshold;
import org.jspecify.annotations.Nullable;

/** The event {@code vmalock.WriterWait}. Loaded only where module {@code jdk.jfr} is present. */
@Name("vmalock.WriterWait")
@Label("Writer Wait")
@Description("A writer parked until the readers of a node had released it, or gave up")
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
  @Description("Whether the readers released the node; false if the writer gave up")
  boolean drained;

  static @Nullable Object tryBegin() {
    WriterWaitEvent event = new WriterWaitEvent();
    if (!event.isEnabled()) {
      return null;
    }
    event.begin();
    return event;
  }

  static void end(Object event, Object node, Object structure, boolean drained) {
    WriterWaitEvent wait = (WriterWaitEvent) event;
    wait.end();
    if (wait.shouldCommit()) {
      wait.nodeClass = node.getClass();
      wait.node = name(node);
      wait.structure = name(structure);
      wait.drained = drained;
      wait.commit();
    }
  }

  private static String name(Object object) {
    return object.getClass().getSimpleName() + "@" + Integer.toHexString(System.identityHashCode(object));
  }
}
