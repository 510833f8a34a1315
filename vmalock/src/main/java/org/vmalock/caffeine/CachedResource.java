package org.vmalock.caffeine;

import org.jspecify.annotations.Nullable;
import org.vmalock.VmaLock;

/**
 * Base class of pooled objects that own a resource which must not be freed while it is read: a direct buffer, a mapped segment, a file
 * handle, a native object. A {@link org.vmalock.VmaPool} creates the objects, and a {@link GuardedCache} loads them.
 *
 * <p>Create what is kept across generations (a buffer that is reused) in the constructor, and free it in the pool's {@code onDiscard}.
 * Create what belongs to one key (a file handle) in the {@link ResourceLoader}, and free it in {@link #onRelease}.
 */
public abstract class CachedResource extends VmaLock {
  /**
   * The handle whose lifetime ends with the next free; null if no lifetime has begun. Written by the loading thread before the object is
   * attached; read by the thread that drops the last reference.
   */
  private @Nullable CacheHandle<?> handle;

  /** Creates a detached object; called by the factory of a pool. */
  protected CachedResource() {}

  final void beginLifetime(CacheHandle<?> handle) {
    this.handle = handle;
  }

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

  /** Calls {@link #onRelease}, and ends the lifetime in the cache. */
  @Override
  protected final void onFree() {
    CacheHandle<?> ended = handle;
    handle = null;
    try {
      onRelease();
    } finally {
      if (ended != null) {
        ended.endLifetime();
      }
    }
  }
}
