package org.vmalock.tree;

import java.util.Objects;

/**
 * The rules for values when ranges are split and merged. A tree is built with the rules that suit its values:
 *
 * <ul>
 *   <li>{@link #uniform}: a value applies to every key of its range alike, such as protection bits, an owner, or an object that knows the
 *       key at which it begins.
 *   <li>A function {@link #tail}: a value depends on the position, such as an offset into a file or a slice of a buffer.
 * </ul>
 *
 * <p>Adjacent ranges stay apart unless {@link #mergingEqual} or {@link #mergingWhen} asks for merging.
 *
 * <pre>{@code
 * record FilePart(Path file, long offset) {}
 *
 * RangeValues<Protection> protections = RangeValues.<Protection>uniform().mergingEqual();
 * RangeValues<FilePart> parts = (part, offset) -> new FilePart(part.file(), part.offset() + offset);
 * }</pre>
 *
 * <p><b>User code under the structure lock.</b> The writer calls {@code tail}, {@code mergeable}, {@code equals} of the values and, for
 * the message of an exception, their {@code toString}, while it holds the tree's write lock. They must be short; they must not use the
 * tree, wait for a lock that a thread may hold while it uses the tree, or have side effects: they may be called more than once, and for
 * changes that are not made. An exception that one of them throws aborts the change, which leaves the tree as it was, and propagates to
 * the caller.
 *
 * @param <V> the type of the values
 */
@FunctionalInterface
public interface RangeValues<V> {
  /**
   * Returns the value of the part of a range that begins {@code offset} keys after its start.
   *
   * @param value the value of the whole range
   * @param offset the number of keys in front of the part, unsigned, not 0
   * @return the value of the part, not null
   */
  V tail(V value, long offset);

  /**
   * Returns whether two adjacent ranges are merged into one that has the value of the left one. May return true only if {@code
   * tail(left, leftLength)} is equivalent to {@code right}; otherwise a later split would produce a value that was never mapped.
   *
   * <p>A merge is optional: the tree omits it if the neighbour has readers, so that a change never waits for readers of a range outside
   * of the changed keys. The two ranges then stay apart until a change maps one of them again or updates it.
   *
   * @param left the value of the left range
   * @param leftLength the number of keys in the left range, unsigned
   * @param right the value of the right range, which begins where the left one ends
   * @return whether they are merged; by default false
   */
  default boolean mergeable(V left, long leftLength, V right) {
    return false;
  }

  /**
   * Returns the rules for values that apply to every key of their range alike: each part of a split range has the value of the whole.
   *
   * @param <V> the type of the values
   * @return the rules, without merging
   */
  static <V> RangeValues<V> uniform() {
    return (value, offset) -> value;
  }

  /**
   * Returns these rules with merging: two adjacent ranges are merged if the value that the left one would have at the start of the right
   * one, which is its {@code tail} there, {@linkplain Object#equals equals} the value of the right one. The merged range has the value of
   * the left one, and the value object of the right one is dropped.
   *
   * @return the rules
   */
  default RangeValues<V> mergingEqual() {
    return mergingWhen((left, leftLength, right) -> Objects.equals(tail(left, leftLength), right));
  }

  /**
   * Returns these rules with merging of the ranges that a predicate accepts.
   *
   * @param mergeable decides as {@link #mergeable}, and under the same conditions
   * @return the rules
   */
  default RangeValues<V> mergingWhen(Merging<? super V> mergeable) {
    return new MergingValues<>(this, mergeable);
  }

  /**
   * Decides whether two adjacent ranges are merged.
   *
   * @param <V> the type of the values
   */
  @FunctionalInterface
  interface Merging<V> {
    /**
     * Returns whether two adjacent ranges are merged, as {@link RangeValues#mergeable}.
     *
     * @param left the value of the left range
     * @param leftLength the number of keys in the left range, unsigned
     * @param right the value of the right range
     * @return whether they are merged
     */
    boolean mergeable(V left, long leftLength, V right);
  }
}
