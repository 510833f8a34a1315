package org.vmalock.examples.replay;

/**
 * The threads of a replay beside its writer, and how the writer makes room for them.
 *
 * @param readers the number of threads that look up addresses
 * @param writerYield the number of mapping operations after each of which the writer yields its processor; 0 for a writer that does not
 */
record Threads(int readers, int writerYield) {
  static final Threads ONE = new Threads(1, 0);

  /** Returns whether the writer yields after an operation, which are numbered from 1. */
  boolean yieldsAfter(long operation) {
    return writerYield > 0 && operation % writerYield == 0;
  }

  /** Returns the threads in words. */
  String describe() {
    String words = readers + (readers == 1 ? " reader" : " readers") + " and one writer";
    return switch (writerYield) {
      case 0 -> words;
      case 1 -> words + ", which yields after every operation";
      default -> words + ", which yields after every " + writerYield + " operations";
    };
  }
}
