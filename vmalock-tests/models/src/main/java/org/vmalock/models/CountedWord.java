package org.vmalock.models;

import org.vmalock.models.CountedSetup.Option;

/** The lock word of {@link CountedReads}: generation from bit 8, OWNED, LOCKED, ATTACHED, and a count of 4 bits. */
final class CountedWord {
  static final int COUNT = 0xF;
  static final int ATTACHED = 0x10;
  static final int LOCKED = 0x20;
  static final int OWNED = 0x40;

  private static final int GENERATION_SHIFT = 8;

  private final boolean attachedInCount;
  private final boolean ownerInCount;
  private final int limit;

  CountedWord(CountedSetup setup) {
    this.attachedInCount = setup.has(Option.ATTACHED_IN_COUNT);
    this.ownerInCount = setup.has(Option.OWNER_IN_COUNT) || attachedInCount;
    this.limit = setup.limit();
  }

  static int generation(int word) {
    return word >> GENERATION_SHIFT;
  }

  static int count(int word) {
    return word & COUNT;
  }

  static boolean isLocked(int word) {
    return (word & LOCKED) != 0;
  }

  /** What the owner reference is in the word: a bit, or a count of one. */
  int owner() {
    return ownerInCount ? 1 : OWNED;
  }

  /** What ATTACHED is in the word: a bit, or a count of one. */
  int attached() {
    return attachedInCount ? 1 : ATTACHED;
  }

  int detachedWord(int generation) {
    return (generation << GENERATION_SHIFT) | owner();
  }

  int attachedWord(int generation) {
    return detachedWord(generation) + attached();
  }

  int unusedWord(int generation) {
    return generation << GENERATION_SHIFT;
  }

  boolean isAttached(int word) {
    return attachedInCount ? count(word) >= 2 : (word & ATTACHED) != 0;
  }

  boolean hasRoom(int word) {
    return count(word) - countWithoutReaders() < limit;
  }

  boolean hasNoReaders(int word) {
    return count(word) == countWithoutReaders();
  }

  /** The count of an attached object without readers. */
  private int countWithoutReaders() {
    return attachedInCount ? 2 : ownerInCount ? 1 : 0;
  }

  /** A detached object without readers, which no reader can acquire. */
  boolean isPrivate(int word) {
    return !isAttached(word) && count(word) == (ownerInCount ? 1 : 0);
  }

  boolean isFree(int word) {
    return (word & (COUNT | OWNED)) == 0;
  }

  String describe(int word) {
    return "[" + (isAttached(word) ? "attached, " : "") + (isLocked(word) ? "LOCKED, " : "") + ((word & OWNED) != 0 ? "owned, " : "")
        + "count " + count(word) + ", generation " + generation(word) + "]";
  }
}
