package org.vmalock.caffeine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import org.vmalock.VmaLock;

/**
 * What a {@link GuardedCache} has for a key: one life of a pooled resource. It never changes; when the key is loaded again there is
 * another one.
 *
 * <p>{@link GuardedCache#get} returns it <em>held</em>: the resource stays what it is until {@link #close}, whatever the cache does
 * meanwhile. Every hold of one life is the same object and is given back by the same call, so holding allocates nothing; a hold may be
 * given back by another thread than the one that took it.
 *
 * <p>{@link GuardedCache#lookUp} returns it without a hold. It may be kept for as long as you like and tried by {@link #tryStartRead},
 * which tells when this life is over, even if the resource serves another key by then.
 *
 * @param <T> the resources
 */
public final class CacheHandle<T extends CachedResource> implements AutoCloseable {
  private static final VarHandle CLAIMED;

  static {
    try {
      CLAIMED = MethodHandles.lookup().findVarHandle(CacheHandle.class, "claimed", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final T resource;
  private final int generation;
  private final LifetimeRegistry ledger;

  /**
   * The thread whose {@code get} has loaded this and not returned yet: it has a hold already. Written by that thread only, and compared
   * with the current thread only, so that no stale value can be taken for the truth.
   */
  @Nullable Thread loader;

  /** Set once, by whoever is going to retire the resource: many may notice that it has left the cache. */
  @SuppressWarnings("UnusedVariable") // through CLAIMED only
  private boolean claimed;

  /** The next below on the {@link EvictedStack}; written by the claimant before it pushes this. */
  @Nullable CacheHandle<?> below;

  CacheHandle(T resource, LifetimeRegistry ledger) {
    this.resource = resource;
    this.generation = resource.generation();
    this.ledger = ledger;
  }

  /**
   * The resource. Use it between a hold and its {@link #close} only: at any other time it may be free, or another key's.
   *
   * @return the pooled object
   */
  public T resource() {
    return resource;
  }

  /**
   * Tries to hold it, without a look-up. Lock-free; does not wait; allocates nothing.
   *
   * @return a stamp for {@link #endRead}, greater than zero; or {@link VmaLock#GONE} if this life is over: look the key up again; or
   *     {@link VmaLock#BUSY} if {@link VmaLock#MAXIMUM_READERS} hold it
   */
  public long tryStartRead() {
    return resource.tryStartRead(generation);
  }

  /**
   * Gives a hold back. The last one to leave releases a resource that is out of the cache. Lock-free but for the release action; any
   * thread may do it.
   *
   * @param stamp what the start returned, or {@link #stamp}
   * @throws IllegalMonitorStateException if that hold is not counted any more; nothing has changed
   */
  public void endRead(long stamp) {
    resource.endRead(stamp);
  }

  /**
   * The stamp that stands for any hold of this life, for callers that pass a {@code long} on and not this object.
   *
   * @return what {@link #endRead} takes, greater than zero
   */
  public long stamp() {
    return VmaLock.countedStamp(generation);
  }

  /**
   * Gives back a hold that {@link GuardedCache#get} or {@link GuardedCache#getIfPresent} has returned: the same as {@code
   * endRead(stamp())}.
   *
   * @throws IllegalMonitorStateException if no hold of this life is left; nothing has changed
   */
  @Override
  public void close() {
    resource.endRead(VmaLock.countedStamp(generation));
  }

  // ---- The end of the life

  /** Makes the caller, and nobody else, responsible for retiring the resource. */
  boolean claim() {
    return !(boolean) CLAIMED.getOpaque(this) && CLAIMED.compareAndSet(this, false, true);
  }

  /** Drops the cache's reference. For the claimant. */
  void retire() {
    resource.retire(generation);
  }

  /** The last reference is gone and the release action has run. */
  void hasEnded() {
    ledger.end(this);
  }

  @Override
  public String toString() {
    return "generation " + Integer.toUnsignedString(generation) + " of " + resource;
  }
}
