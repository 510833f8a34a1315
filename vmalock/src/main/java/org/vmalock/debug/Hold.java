package org.vmalock.debug;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One read lock that is held: what, by whom, since when and from where. Two holds are the same only if they are one object. */
final class Hold {
  final Object lock;
  final @Nullable Object structure;
  final long stamp;
  final Thread startedBy;

  private final Supplier<String> description;
  private final long since = System.nanoTime();

  /** Its stack is the place; its message is only asked for when somebody looks. */
  private final Throwable place = new Throwable();

  /** Set by the thread that started the read, under the tracker's monitor; read by anybody for a description. */
  volatile boolean handedOff;

  Hold(Object lock, @Nullable Object structure, long stamp, Supplier<String> description) {
    this.lock = lock;
    this.structure = structure;
    this.stamp = stamp;
    this.description = description;
    startedBy = Thread.currentThread();
  }

  /** The lock with its present state, for people. */
  String lockName() {
    return description.get();
  }

  /** The start of this read as a throwable to hang under an error. */
  Throwable asCause() {
    Throwable cause = new Throwable("the read of " + lockName() + " was started here, by " + startedBy.getName());
    cause.setStackTrace(place.getStackTrace());
    return cause;
  }

  /** Several lines: who, how long, and the stack of the start. */
  void appendTo(StringBuilder text) {
    long millis = (System.nanoTime() - since) / 1_000_000;
    text.append("  by ").append(startedBy.getName()).append(handedOff ? " (handed over)" : "");
    text.append(" for ").append(millis).append(" ms, started").append(System.lineSeparator());
    for (StackTraceElement frame : place.getStackTrace()) {
      text.append("    at ").append(frame).append(System.lineSeparator());
    }
  }
}
