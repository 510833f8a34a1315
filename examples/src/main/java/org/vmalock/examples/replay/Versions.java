package org.vmalock.examples.replay;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The versions of the address space that the writer has begun and has done, as readers see them.
 *
 * <p>A version is a round of the writer and, in the lower half, how many of the round's operations were applied; versions compare
 * as numbers. The step from the last version of a round to version 0 of the next is one operation, too. The writer publishes
 * {@code begun} before an operation's first store and {@code done} after its last, so a look-up that started when {@code done} was
 * d and ended when {@code begun} was b can only have met the versions d to b.
 */
final class Versions {
  /** Both words in one cache line, which nothing else shares. */
  private static final int BEGUN = 16;

  private static final int DONE = 17;
  private static final int PADDED = 34;

  private static final int ROUND = 32;

  private final AtomicLongArray words = new AtomicLongArray(PADDED);

  static long of(int round, int state) {
    return (long) round << ROUND | state;
  }

  static int round(long version) {
    return (int) (version >>> ROUND);
  }

  static int state(long version) {
    return (int) version;
  }

  /** The writer, before the operation that leads to the version. A full fence: no store of the operation comes before it. */
  void begin(long version) {
    words.set(BEGUN, version);
  }

  /** The writer, after the operation that led to the version. */
  void finish(long version) {
    words.setRelease(DONE, version);
  }

  /** A reader, after its look-up: whatever that loaded is loaded before. */
  long begun() {
    VarHandle.loadLoadFence();
    return words.getAcquire(BEGUN);
  }

  /** A reader, before its look-up or while it holds what it found. */
  long done() {
    return words.getAcquire(DONE);
  }

  static String describe(long version) {
    return round(version) + "." + state(version);
  }
}
