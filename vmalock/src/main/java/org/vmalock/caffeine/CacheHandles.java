package org.vmalock.caffeine;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import org.vmalock.internal.Failures;

/**
 * The holds of several keys, which are closed together. Each handle may also be closed alone. Not thread-safe, except for the handles and
 * for {@link #close}.
 *
 * @param <K> the type of the keys
 * @param <T> the type of the resources
 */
public final class CacheHandles<K, T extends CachedResource> implements AutoCloseable {
  private final Map<K, CacheHandle<T>> handles = new LinkedHashMap<>();

  CacheHandles() {}

  /** Reserves the memory for the handle of a key, which {@link #set} then stores without allocation. */
  void reserve(K key) {
    handles.put(key, null);
  }

  /** Stores a handle, or removes the reservation if it is null. */
  void set(K key, @Nullable CacheHandle<T> handle) {
    if (handle != null) {
      handles.put(key, handle);
    } else {
      handles.remove(key);
    }
  }

  /**
   * Returns the handle of a key.
   *
   * @param key one of the keys
   * @return its handle
   * @throws NoSuchElementException if the key is not among those that are held
   */
  public CacheHandle<T> get(K key) {
    CacheHandle<T> handle = handles.get(key);
    if (handle == null) {
      throw new NoSuchElementException("key " + key + " is not held; the keys are " + handles.keySet());
    }
    return handle;
  }

  /**
   * Returns the handles by key, in the order in which the keys were given.
   *
   * @return an unmodifiable view
   */
  public Map<K, CacheHandle<T>> asMap() {
    return Collections.unmodifiableMap(handles);
  }

  /** Closes all handles. An exception of a release action is thrown after all are closed, with later ones suppressed in it. */
  @Override
  public void close() {
    Throwable failure = null;
    for (CacheHandle<T> handle : handles.values()) {
      if (handle != null) {
        try {
          handle.close();
        } catch (Throwable e) {
          failure = Failures.join(failure, e);
        }
      }
    }
    Failures.rethrow(failure);
  }
}
