package org.vmalock;

/** Raises a lock's count to just below its limit, which a test cannot reach with real readers. */
public final class NearlyFull {
  private NearlyFull() {}

  /**
   * Raises the count of a lock that is not in use.
   *
   * @param lock the lock, without readers
   * @param room the number of readers that still fit, from 0 to the limit
   */
  public static void fill(VmaLock lock, int room) {
    VmaLock.WORD.getAndAdd(lock, LockWord.LIMIT - room);
  }
}
