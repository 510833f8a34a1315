package org.vmalock.internal;

import org.jspecify.annotations.Nullable;

/** Static methods that join the exceptions of several steps that must all be performed. */
public final class Failures {
  private Failures() {}

  /** Returns the earlier exception, with the later one suppressed in it unless there is no memory for that. */
  public static Throwable join(@Nullable Throwable earlier, Throwable later) {
    if (earlier == null || earlier == later) {
      return later;
    }
    try {
      earlier.addSuppressed(later);
    } catch (OutOfMemoryError e) {
      return earlier; // the caller still has to finish its work
    }
    return earlier;
  }

  /** Returns the earlier exception, with the later one suppressed in it; or the one of them that is not null; or null. */
  public static @Nullable Throwable joinAny(@Nullable Throwable earlier, @Nullable Throwable later) {
    return later == null ? earlier : join(earlier, later);
  }

  /** Runs the work after a failure that the caller is about to throw; an exception of the work is suppressed in that failure. */
  public static void suppressInto(Throwable primary, Runnable work) {
    try {
      work.run();
    } catch (Throwable failure) {
      join(primary, failure);
    }
  }

  /** Throws the exception, if it is not null, unchanged: a user's action may throw checked exceptions that it does not declare. */
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
