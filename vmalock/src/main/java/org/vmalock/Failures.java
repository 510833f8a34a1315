package org.vmalock;

import org.jspecify.annotations.Nullable;

/** Joins the exceptions of work that has to be finished although a part of it failed. */
final class Failures {
  private Failures() {}

  static RuntimeException join(@Nullable RuntimeException first, RuntimeException next) {
    if (first == null) {
      return next;
    }
    first.addSuppressed(next);
    return first;
  }

  static void suppressInto(Throwable primary, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      primary.addSuppressed(e);
    }
  }
}
