package org.vmalock.tree;

import org.jspecify.annotations.Nullable;

/**
 * Receives the range that a stamp form of a look-up has found. It is meant to be kept and used again, so that such a look-up allocates
 * nothing:
 *
 * <pre>{@code
 * long stamp = tree.startRead(key, result);
 * if (stamp > 0) {
 *   Vma<String> vma = result.vma();
 *   try {
 *     use(vma.value());
 *   } finally {
 *     vma.endRead(stamp);
 *   }
 * }
 * }</pre>
 *
 * <p>Not thread-safe. A result keeps its range reachable until the next look-up or {@link #clear}; it holds no lock.
 *
 * @param <V> the type of the values
 */
public final class VmaResult<V> {
  @Nullable Vma<V> vma;

  /** Creates an empty result. */
  public VmaResult() {}

  /**
   * Returns the range that the last look-up has found: read-locked if its result was a stamp; not locked if it was {@code BUSY}.
   *
   * @return the range
   * @throws IllegalStateException if there is none
   */
  public Vma<V> vma() {
    Vma<V> found = vma;
    if (found == null) {
      throw new IllegalStateException(
          "this result holds no range: no look-up has used it, or the last one has found none; call vma only after a look-up that"
              + " returned a stamp");
    }
    return found;
  }

  /** Drops the range. Does not release its read lock. */
  public void clear() {
    vma = null;
  }

  @Override
  public String toString() {
    return "VmaResult[" + (vma == null ? "empty" : vma) + "]";
  }
}
