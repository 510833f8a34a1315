package org.vmalock.primitive;

import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The kinds of misuse that a {@link RefCount} notices. Each kind counts how often it was seen in this JVM, in all
 * counts together, and is logged the first time only, with the stack of that call: a broken count in a busy program
 * would otherwise flood the log.
 *
 * <p>The log goes to the {@link System.Logger} named {@code org.vmalock.primitive.RefCount}, at level WARNING.
 */
public enum RefCountWarning {
  /** {@code incrementNotZero} or {@code addNotZero}, limited or not, met a saturated count or ran past the maximum. */
  ADD_NOT_ZERO_OVERFLOW("a conditional addition overflowed, or met a saturated count"),

  /** {@code increment} or {@code add} met a saturated count or ran past the maximum. */
  ADD_OVERFLOW("an addition overflowed, or met a saturated count"),

  /** {@code increment} or {@code add} met 0: the object may be free already, and belong to somebody else. */
  ADD_ON_ZERO("a reference was added to 0; the object is used after it was freed"),

  /** More references were given back than there were, or one was given back to a saturated count. */
  SUBTRACT_UNDERFLOW("a reference was given back that nobody held, or to a saturated count"),

  /** {@code decrement} reached 0 or started at or below it: nobody was told to free the object. */
  DECREMENT_TO_ZERO("decrement() took the last reference, or one that nobody held, and nobody frees the object");

  private final String what;

  @SuppressWarnings("ImmutableEnumChecker") // a counter for the whole JVM, on purpose
  private final AtomicLong seen = new AtomicLong();

  RefCountWarning(String what) {
    this.what = what;
  }

  /**
   * Returns how often this kind was seen since the JVM started, in all counts. Wait-free.
   *
   * @return 0 or more
   */
  public long count() {
    return seen.get();
  }

  /** Records one misuse of a count that has been saturated already, so that a logger that throws leaves no harm. */
  void report(int oldValue) {
    if (seen.getAndIncrement() == 0) {
      log(oldValue);
    }
  }

  private void log(int oldValue) {
    String message =
        "RefCount: " + what + " (" + this + ", old value " + RefCount.describe(oldValue)
            + "). The count is saturated now, and its object will never be freed. Look for references taken and"
            + " given back in unequal number, here and elsewhere. Later warnings of this kind are counted only.";
    Throwable place = new Throwable("where it was noticed");
    System.getLogger(RefCount.class.getName()).log(Level.WARNING, message, place);
  }
}
