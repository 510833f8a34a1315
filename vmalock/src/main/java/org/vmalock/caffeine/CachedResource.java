package org.vmalock.caffeine;

import org.jspecify.annotations.Nullable;
import org.vmalock.VmaLock;

/**
 * A pooled object that owns what must not be freed under a reader: a direct buffer, a mapped segment, a file handle, a native object.
 * Extend it, make a {@link org.vmalock.VmaPool} of it, and let a {@link GuardedCache} load it.
 *
 * <p>What lasts as long as the object (a buffer that is used again) is made in the constructor and given up in the pool's {@code
 * onDiscard}. What belongs to one key (a file handle) is opened by the {@link ResourceLoader} and given up in {@link #onRelease}.
 */
public abstract class CachedResource extends VmaLock {
  /**
   * The life in a cache that the next free ends; null if none has begun. Written by the load, before the object is attached; read by
   * whoever drops the last reference.
   */
  private @Nullable CacheHandle<?> life;

  /** Creates a detached resource; for the factory of a pool. */
  protected CachedResource() {}

  final void enterCache(CacheHandle<?> life) {
    this.life = life;
  }

  /**
   * Gives up what belongs to one life, when its last reader has left and before the object may be loaded again. Called exactly once for
   * each time that a cache takes the object from its pool, also if the load has failed halfway or was not needed in the end. Does
   * nothing by default.
   *
   * <p>It runs in the thread that drops the last reference: a reader in {@link CacheHandle#close}, the caller of {@link
   * GuardedCache#invalidate}, or a thread of Caffeine's executor. vmalock holds no lock. If it throws, the object leaves the pool for
   * good; {@link GuardedCache} says who gets the exception.
   */
  protected void onRelease() {}

  /** Ends the life in the cache as well; the release action itself is {@link #onRelease}. */
  @Override
  protected final void onFree() {
    CacheHandle<?> ended = life;
    life = null;
    try {
      onRelease();
    } finally {
      if (ended != null) {
        ended.hasEnded();
      }
    }
  }
}
