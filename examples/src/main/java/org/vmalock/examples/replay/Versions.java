package org.vmalock.examples.replay;

import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The latest versions of the address space that the writer has begun and completed, as published to readers.
 *
 * <p>The upper half of a version is the round of the writer, the lower half the number of operations applied in this round; versions
 * compare as numbers. The step from the last version of a round to version 0 of the next round is one operation, too. The writer
 * publishes {@code begun} before the first store of an operation and {@code done} after its last store. Therefore a look-up that
 * started when {@code done} was d and ended when {@code begun} was b can have observed only the versions d to b.
 */
final class Versions {
  /** Index of {@code begun}. Both words are in one cache line, which contains no other field. */
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

  /** Publishes that the writer begins the operation that leads to a version. A full fence: no store of the operation precedes it. */
  void begin(long version) {
    words.set(BEGUN, version);
  }

  /** Publishes that the writer has completed the operation that led to a version. */
  void finish(long version) {
    words.setRelease(DONE, version);
  }

  /** Returns the last version begun; called by a reader after its look-up, all loads of which precede this one. */
  long begun() {
    VarHandle.loadLoadFence();
    return words.getAcquire(BEGUN);
  }

  /** Returns the last version completed; called by a reader before its look-up, or while it holds a range. */
  long done() {
    return words.getAcquire(DONE);
  }

  static String describe(long version) {
    return round(version) + "." + state(version);
  }
}
