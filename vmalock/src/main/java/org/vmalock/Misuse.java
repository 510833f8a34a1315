package org.vmalock;

/** The errors of people who hold what they should not, or do not hold what they should. Built off the hot path. */
final class Misuse {
  private Misuse() {}

  static IllegalMonitorStateException endReadWithoutHold(VmaLock lock, long word, long stamp) {
    String what = name(lock, word);
    if (!LockWord.isCountedStamp(stamp)) {
      return new IllegalMonitorStateException(
          "endRead(" + stamp + ") of " + what + ": this is not a stamp but an outcome; a read that was refused must not be ended");
    }
    int generation = LockWord.generation(stamp);
    if (generation != LockWord.generation(word)) {
      return new IllegalMonitorStateException("endRead of " + what + " with a stamp of generation "
          + Integer.toUnsignedString(generation) + ": that life is over and its reads have ended; end every read exactly once");
    }
    return new IllegalMonitorStateException(
        "endRead of " + what + ": no read is left to end; end every read exactly once");
  }

  static IllegalStateException doubleRelease(VmaLock lock, int generation, long word) {
    boolean past = generation - LockWord.generation(word) <= 0;
    return new IllegalStateException("Generation " + Integer.toUnsignedString(generation) + " of " + name(lock, word)
        + (past ? " was retired before: a double release." : " has not begun.") + " Retire each life exactly once, by its owner");
  }

  static IllegalStateException wrongState(VmaLock lock, String operation, String expected, long word) {
    return new IllegalStateException(operation + " needs an object that is " + expected + ", and this is " + name(lock, word));
  }

  private static String name(VmaLock lock, long word) {
    return lock.getClass().getSimpleName()
        + "@"
        + Integer.toHexString(System.identityHashCode(lock))
        + "["
        + LockWord.describe(word)
        + "]";
  }
}
