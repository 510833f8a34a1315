package org.vmalock.caffeine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;
import org.vmalock.VmaLock;

/**
 * The value of a key in a {@link GuardedCache}: a pooled resource in one generation. An entry never changes; loading the key again
 * creates another entry. An entry is not a hold: it can be kept for any time, copied to any thread, and tried by {@link #tryStartRead},
 * which refuses once the resource has been retired, even if the resource serves another key by then.
 *
 * <pre>{@code
 * CacheEntry<Block> entry = kept;        // remembered from handle.entry() or cache.lookUp(key)
 * long stamp = entry.tryStartRead();     // no look-up; costs what a counted read costs
 * if (stamp > 0) {
 *   try {
 *     use(entry.resource());
 *   } finally {
 *     entry.endRead(stamp);
 *   }
 * } else {
 *   // retired: look the key up again
 * }
 * }</pre>
 *
 * <p>Reads by a kept entry count for Caffeine's recency by sampling: the first read after a number of loads, and in a cache that expires
 * or refreshes values every few reads, is reported to Caffeine as a look-up of the key.
 *
 * @param <T> the type of the resource
 */
public final class CacheEntry<T extends CachedResource> {
  /** The link of the evicted entries. */
  static final VarHandle NEXT_EVICTED;

  /** The link of the entries that are retired for a waiting load. */
  static final VarHandle NEXT_STALE;

