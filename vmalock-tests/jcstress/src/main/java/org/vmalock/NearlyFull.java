package org.vmalock;

/** Counts readers that do not exist: a test cannot let in as many as it takes to fill a count. */
public final class NearlyFull {
  private NearlyFull() {}

  /**
   * Raises the count of a lock that nobody uses yet.
   *
   * @param lock the lock, without readers
   * @param room how many readers still fit
   */
  public static void fill(VmaLock lock, int room) {
    VmaLock.WORD.getAndAdd(lock, LockWord.LIMIT - room);
  }
}
