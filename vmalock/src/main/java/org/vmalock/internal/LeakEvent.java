package org.vmalock.internal;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

/** The event {@code vmalock.Leak}. Loaded only where module {@code jdk.jfr} is present. */
@Name("vmalock.Leak")
@Label("Leak")
@Description("A hold that no thread can release any more")
@Category("vmalock")
final class LeakEvent extends Event {
  @Label("Message")
  @Nullable String message;

  static void record(@Nullable String message) {
    LeakEvent event = new LeakEvent();
    if (event.shouldCommit()) {
      event.message = message;
      event.commit();
    }
  }
}
