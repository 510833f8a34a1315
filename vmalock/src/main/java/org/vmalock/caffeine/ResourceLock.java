package org.vmalock.caffeine;

import org.jspecify.annotations.Nullable;
import org.vmalock.VmaLock;
import org.vmalock.internal.Names;

/** The pooled lock of one resource: counts its readers and numbers its generations. */
final class ResourceLock<T extends CachedResource> extends VmaLock {
  final T resource;

  /**
   * The entry whose lifetime ends with the next free; null if no lifetime has begun. Written by the loading thread before the object is
   * attached; read by the thread that drops the last reference.
   */
  @Nullable CacheEntry<T> entry;

  ResourceLock(T resource) {
    this.resource = resource;
    if (resource.lock != null) {
      throw new IllegalStateException("the factory of a pool returned " + resource + ", which is in a pool already; return a new object");
    }
    resource.lock = this;
  }

  /** Calls {@link CachedResource#onRelease}, and ends the lifetime. */
  @Override
  protected void onFree() {
    CacheEntry<T> ended = entry;
    entry = null;
    if (ended == null) {
      resource.onRelease();
      return;
    }
    boolean tracked = ended.beginRelease();
    try {
      resource.onRelease();
    } finally {
      ended.endRelease(tracked);
    }
  }

  /** Returns the class of the resource, and the key that it is loaded for. */
  @Override
  protected String lockName() {
    CacheEntry<T> loaded = entry;
    return Names.of(resource) + (loaded == null ? "" : " of key " + loaded.key());
  }

  @Override
  public String toString() {
    return Names.of(resource) + super.toString().substring(lockName().length());
  }
}
