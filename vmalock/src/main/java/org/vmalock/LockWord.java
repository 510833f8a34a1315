package org.vmalock;

/**
 * The arithmetic of the 64-bit lock word and of the stamps derived from it, as pure functions. The class comment of {@link VmaLock} has
 * the layout, and states which thread performs which change.
 */
final class LockWord {
  /** A writer refuses readers while it drains. The sign bit, so that a stamp, which never has it, is greater than zero. */
  static final long LOCKED = 1L << 63;

  /** Readers may acquire the object. */
  static final long ATTACHED = 1L << 30;

  /** The owner waits for the readers of an object that it has retired; {@link #OWNED} is set until that wait ends. */
  static final long RETIRING = 1L << 28;

  /** The owner reference. A separate bit, so that a count of zero readers is exact. */
  static final long OWNED = 1L << 27;

  static final long COUNT = OWNED - 1;
  static final long GENERATION = 0xFFFF_FFFFL << 31;

  /** The counts above the limit. No reader uses them: the count stays away from {@link #OWNED}. */
  private static final int HEADROOM = 1 << 16;

  /** The largest number of counted readers; one more is refused with {@link VmaLock#BUSY}. */
  static final long LIMIT = COUNT - HEADROOM;

  private static final int GENERATION_SHIFT = 31;

  /**
   * The bits of a stamp below the generation. They are those of an attached object without readers, so that a stamp is also the word
   * that the only reader of an object finds when it acquires, and restores when it releases.
   */
  private static final long COUNTED = ATTACHED | OWNED;

  /** The lower half of the counts. With more readers than that, {@link #admits} decides. */
  private static final long FEW = COUNT >> 1;

  private LockWord() {}

  static int generation(long word) {
    return (int) (word >>> GENERATION_SHIFT);
  }

  static int readers(long word) {
    return (int) (word & COUNT);
  }

  /** Returns the word of a detached, owned object without readers. */
  static long detached(int generation) {
    return (Integer.toUnsignedLong(generation) << GENERATION_SHIFT) | OWNED;
  }

  /** Returns whether a reader with this stamp may be counted: attached in its generation, not LOCKED, and below the limit. */
  static boolean admits(long word, long stamp) {
    return ((word ^ stamp) & (GENERATION | ATTACHED | LOCKED)) == 0 && (word & COUNT) < LIMIT;
  }

  /** Tests a sufficient condition for {@link #admits} by one comparison: the word is the stamp plus a few readers. */
  static boolean admitsFast(long word, long stamp) {
    return (word & ~FEW) == stamp;
  }

  /** Returns the stamp of a counted read of this generation: greater than zero, and different for each generation. */
  static long stamp(int generation) {
    return (Integer.toUnsignedLong(generation) << GENERATION_SHIFT) | COUNTED;
  }

  /** Returns the stamp of a counted read of the word's generation. */
  static long stamp(long word) {
    return (word & GENERATION) | COUNTED;
  }

  /** Returns the word of an attached object whose only reader has this stamp, while no writer drains it. */
  static long withOneReader(long stamp) {
    return stamp + 1;
  }

  /** Returns whether the word may count a read with this stamp: exact for the generation, and for a count of zero. */
  static boolean isCounted(long word, long stamp) {
    return ((word ^ stamp) & GENERATION) == 0 && (word & COUNT) != 0 && isCountedStamp(stamp);
  }

  static boolean isCountedStamp(long stamp) {
    return (stamp & ~GENERATION) == COUNTED;
  }

  /** Returns whether the word has neither an owner nor a reader: the thread that stored it frees the object. */
  static boolean isFree(long word) {
    return (word & (OWNED | COUNT)) == 0;
  }

  /** Returns the decoded word, for example {@code attached, 3 readers, LOCKED, generation 7}. */
  static String describe(long word) {
    String state =
        (word & ATTACHED) != 0
            ? "attached"
            : (word & RETIRING) != 0 ? "retired" : (word & OWNED) != 0 ? "detached" : readers(word) > 0 ? "retired" : "unused";
    int readers = readers(word);
    return state
        + ", "
        + (readers == 0 ? "no readers" : readers == 1 ? "1 reader" : readers + " readers")
        + ((word & LOCKED) != 0 ? ", LOCKED" : "")
        + ", generation "
        + Integer.toUnsignedString(generation(word));
  }
}
