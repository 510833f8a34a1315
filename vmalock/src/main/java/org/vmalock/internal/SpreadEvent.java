package org.vmalock.internal;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

/** The event {@code vmalock.Spread}. Loaded only where module {@code jdk.jfr} is present. */
@Name("vmalock.Spread")
@Label("Spread")
@Description("A node spreads its readers for the first time")
@Category("vmalock")
final class SpreadEvent extends Event {
  @Label("Node Class")
  @Nullable Class<?> nodeClass;

  @Label("Node")
  @Description("Class and identity")
  @Nullable String node;

  static void record(Object node) {
    SpreadEvent event = new SpreadEvent();
    if (event.shouldCommit()) {
      event.nodeClass = node.getClass();
      event.node = Names.of(node);
      event.commit();
    }
  }
}
