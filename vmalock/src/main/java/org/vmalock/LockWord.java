package org.vmalock;

/**
 * The arithmetic of the 64-bit state word and of the stamps cut from it. Nothing here touches memory; see {@link VmaLock} for the
 * picture and for who may make which move.
 */
final class LockWord {
  /** A writer keeps readers out while it drains. The sign, so that a word without it cut down to its generation is positive. */
  static final long LOCKED = 1L << 63;

  /** Reachable through the structure; only then may a reader come in. */
  static final long ATTACHED = 1L << 30;

  /** The owner's reference, a bit of its own so that an empty count can be told from the last reader's. */
  static final long OWNED = 1L << 27;

  static final long COUNT = OWNED - 1;
  static final long GENERATION = 0xFFFF_FFFFL << 31;

  /** Counts that stay free above the limit, so that hazards can be turned into counts although the readers have filled it. */
  private static final int RESERVED_FOR_HAZARDS = 1 << 16;

  /** The largest number of counted readers; one more is refused with {@link VmaLock#BUSY}. */
  static final long LIMIT = COUNT - RESERVED_FOR_HAZARDS;

  private static final int GENERATION_SHIFT = 31;

  /**
   * What a stamp has below the generation tells how the read was started; so far there is one way. These are the bits of an attached
   * object that nobody reads, so that a stamp is the word that an undisturbed reader finds and leaves, up to the count.
   */
  private static final long COUNTED = ATTACHED | OWNED;

  /** The lower half of the count's range. More readers than that take the slow way, which knows the limit. */
  private static final long FEW = COUNT >> 1;

  private LockWord() {}

  static int generation(long word) {
    return (int) (word >>> GENERATION_SHIFT);
  }

  static int readers(long word) {
    return (int) (word & COUNT);
  }

  /** The word of a detached object without readers that its owner holds. */
  static long detached(int generation) {
    return (Integer.toUnsignedLong(generation) << GENERATION_SHIFT) | OWNED;
  }

  /** Tells whether a reader with this stamp may be counted: its generation, attached, not LOCKED, and room. */
  static boolean admits(long word, long stamp) {
    return ((word ^ stamp) & (GENERATION | ATTACHED | LOCKED)) == 0 && (word & COUNT) < LIMIT;
  }

  /** The stamp of a counted read of this generation: always positive, and never that of another generation. */
  static long stamp(int generation) {
    return (Integer.toUnsignedLong(generation) << GENERATION_SHIFT) | COUNTED;
  }

  /** The stamp of a counted read of the word's generation. */
  static long stamp(long word) {
    return (word & GENERATION) | COUNTED;
  }

  /** Tells at a glance that a reader with this stamp may be counted: the word is the stamp, and few readers. */
  static boolean admitsQuietly(long word, long stamp) {
    return (word & ~FEW) == stamp;
  }

  /** The word of an attached object while the read of this stamp is the only one and nobody waits for it. */
  static long withOneReader(long stamp) {
    return stamp + 1;
  }

  /** Tells whether a read with this stamp is counted in the word, as far as a count can tell. */
  static boolean isCounted(long word, long stamp) {
    return ((word ^ stamp) & GENERATION) == 0 && (word & COUNT) != 0 && isCountedStamp(stamp);
  }

  static boolean isCountedStamp(long stamp) {
    return (stamp & ~GENERATION) == COUNTED;
  }

  /** Nobody counts it and nobody owns it: whoever made this word frees the object. */
  static boolean isFree(long word) {
    return (word & (OWNED | COUNT)) == 0;
  }

  /** The word for people: "attached, 3 readers, LOCKED, generation 7". */
  static String describe(long word) {
    String state =
        (word & ATTACHED) != 0 ? "attached" : (word & OWNED) != 0 ? "detached" : readers(word) > 0 ? "retired" : "unused";
    int readers = readers(word);
    return state
        + ", "
        + (readers == 0 ? "no readers" : readers == 1 ? "1 reader" : readers + " readers")
        + ((word & LOCKED) != 0 ? ", LOCKED" : "")
        + ", generation "
        + Integer.toUnsignedString(generation(word));
  }
}
