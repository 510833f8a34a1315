package org.vmalock.internal;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

/** The event {@code vmalock.BusyFallback}. Loaded only where module {@code jdk.jfr} is present. */
@Name("vmalock.BusyFallback")
@Label("Busy Fallback")
@Description("A reader has found its node write-locked, and waits")
@Category("vmalock")
final class FallbackEvent extends Event {
  @Label("Node Class")
  @Nullable Class<?> nodeClass;

  @Label("Node")
  @Description("Class and identity")
  @Nullable String node;

  @Label("Lock")
  @Description("Whose end the reader waits for: node or structure")
  @Nullable String lock;

  static void record(Object node, String lock) {
    FallbackEvent event = new FallbackEvent();
    if (event.shouldCommit()) {
      event.nodeClass = node.getClass();
      event.node = Names.of(node);
      event.lock = lock;
      event.commit();
    }
  }
}
