package org.vmalock.internal;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

/** The event {@code vmalock.HazardScan}. Loaded only where module {@code jdk.jfr} is present. */
@Name("vmalock.HazardScan")
@Label("Hazard Scan")
@Description("A writer has searched the table of hazard reads for the readers of a spread node")
@Category("vmalock")
final class ScanEvent extends Event {
  @Label("Node Class")
  @Nullable Class<?> nodeClass;

  @Label("Node")
  @Description("Class and identity")
  @Nullable String node;

  @Label("Conversions")
  @Description("The number of hazard reads that were found and turned into counted reads")
  int conversions;

  @Label("Ends Spreading")
  @Description("Whether the readers of the node are counted from now on")
  boolean endsSpreading;

  static @Nullable Object tryBegin() {
    ScanEvent event = new ScanEvent();
    if (!event.isEnabled()) {
      return null;
    }
    event.begin();
    return event;
  }

  static void end(Object event, Object node, int conversions, boolean endsSpreading) {
    ScanEvent scan = (ScanEvent) event;
    scan.end();
    if (scan.shouldCommit()) {
      scan.nodeClass = node.getClass();
      scan.node = Names.of(node);
      scan.conversions = conversions;
      scan.endsSpreading = endsSpreading;
      scan.commit();
    }
  }
}
