package org.vmalock;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What a structure knows of the hazard reads of its nodes: its choice, and how often its writers have searched for them. Most structures
 * have neither, and no such object. The counters are written by the holder of the write lock only; the stores are opaque, so that other threads
 * read them without tearing.
 */
final class ScanCounts {
  private static final VarHandle SCANS = field("scans");
  private static final VarHandle CONVERSIONS = field("conversions");

  final @Nullable Spreading choice;
  private long scans;
  private long conversions;

  ScanCounts(@Nullable Spreading choice) {
    this.choice = choice;
  }

  void add(int converted) {
    SCANS.setOpaque(this, scans + 1);
    CONVERSIONS.setOpaque(this, conversions + converted);
  }

  long scans() {
    return (long) SCANS.getOpaque(this);
  }

  long conversions() {
    return (long) CONVERSIONS.getOpaque(this);
  }

  private static VarHandle field(String name) {
    try {
      return MethodHandles.lookup().findVarHandle(ScanCounts.class, name, long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
