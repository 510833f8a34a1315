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
      TOP = MethodHandles.lookup().findVarHandle(EvictedStack.class, "top", CacheHandle.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("UnusedVariable") // through TOP only
  private @Nullable CacheHandle<?> top;

  /** Puts down what the caller has claimed. */
  void push(CacheHandle<?> claimed) {
    CacheHandle<?> seen;
    do {
      seen = (CacheHandle<?>) TOP.getOpaque(this);
      claimed.below = seen;
    } while (!TOP.compareAndSet(this, seen, claimed));
  }

  /** Takes all, linked by {@link CacheHandle#below}; the caller retires them. */
  @Nullable CacheHandle<?> takeAll() {
    return TOP.getOpaque(this) == null ? null : (CacheHandle<?>) TOP.getAndSet(this, null);
  }
}
