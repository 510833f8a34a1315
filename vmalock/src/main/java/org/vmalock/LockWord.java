package org.vmalock;

import org.vmalock.internal.SampledHolds;

/**
 * The arithmetic of the 64-bit lock word and of the stamps derived from it, as pure functions. The algorithmic notes, {@code
 * doc-files/algorithms.html}, have the layout, and state which thread performs which change.
 */
final class LockWord {
  /** A writer refuses readers while it drains. The sign bit, so that a stamp, which never has it, is greater than zero. */
  static final long LOCKED = 1L << 63;

  /** Readers may acquire the object. */
  static final long ATTACHED = 1L << 30;

  /** Readers may acquire the object by hazards. Set together with {@link #ATTACHED} or while it is set, and cleared no later. */
  static final long SPREAD = 1L << 29;

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

  /** The bit that every stamp has: a stamp is greater than zero whatever its generation. */
  private static final long STAMP = 1L << 30;

  /** In a stamp: that of a hazard read, with the number of its slot in place of a count. */
  private static final long HAZARD = 1L << 29;

  /** In a stamp: the hold was recorded at level {@code sampled}. The caller keeps the bit; it is removed before any other use of the stamp. */
  private static final long RECORDED = SampledHolds.MARK;

  /** The bits by which the word of an attached object without readers differs from the stamps of its generation. */
  private static final long IDLE = ATTACHED ^ STAMP ^ OWNED;

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

  /** Returns the word of an attached object of this generation without readers. */
  static long idle(int generation) {
    return (Integer.toUnsignedLong(generation) << GENERATION_SHIFT) | (ATTACHED | OWNED);
  }

  /** Returns the word of an attached object of the word's generation without readers. */
  static long idle(long word) {
    return (word & GENERATION) | ATTACHED | OWNED;
  }

  /** Returns whether a reader of this generation may be counted: attached, not LOCKED, and below the limit. */
  static boolean admits(long word, long idle) {
    return ((word ^ idle) & (GENERATION | ATTACHED | LOCKED)) == 0 && (word & COUNT) < LIMIT;
  }

  /** Tests a sufficient condition for {@link #admits} by one comparison: the word is the idle one plus a few readers. */
  static boolean admitsFast(long word, long idle) {
    return (word & ~FEW) == idle;
  }

  /** Returns whether a reader of this generation may publish a hazard: attached, SPREAD and not LOCKED. */
  static boolean admitsHazard(long word, long idle) {
    return ((word ^ idle) & (GENERATION | ATTACHED | LOCKED | SPREAD)) == SPREAD;
  }

  static boolean isSpread(long word) {
    return (word & SPREAD) != 0;
  }

  /** Returns whether the word is attached and SPREAD in the generation of the idle word, LOCKED or not. */
  static boolean isSpread(long word, long idle) {
    return ((word ^ idle) & (GENERATION | ATTACHED | SPREAD)) == SPREAD;
  }

  /**
   * Returns the word after ATTACHED and other bits were cleared, and SPREAD with them. If it was set, the thread that clears it is counted in
   * the same step, since it has to convert.
   */
  static long withoutAttached(long word, long bits) {
    return (word & ~(ATTACHED | SPREAD | bits)) + (isSpread(word) ? 1 : 0);
  }

  /** Returns the stamp of the hazard read in this slot, in the generation of the idle word. */
  static long hazardStamp(long idle, int slot) {
    return (idle ^ (IDLE | HAZARD)) | slot;
  }

  /** Returns the stamp of a counted read in the generation of the idle word. */
  static long stampOfIdle(long idle) {
    return idle ^ IDLE;
  }

  /** Returns the stamp of a counted read in the generation of a word or stamp: greater than zero. */
  static long stamp(long wordOrStamp) {
    return (wordOrStamp & GENERATION) | STAMP;
  }

  /** Returns the stamp of a hold that was recorded. */
  static long recorded(long stamp) {
    return stamp | RECORDED;
  }

  /** Returns whether the stamp is that of a hold that was recorded. */
  static boolean isRecorded(long stamp) {
    return stamp > 0 && (stamp & (STAMP | RECORDED)) == (STAMP | RECORDED);
  }

  /** Returns the stamp without the mark of a recorded hold. */
  static long unmarked(long stamp) {
    return isRecorded(stamp) ? stamp & ~RECORDED : stamp;
  }

  /** Returns whether this is a stamp of a hazard read. */
  static boolean isHazard(long stamp) {
    return (stamp & ~(GENERATION | COUNT)) == (STAMP | HAZARD);
  }

  /** Returns the slot of a hazard read. */
  static int slot(long stamp) {
    return (int) (stamp & COUNT);
  }

  /**
   * Tests a sufficient condition for a release without duties, by a reader with this stamp: readers are counted in the generation of the stamp,
   * the object is attached, and no writer drains.
   */
  static boolean releasesFast(long word, long stamp) {
    return (word & ~FEW) == (stamp ^ IDLE) && (word & COUNT) != 0;
  }

  /** Returns whether the word may count a read with this stamp: exact for the generation, and for a count of zero. */
  static boolean isCounted(long word, long stamp) {
    return ((word ^ stamp) & GENERATION) == 0 && (word & COUNT) != 0 && (stamp & ~GENERATION) == STAMP;
  }

  static boolean isStamp(long stamp) {
    return (stamp & ~GENERATION) == STAMP || isHazard(stamp);
  }

  /** Returns whether the word is that of an attached object in the generation of another word. */
  static boolean isAttached(long word, long other) {
    return ((word ^ other) & GENERATION) == 0 && (word & ATTACHED) != 0;
  }

  /** Returns whether the word is that of an attached object in this generation. */
  static boolean isAttachedIn(long word, int generation) {
    return (word & (GENERATION | ATTACHED)) == ((Integer.toUnsignedLong(generation) << GENERATION_SHIFT) | ATTACHED);
  }

  /** Returns whether the word is that of an object that its owner may attach, in the generation of another word. */
  static boolean isDetached(long word, long other) {
    return ((word ^ other) & GENERATION) == 0 && (word & (ATTACHED | OWNED | RETIRING)) == OWNED;
  }

  /** Returns whether the word has neither an owner nor a reader: the thread that stored it frees the object. */
  static boolean isFree(long word) {
    return (word & (OWNED | COUNT)) == 0;
  }

  /** Returns the decoded word, for example {@code attached, 3 readers, LOCKED, generation 7}. */
  static String describe(long word) {
    return describe(word, 0);
  }

  /** Returns the decoded word of an object with further readers that have published hazards. */
  static String describe(long word, int hazards) {
    String state =
        (word & ATTACHED) != 0
            ? "attached"
            : (word & RETIRING) != 0 ? "retired" : (word & OWNED) != 0 ? "detached" : readers(word) > 0 ? "retired" : "unused";
    int readers = readers(word) + hazards;
    return state
        + (isSpread(word) ? ", spread" : "")
        + ", "
        + (readers == 0 ? "no readers" : readers == 1 ? "1 reader" : readers + " readers")
        + ((word & LOCKED) != 0 ? ", LOCKED" : "")
        + ", generation "
        + Integer.toUnsignedString(generation(word));
  }
}
