package org.vmalock.caffeine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Claimed entries that a later call has to finish: those that Caffeine has evicted under its locks and that are not retired yet, or those
 * that are retired for a waiting load and are still in Caffeine's map. An entry may be on one stack of either kind, which therefore link
 * their entries by different fields.
 *
 * <p>A Treiber stack that is emptied only as a whole, which rules out the ABA problem. Lock-free; allocates nothing.
 */
final class EntryStack<T extends CachedResource> {
  private static final VarHandle TOP;

  static {
    try {
      TOP = MethodHandles.lookup().findVarHandle(EntryStack.class, "top", CacheEntry.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final VarHandle link;

  @SuppressWarnings("UnusedVariable") // accessed through TOP
  private @Nullable CacheEntry<T> top;

  /** Creates an empty stack whose entries are linked by a field of {@link CacheEntry}. */
  EntryStack(VarHandle link) {
    this.link = link;
  }

  /** Pushes an entry that the calling thread has claimed. */
  void push(CacheEntry<T> claimed) {
    CacheEntry<?> seen;
    do {
      seen = (CacheEntry<?>) TOP.getOpaque(this);
      link.set(claimed, seen);
    } while (!TOP.compareAndSet(this, seen, claimed));
  }

  /** Removes all entries and returns the topmost, or null. */
  @SuppressWarnings("unchecked") // holds entries of this type only
  @Nullable CacheEntry<T> takeAll() {
    return TOP.getOpaque(this) == null ? null : (CacheEntry<T>) TOP.getAndSet(this, null);
  }

  /** Unlinks an entry that was taken, and returns the next one, or null. */
  @SuppressWarnings("unchecked") // as above
  @Nullable CacheEntry<T> unlink(CacheEntry<T> taken) {
    CacheEntry<T> next = (CacheEntry<T>) link.get(taken);
    link.set(taken, (CacheEntry<?>) null);
    return next;
  }
}
