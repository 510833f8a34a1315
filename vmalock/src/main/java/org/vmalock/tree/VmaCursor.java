package org.vmalock.tree;

/**
 * The position of an iteration by {@link VmaTree#startReadNext}. The position is a key, not a range: each step begins at the end of the
 * last returned range, however ranges are split, merged or replaced concurrently, so every step advances the iteration.
 *
 * <p>A range that was merged with keys below the position is returned whole; {@link #unseenStart} is the first of its keys that no
 * earlier step has returned.
 *
 * <p>Not thread-safe. A cursor can be moved to any key and used again, also with another tree.
 */
public final class VmaCursor {
  private long position;
  private long unseenStart;
  private boolean atEnd;

  /** Creates a cursor at key 0. */
  public VmaCursor() {}

  /**
   * Creates a cursor at a key.
   *
   * @param key the first key of the iteration, unsigned
   */
  public VmaCursor(long key) {
    seek(key);
  }

  /**
   * Moves the cursor to a key.
   *
   * @param key the new position, unsigned
   */
  public void seek(long key) {
    position = key;
    unseenStart = key;
    atEnd = false;
  }

  /**
   * Returns the key at which the next step begins.
   *
   * @return an unsigned key; 0 if the last returned range extends to 2<sup>64</sup>
   */
  public long position() {
    return position;
  }

  /**
   * Returns the first key of the last returned range that no earlier step has returned.
   *
   * @return an unsigned key
   */
  public long unseenStart() {
    return unseenStart;
  }

  /**
   * Returns whether the last returned range extends to 2<sup>64</sup>.
   *
   * @return true if there is no next range
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
