package org.vmalock.examples.trace;

/** An event of a log of {@code strace}. */
sealed interface StraceEvent {
  /** Returns the number of the line. */
  long line();

  /** Returns the process or thread; 0 for the only one of a log without process numbers. */
  int pid();

  /** A call enters the kernel. */
  record Start(long line, int pid, StraceCall call) implements StraceEvent {}

  /** A call returns. */
  record End(long line, int pid, StraceCall call) implements StraceEvent {}

  /** A call that the log does not split: it enters the kernel and returns. */
  record Whole(long line, int pid, StraceCall call) implements StraceEvent {}

  /** A signal for an access to an address. */
  record Fault(long line, int pid, long address) implements StraceEvent {}

  /** The process or thread ended. */
  record Exit(long line, int pid) implements StraceEvent {}
}
