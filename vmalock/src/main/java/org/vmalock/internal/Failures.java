package org.vmalock.internal;

import org.jspecify.annotations.Nullable;

/** Joins what has been thrown by work of which the rest had to be done all the same. */
public final class Failures {
  private Failures() {}

  /** Returns the earlier one, with the later one suppressed in it. */
  public static Throwable join(@Nullable Throwable earlier, Throwable later) {
    if (earlier == null || earlier == later) {
      return later;
    }
    earlier.addSuppressed(later);
    return earlier;
  }

  /** Cleans up after a failure that is about to be thrown, and puts what fails in that into it. */
  public static void suppressInto(Throwable primary, Runnable work) {
    try {
      work.run();
    } catch (Throwable failure) {
      join(primary, failure);
    }
  }

  /** Throws it, if there is one, as it is: a user's action declares nothing, but may have been compiled to throw anything. */
  public static void rethrow(@Nullable Throwable failure) {
    if (failure != null) {
      Failures.<RuntimeException>sneak(failure);
    }
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> void sneak(Throwable failure) throws E {
    throw (E) failure;
  }
}
