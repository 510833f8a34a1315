package org.vmalock.caffeine;

import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.vmalock.internal.Names;

/**
 * One load of one key, from its start until its value is in the cache or abandoned. Confined to the loading thread, except as said. It is
 * also the function by which the loading thread publishes the value in Caffeine's map.
 */
final class Load<K, T extends CachedResource> implements BiFunction<K, @Nullable CacheEntry<T>, @Nullable CacheEntry<T>> {
  /** What a load is for, which decides what its value may replace. */
  enum Kind {
    /** Replaces no value. */
    LOOK_UP,
    /** Replaces any value. */
    PUT,
    /** Replaces the value that was present when it started, or none if none was. */
    REFRESH
  }

  final K key;

  /** The key in tables of loads; equals that of another load iff Caffeine takes the keys for the same. */
  final Object tableKey;

  final Kind kind;

  /** For a refresh, the value to replace. */
  private final @Nullable CacheEntry<T> expected;

  final Thread thread = Thread.currentThread();

  /** Opened when the load has ended; then {@link #entry} and {@link #failure} are visible to the threads that wait for it. */
  final CountDownLatch done = new CountDownLatch(1);

  /** Set by an invalidation or a put of the key: the value must not be published any more. */
  volatile boolean superseded;

  /** The resource, as soon as it is taken from the pool. */
  @Nullable ResourceLock<T> lock;

  int generation;

  /** The value, as soon as its lifetime has begun. */
  @Nullable CacheEntry<T> entry;

  /** The hold of the loading thread. */
  @Nullable CacheHandle<T> handle;

  /** The exception of the load, if those that wait for it throw it as well. */
  @Nullable Throwable failure;

  /** The value that was in the map before, if this one took its place. */
  @Nullable CacheEntry<T> replaced;

  boolean published;

  Load(K key, Object tableKey, Kind kind, @Nullable CacheEntry<T> expected) {
    this.key = key;
    this.tableKey = tableKey;
    this.kind = kind;
    this.expected = expected;
  }

  /** Decides, under Caffeine's lock for the key, whether the value takes the place of the present one. */
  @Override
  public @Nullable CacheEntry<T> apply(K same, @Nullable CacheEntry<T> present) {
    CacheEntry<T> own = entry;
    if (own == null || superseded || own.isClaimed() || !mayReplace(present)) {
      return present;
    }
    own.replaced = present;
    replaced = present;
    published = true;
    return own;
  }

  /** Returns the value, after its lifetime has begun. */
  CacheEntry<T> loaded() {
    return Objects.requireNonNull(entry, "entry");
  }

  private boolean mayReplace(@Nullable CacheEntry<T> present) {
    return switch (kind) {
      case LOOK_UP -> present == null || present.isClaimed();
      case PUT -> true;
      case REFRESH -> present == expected;
    };
  }

  @Override
  public String toString() {
    return "key " + key + ": a load in progress in thread " + Names.of(thread);
  }
}
