package org.vmalock.primitive;

import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The kinds of misuse that {@link RefCount} detects. Each kind has one counter for all counts of the JVM, and is logged at its
 * first occurrence only, with the stack of that call, since a misused count in a busy program would flood the log.
 *
 * <p>The records go to the {@link System.Logger} named {@code org.vmalock.primitive.RefCount}, at level WARNING.
 */
public enum RefCountWarning {
  /** {@code incrementNotZero} or {@code addNotZero}, limited or not, found a saturated count or exceeded the maximum. */
  ADD_NOT_ZERO_OVERFLOW("a conditional addition overflowed, or found a saturated count"),

  /** {@code increment} or {@code add} found a saturated count or exceeded the maximum. */
  ADD_OVERFLOW("an addition overflowed, or found a saturated count"),

  /** {@code increment} or {@code add} found 0: the object may already be freed, and in use again for another purpose. */
  ADD_ON_ZERO("a reference was added to 0; the object is used after it was freed"),

  /** More references were dropped than were held, or one was dropped from a saturated count. */
  SUBTRACT_UNDERFLOW("a reference was dropped that no thread held, or from a saturated count"),

  /** {@code decrement} reached 0 or found 0 or less: no thread is responsible for freeing the object. */
  DECREMENT_TO_ZERO("decrement() dropped the last reference, or one that no thread held, so no thread frees the object");

  private final String description;

  @SuppressWarnings("ImmutableEnumChecker") // a counter for the whole JVM, on purpose
  private final AtomicLong occurrences = new AtomicLong();

  RefCountWarning(String description) {
    this.description = description;
  }

  /**
   * Returns the number of occurrences since the JVM started, in all counts. Wait-free.
   *
   * @return 0 or more
   */
  public long count() {
    return occurrences.get();
  }

  /** Records one misuse. Called after the count was saturated, so that a logger that throws does no harm. */
  void report(int oldValue) {
    if (occurrences.getAndIncrement() == 0) {
      log(oldValue);
    }
  }

  private void log(int oldValue) {
    String message =
        "RefCount: " + description + " (" + this + ", old value " + RefCount.describe(oldValue)
            + "). The count is saturated now, and its object will never be freed. Check that references are added and"
            + " dropped in equal numbers, here and elsewhere. Later warnings of this kind are only counted.";
    Throwable place = new Throwable("detected here");
    System.getLogger(RefCount.class.getName()).log(Level.WARNING, message, place);
  }
}