  private static final VarHandle CLAIMED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      NEXT_EVICTED = lookup.findVarHandle(CacheEntry.class, "nextEvicted", CacheEntry.class);
      NEXT_STALE = lookup.findVarHandle(CacheEntry.class, "nextStale", CacheEntry.class);
      CLAIMED = lookup.findVarHandle(CacheEntry.class, "claimed", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final ResourceLock<T> lock;
  private final T resource;
  private final int generation;
  private final Recency recency;
  private final PoolDemand demand;
  private final Retirer<T> retirer;

  /** The key, or a {@link WeakKey}. */
  private final Object keyOrReference;

  /** The {@linkplain Recency#mark mark} of the last report to Caffeine. Racy: a lost update costs one more report. */
  private int reported;

  /** Reads since the last report, in a cache that counts them. Racy. */
  private int reads;

  /** Set once, by the thread that retires the resource: several threads may detect that the entry was removed from the cache. */
  @SuppressWarnings("UnusedVariable") // accessed through CLAIMED
  private boolean claimed;

  /** The next entry on an {@link EntryStack}; written by the claiming thread before it pushes this entry. */
  @SuppressWarnings("UnusedVariable") // accessed through NEXT_EVICTED
  private @Nullable CacheEntry<?> nextEvicted;

  /** As {@link #nextEvicted}, on the other stack. */
  @SuppressWarnings("UnusedVariable") // accessed through NEXT_STALE
  private @Nullable CacheEntry<?> nextStale;

  /** The entry that this one replaces, until that one is retired. Written by the publishing thread. */
  volatile @Nullable CacheEntry<T> replaced;

  /** The entry that the same thread has released before, while neither has been returned to the pool. Written by that thread. */
  @Nullable CacheEntry<?> releasedBefore;

  /** The thread that ran the release action. Written by it; compared with the current thread only. */
  private @Nullable Thread releasedBy;

  /** A key that the cache does not keep reachable. */
  private static final class WeakKey extends WeakReference<Object> {
    WeakKey(Object key) {
      super(key);
    }
  }

  CacheEntry(ResourceLock<T> lock, Object key, boolean weakKeys, Recency recency, PoolDemand demand, Retirer<T> retirer) {
    this.lock = lock;
    this.resource = lock.resource;
    this.generation = lock.generation();
    this.keyOrReference = weakKeys ? new WeakKey(key) : key;
    this.recency = recency;
    this.demand = demand;
    this.retirer = retirer;
    this.reported = recency.mark();
  }

  /**
   * Returns the resource. Use it only while holding this entry: otherwise the resource may be unused, or
   * contain the value of another key.
   *
   * @return the pooled object
   */
  public T resource() {
    return resource;
  }

  /**
   * Attempts to hold the resource, without a look-up. Lock-free; does not wait; allocates nothing. A sampled read also looks the key up in
   * Caffeine, before it attempts to hold the resource; exceptions of that look-up propagate, and nothing is held.
   *
   * @return a stamp for {@link #endRead}, greater than zero; or {@link VmaLock#GONE} if the resource was retired: look up the key again;
   *     or {@link VmaLock#BUSY} if the resource has {@link VmaLock#MAXIMUM_READERS} holds
   */
  public long tryStartRead() {
    if (reported != recency.epoch()) {
      sample();
    }
    return lock.tryStartRead(generation);
  }

  /**
   * Begins a read of a resource that stays readable after it was recycled, without holding it and without a store; {@link
   * VmaLock#tryOptimisticRead} has the rules and an example. Not reported to Caffeine. Wait-free.
   *
   * <p>For resources whose memory the pool keeps, such as a buffer on the heap. A resource that is unmapped or closed when it is released or
   * discarded must be held: the crash would come before the validation that would have failed. A resource whose contents change while it
   * serves one key needs its own protection: a cache entry has no writers, so that only the end of its generation invalidates a read.
   *
   * @return a stamp for {@link #validate} and {@link #tryConvertToRead}, greater than zero
   */
  public long tryOptimisticRead() {
    return lock.tryOptimisticRead();
  }

  /**
   * Returns whether the resource has served this entry's key since {@link #tryOptimisticRead} returned the stamp: what was read in between is
   * its value. Wait-free; loads before a call that returns true are ordered before it.
   *
   * @param stamp the result of {@code tryOptimisticRead}
   * @return whether what was read is consistent; if false, look up the key again
   */
  public boolean validate(long stamp) {
    return lock.validate(generation, stamp);
  }

  /**
   * Attempts to hold the resource, provided that an optimistic read with this stamp is still valid. Lock-free.
   *
   * @param stamp the result of {@link #tryOptimisticRead}
   * @return a stamp for {@link #endRead}, greater than zero; or {@link VmaLock#GONE} or {@link VmaLock#BUSY} as {@link #tryStartRead}
   */
  public long tryConvertToRead(long stamp) {
    return lock.tryConvertToRead(generation, stamp);
  }

  /** Reports a read to Caffeine, unless the cache counts reads and this is not yet the last of the number that makes a report. */
  private void sample() {
    int mark = recency.mark();
    if (reported == mark && ++reads < Recency.READS_PER_REPORT) {
      return;
    }
    reported = mark;
    reads = 0;
    Object key = key();
    if (key != null && !isClaimed()) {
      recency.report(key);
    }
  }

  /** Attempts to hold the resource after a look-up, which Caffeine has counted. */
  long hold() {
    return lock.tryStartRead(generation);
  }

  /**
   * Releases a hold. The last release frees a resource that was removed from the cache, and retires one that a load of an exhausted pool
   * waits for. Lock-free, apart from the release action; may be called by any thread.
   *
   * @param stamp the result of {@link #tryStartRead}, or of {@link CacheHandle#takeStamp}
   * @throws IllegalMonitorStateException if no such hold is counted; nothing has changed
   */
  public void endRead(long stamp) {
    PoolDemand loads = demand; // loaded before the release, so that only its state is loaded after it
    try {
      lock.endRead(stamp);
    } finally {
      if (releasedBy != null || loads.isPending()) {
        retirer.finishRelease(this);
      }
    }
  }

  /** Returns the key, or null if it was weak and has been collected. */
  @Nullable Object key() {
    return keyOrReference instanceof WeakKey weak ? weak.get() : keyOrReference;
  }

  // ---- End of the lifetime

  /** Makes the calling thread responsible for retiring the resource; returns false if another thread already is. */
  boolean claim() {
    return !(boolean) CLAIMED.getOpaque(this) && CLAIMED.compareAndSet(this, false, true);
  }

  boolean isClaimed() {
    return (boolean) CLAIMED.getOpaque(this);
  }

  /** Drops the cache's owner reference. Called by the claiming thread. */
  void dropOwner() {
    lock.retire(generation);
  }

  /** Refuses new readers. The calling thread has claimed the entry, or holds it, so that the generation cannot end. */
  void detach() {
    if (lock.isAttached()) {
      try {
        lock.markDetached();
      } catch (IllegalStateException detachedMeanwhile) {
        return; // by another thread
      }
    }
  }

  /** Refuses new readers, if the thread that has claimed the entry has not done it yet. */
  void helpToDetach() {
    long stamp = lock.tryStartRead(generation);
    if (stamp > 0) {
      try {
        detach();
      } finally {
        endRead(stamp);
      }
    }
  }

  /** Returns whether the cache still owns the resource. Exact for the claiming thread. */
  boolean isOwned() {
    if (lock.generation() != generation) {
      return false;
    }
    if (lock.isAttached()) {
      return true;
    }
    try {
      lock.assertDetached();
      return lock.generation() == generation;
    } catch (IllegalStateException retired) {
      return false;
    }
  }

  /** Returns whether no thread holds the entry and none has claimed it. A hint. */
  boolean isIdle() {
    return !isClaimed() && lock.readers() == 0 && lock.generation() == generation && lock.isAttached();
  }

  /** Returns whether a thread holds the resource. A hint. */
  boolean isHeld() {
    return lock.readers() != 0 && lock.generation() == generation;
  }

  /** Retires this entry for a load that waits for its resource; returns whether the resource is free. */
  boolean retireForPool() {
    return retirer.retireForPool(this);
  }

  /** Begins the release action; returns an argument for {@link #endRelease}. */
  boolean beginRelease() {
    return retirer.lifetimes().beginRelease();
  }

  /** Ends the release action. The resource is on its way to the pool; it has arrived when the call that has freed it returns. */
  void endRelease(boolean tracked) {
    retirer.lifetimes().endRelease(tracked);
    LifetimeRegistry.beginReturn(this);
    releasedBy = Thread.currentThread();
  }

  /** Unregisters the lifetime: the resource is back in its pool. */
  void endLifetime() {
    retirer.lifetimes().remove(this);
  }

  /** Returns whether the release action has run. */
  boolean isReleased() {
    return releasedBy != null;
  }

  /** Returns whether the calling thread has run the release action. */
  boolean isReleasedByCurrentThread() {
    return releasedBy == Thread.currentThread();
  }

  ResourceLock<T> lock() {
    return lock;
  }

  /** Describes the state of the generation, for messages about holds. */
  String describe() {
    Object key = key();
    return "key " + (key == null ? "(collected)" : key) + ": generation " + Integer.toUnsignedString(generation) + " of " + lock
        + (isReleased() ? ", released" : isClaimed() ? ", removed from the cache" : "");
  }

  @Override
  public String toString() {
    return describe();
  }
}
