package org.vmalock.lazymm;

import org.jspecify.annotations.Nullable;

/** What release actions have thrown while a protocol step still had to come to its end. */
final class Failures {
  private Failures() {}

  static Throwable join(@Nullable Throwable earlier, Throwable later) {
    if (earlier == null || earlier == later) {
      return later;
    }
    earlier.addSuppressed(later);
    return earlier;
  }

  /** Throws it as it is: a release action declares nothing, but may have been compiled to throw anything. */
  static void rethrow(@Nullable Throwable failure) {
    if (failure != null) {
      Failures.<RuntimeException>sneak(failure);
    }
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> void sneak(Throwable failure) throws E {
    throw (E) failure;
  }
}
