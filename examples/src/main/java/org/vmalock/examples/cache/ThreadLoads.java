package org.vmalock.examples.cache;

/** Number of blocks loaded by a thread, by which a reader distinguishes a hit from a miss. */
final class ThreadLoads {
  private static final ThreadLocal<ThreadLoads> CURRENT = ThreadLocal.withInitial(ThreadLoads::new);

  private long loads;

  private ThreadLoads() {}

  static ThreadLoads current() {
    return CURRENT.get();
  }

  static void increment() {
    CURRENT.get().loads++;
  }

  /** Returns the number of blocks loaded; to be called by the thread itself. */
  long loads() {
    return loads;
  }
}
