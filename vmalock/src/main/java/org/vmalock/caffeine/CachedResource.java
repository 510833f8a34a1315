package org.vmalock.caffeine;

import org.jspecify.annotations.Nullable;

/**
 * Base class of pooled objects that own a resource which must not be freed while it is read: a direct buffer, a mapped segment, a file
 * handle, a native object. A {@link ResourcePool} creates the objects, and a {@link GuardedCache} loads them. The lock that counts the
 * readers of an object belongs to the pool; an object has no method that acquires or releases it.
 *
 * <p>Create what is kept across generations (a buffer that is reused) in the constructor, and free it in the pool's {@code onDiscard}.
 * Create what belongs to one key (a file handle) in the {@link ResourceLoader}, and free it in {@link #onRelease}.
 */
public abstract class CachedResource {
  /** The lock of this object; null until its pool has made the object a member. Written once, before the object is published. */
  @Nullable ResourceLock<?> lock;

  /** Creates an object; called by the factory of a pool. */
  protected CachedResource() {}

  /**
   * Frees what belongs to one generation, after its last reader has released it and before the object can be loaded again. Called
   * exactly once each time that a cache has taken the object from its pool, also if the load failed or its result was not needed. The
   * default does nothing.
   *
   * <p>Called by the thread that drops the last reference: a reader in {@link CacheHandle#close}, the caller of {@link
   * GuardedCache#invalidate}, or a thread of Caffeine's executor. vmalock holds no lock during the call. If this method throws, the pool
   * discards the object; {@link GuardedCache} documents which thread receives the exception.
   */
  protected void onRelease() {}

  /** Returns the class and the decoded lock word, for example {@code Block@1f[attached, 3 readers, generation 7]}. */
  @Override
  public String toString() {
    ResourceLock<?> own = lock;
    return own == null ? super.toString() : own.toString();
  }
}
