package org.vmalock.internal;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

/** The event {@code vmalock.Violation}. Loaded only where module {@code jdk.jfr} is present. */
@Name("vmalock.Violation")
@Label("Violation")
@Description("An operation was refused as incorrect use of a lock")
@Category("vmalock")
final class ViolationEvent extends Event {
  @Label("Message")
  @Nullable String message;

  static void record(@Nullable String message) {
    ViolationEvent event = new ViolationEvent();
    if (event.shouldCommit()) {
      event.message = message;
      event.commit();
    }
  }
}
