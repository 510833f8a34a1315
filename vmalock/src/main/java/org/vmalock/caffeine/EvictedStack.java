package org.vmalock.caffeine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The handles that Caffeine has evicted and that are not retired yet. Caffeine reports an eviction while it holds its locks, under which
 * no release action may run; so the handle is pushed here, and the next thread that calls the cache without holding them retires it.
 *
 * <p>A Treiber stack that is emptied only as a whole, which rules out the ABA problem. Lock-free.
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

  @SuppressWarnings("UnusedVariable") // accessed through TOP
  private @Nullable CacheHandle<?> top;

  /** Pushes a handle that the calling thread has claimed. */
  void push(CacheHandle<?> claimed) {
    CacheHandle<?> seen;
    do {
      seen = (CacheHandle<?>) TOP.getOpaque(this);
      claimed.below = seen;
    } while (!TOP.compareAndSet(this, seen, claimed));
  }

  /** Removes all handles and returns the topmost, or null; they are linked by {@link CacheHandle#below}. The caller retires them. */
  @Nullable CacheHandle<?> takeAll() {
    return TOP.getOpaque(this) == null ? null : (CacheHandle<?>) TOP.getAndSet(this, null);
  }
}
