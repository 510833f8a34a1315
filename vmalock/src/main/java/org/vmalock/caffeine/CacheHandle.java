package org.vmalock.caffeine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import org.vmalock.VmaLock;

/**
 * The value of a key in a {@link GuardedCache}: a pooled resource in one generation. A handle never changes; loading the key again
 * creates another handle.
 *
 * <p>{@link GuardedCache#get} returns a handle that is <em>held</em>: its resource is neither released nor reused until {@link #close},
 * whatever the cache does. All holds of one generation share one handle and one stamp, so a hold allocates nothing; any thread may close
 * it.
 *
 * <p>{@link GuardedCache#lookUp} returns a handle without a hold. It can be kept and tried again by {@link #tryStartRead}, which refuses
 * once the resource has been retired, even if the resource serves another key by then.
 *
 * @param <T> the type of the resource
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
  private final LifetimeRegistry registry;

  /**
   * The thread whose {@code get} has loaded this handle and has not returned yet; it holds the handle already. Written by that thread
   * only, and compared with the current thread only: a stale value never equals the current thread.
   */
  @Nullable Thread loader;

  /** Set once, by the thread that retires the resource: several threads may detect that the handle was removed from the cache. */
  @SuppressWarnings("UnusedVariable") // accessed through CLAIMED
  private boolean claimed;

  /** The next lower handle on the {@link EvictedStack}; written by the claiming thread before it pushes this handle. */
  @Nullable CacheHandle<?> below;

  CacheHandle(T resource, LifetimeRegistry registry) {
    this.resource = resource;
    this.generation = resource.generation();
    this.registry = registry;
  }

  /**
   * Returns the resource. Use it only while holding this handle: otherwise the resource may be unused, or
   * contain the value of another key.
   *
   * @return the pooled object
   */
  public T resource() {
    return resource;
  }

  /**
   * Attempts to hold the resource, without a look-up. Lock-free; does not wait; allocates nothing.
   *
   * @return a stamp for {@link #endRead}, greater than zero; or {@link VmaLock#GONE} if the resource was retired: look up the key again;
   *     or {@link VmaLock#BUSY} if the resource has {@link VmaLock#MAXIMUM_READERS} holds
   */
  public long tryStartRead() {
    return resource.tryStartRead(generation);
  }

  /**
   * Releases a hold. The last release frees a resource that was removed from the cache. Lock-free, apart from the release action; may
   * be called by any thread.
   *
   * @param stamp the result of {@link #tryStartRead}, or {@link #stamp}
   * @throws IllegalMonitorStateException if no such hold is counted; nothing has changed
   */
  public void endRead(long stamp) {
    resource.endRead(stamp);
  }

  /**
   * Returns the stamp of every hold of this handle, for callers that pass on a {@code long} instead of this object.
   *
   * @return an argument for {@link #endRead}, greater than zero
   */
  public long stamp() {
    return VmaLock.countedStamp(generation);
  }

  /**
   * Releases a hold that was acquired by {@link GuardedCache#get} or {@link GuardedCache#getIfPresent}; equivalent to {@code
   * endRead(stamp())}.
   *
   * @throws IllegalMonitorStateException if no hold of this handle is counted; nothing has changed
   */
  @Override
  public void close() {
    resource.endRead(VmaLock.countedStamp(generation));
  }

  // ---- End of the lifetime

  /** Makes the calling thread responsible for retiring the resource; returns false if another thread already is. */
  boolean claim() {
    return !(boolean) CLAIMED.getOpaque(this) && CLAIMED.compareAndSet(this, false, true);
  }

  /** Drops the cache's owner reference. Called once, by the claiming thread. */
  void retire() {
    resource.retire(generation);
  }

  /** Unregisters the lifetime. Called by the thread that dropped the last reference, after the release action. */
  void endLifetime() {
    registry.remove(this);
  }

  @Override
  public String toString() {
    return "generation " + Integer.toUnsignedString(generation) + " of " + resource;
  }
}
