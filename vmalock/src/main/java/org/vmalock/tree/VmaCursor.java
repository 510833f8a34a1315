package org.vmalock.tree;

/**
 * Where an iteration by {@link VmaTree#startReadNext} stands. It stands on a key, not on a range: whatever is split, merged or replaced
 * meanwhile, each step begins where the last range that was reported ended, so the iteration neither stands still nor goes back.
 *
 * <p>A range that has grown downwards over keys that were reported before is returned whole; {@link #unseenStart} tells where its part
 * that has not been reported begins.
 *
 * <p>For one thread at a time. A cursor may be moved to any key and used again, also for another tree.
 */
public final class VmaCursor {
  private long position;
  private long unseenStart;
  private boolean atEnd;

  /** Creates a cursor that stands on key 0. */
  public VmaCursor() {}

  /**
   * Creates a cursor that stands on a key.
   *
   * @param key where to begin, unsigned
   */
  public VmaCursor(long key) {
    seek(key);
  }

  /**
   * Moves to a key.
   *
   * @param key where to go on, unsigned
   */
  public void seek(long key) {
    position = key;
    unseenStart = key;
    atEnd = false;
  }

  /**
   * The first key that has not been passed.
   *
   * @return an unsigned key; 0 if the last range that was reported reaches up to 2<sup>64</sup>
   */
  public long position() {
    return position;
  }

  /**
   * Where the part of the last returned range begins that no earlier step has reported.
   *
   * @return an unsigned key
   */
  public long unseenStart() {
    return unseenStart;
  }

  /**
   * Tells whether the last key of all has been passed.
   *
   * @return whether there can be no next range
   */
  public boolean isAtEnd() {
    return atEnd;
  }

  void pass(Vma<?> vma) {
    unseenStart = Ranges.max(position, vma.start);
    position = vma.last + 1;
    atEnd = vma.last == -1L;
  }

  @Override
  public String toString() {
    return "VmaCursor[" + (atEnd ? "at the end" : "at 0x" + Long.toHexString(position)) + "]";
  }
}
