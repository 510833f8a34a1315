package org.vmalock.caffeine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What Caffeine has evicted and nobody has retired yet. Caffeine tells of an eviction under its locks, where no release action may run;
 * so it is put here, and retired by the next thread that comes by without locks.
 *
 * <p>A stack that is only ever emptied whole, so that no element can be mistaken for itself. Lock-free.
 */
final class EvictedStack {
  private static final VarHandle TOP;

  static {
    try {
      TOP = MethodHandles.lookup().findVarHandle(EvictedStack.class, "top", Guarded.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("UnusedVariable") // through TOP only
  private @Nullable Guarded<?> top;

  /** Puts down what the caller has claimed. */
  void push(Guarded<?> claimed) {
    Guarded<?> seen;
    do {
      seen = (Guarded<?>) TOP.getOpaque(this);
      claimed.below = seen;
    } while (!TOP.compareAndSet(this, seen, claimed));
  }

  /** Takes all, linked by {@link Guarded#below}; the caller retires them. */
  @Nullable Guarded<?> takeAll() {
    return TOP.getOpaque(this) == null ? null : (Guarded<?>) TOP.getAndSet(this, null);
  }
}
