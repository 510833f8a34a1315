package org.vmalock.examples.cache;

/** What the current thread has loaded, so that a reader can tell a hit from a miss. */
final class ThisThread {
  private static final ThreadLocal<ThisThread> CURRENT = ThreadLocal.withInitial(ThisThread::new);

  private long loads;

  private ThisThread() {}

  static ThisThread current() {
    return CURRENT.get();
  }

  static void hasLoaded() {
    CURRENT.get().loads++;
  }

  /** To be called by the thread itself. */
  long loads() {
    return loads;
  }
}
