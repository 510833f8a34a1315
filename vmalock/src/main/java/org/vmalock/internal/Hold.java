package org.vmalock.internal;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One read lock that is held, with the thread that acquired it, the time and the stack. Compared by identity. */
final class Hold {
  final Object lock;
  final @Nullable Object structure;
  final int generation;
  final Thread acquiredBy;

  private final Supplier<String> description;
  private final long since = System.nanoTime();

  /** The stack trace of the acquisition. */
  private final Throwable place = new Throwable();

  /** Set by the acquiring thread, under the monitor of {@link HoldTable}; read by any thread for a description. */
  volatile boolean handedOff;

  Hold(Object lock, @Nullable Object structure, int generation, Supplier<String> description) {
    this.lock = lock;
    this.structure = structure;
    this.generation = generation;
    this.description = description;
    acquiredBy = Thread.currentThread();
  }

  /** Describes the lock with its present state. */
  String describeLock() {
    return description.get();
  }

  /** Returns the acquisition as the cause of an exception. */
  Throwable asCause() {
    Throwable cause = new Throwable("the read lock of " + describeLock() + " was acquired here, by " + acquiredBy.getName());
    cause.setStackTrace(place.getStackTrace());
    return cause;
  }

  /** Appends several lines: the thread, the time, and the stack of the acquisition. */
  void appendTo(StringBuilder text) {
    long millis = (System.nanoTime() - since) / 1_000_000;
    text.append("  by ").append(acquiredBy.getName()).append(handedOff ? " (handed off)" : "");
    text.append(" for ").append(millis).append(" ms, acquired").append(System.lineSeparator());
    for (StackTraceElement frame : place.getStackTrace()) {
      text.append("    at ").append(frame).append(System.lineSeparator());
    }
  }
}
