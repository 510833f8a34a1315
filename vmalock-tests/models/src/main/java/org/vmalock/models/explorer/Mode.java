package org.vmalock.models.explorer;

/** The access modes of a {@link java.lang.invoke.VarHandle}. Plain is not among them: plain data is a {@link Payload}. */
public enum Mode {
  OPAQUE(false, false),
  ACQUIRE(true, false),
  RELEASE(false, true),
  VOLATILE(true, true);

  private final boolean acquires;
  private final boolean releases;

  Mode(boolean acquires, boolean releases) {
    this.acquires = acquires;
    this.releases = releases;
  }

  boolean acquires() {
    return acquires;
  }

  boolean releases() {
    return releases;
  }
}
