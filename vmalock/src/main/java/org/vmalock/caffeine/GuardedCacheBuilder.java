package org.vmalock.caffeine;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Builder for {@link GuardedCache}, for the settings that Caffeine's builder does not have.
 *
 * @param <K> the type of the keys
 * @param <T> the type of the resources
 */
public final class GuardedCacheBuilder<K, T extends CachedResource> {
  private static final long DEFAULT_TIMEOUT_SECONDS = 10;

  final ResourcePool<T> pool;
  final ResourceLoader<? super K, ? super T> loader;
  String name = "GuardedCache";
  long loadTimeoutNanos = TimeUnit.SECONDS.toNanos(DEFAULT_TIMEOUT_SECONDS);
  long closeTimeoutNanos = TimeUnit.SECONDS.toNanos(DEFAULT_TIMEOUT_SECONDS);
  private @Nullable BiConsumer<? super K, ? super RemovalCause> onRemoval;

  GuardedCacheBuilder(ResourcePool<T> pool, ResourceLoader<? super K, ? super T> loader) {
    this.pool = Objects.requireNonNull(pool, "pool");
    this.loader = Objects.requireNonNull(loader, "loader");
  }

  /**
   * Sets the name of the cache in messages.
   *
   * @param name any text
   * @return this builder
   */
  public GuardedCacheBuilder<K, T> name(String name) {
    this.name = Objects.requireNonNull(name, "name");
    return this;
  }

  /**
   * Sets how long a load waits for a resource if the pool is exhausted; default 10 seconds.
   *
   * @param timeout the longest time to wait, in {@code unit}; zero or less does not wait
   * @param unit the unit of {@code timeout}
   * @return this builder
   */
  public GuardedCacheBuilder<K, T> loadTimeout(long timeout, TimeUnit unit) {
    loadTimeoutNanos = unit.toNanos(timeout);
    return this;
  }

  /**
   * Sets how long {@link GuardedCache#close()} waits for holders; default 10 seconds.
   *
   * @param timeout the longest time to wait, in {@code unit}; zero or less does not wait
   * @param unit the unit of {@code timeout}
   * @return this builder
   */
  public GuardedCacheBuilder<K, T> closeTimeout(long timeout, TimeUnit unit) {
    closeTimeoutNanos = unit.toNanos(timeout);
    return this;
  }

  /**
   * Sets a listener for every value that is removed from the cache; it takes the place of the removal listener of Caffeine's builder. It
   * is called in Caffeine's executor after the value was retired, without the value, which may be unused by then. It is not called for
   * keys that were garbage-collected. A value that was retired because the pool was exhausted is reported with the cause {@code EXPLICIT}.
   * Caffeine logs the exceptions that the listener throws.
   *
   * @param onRemoval called with the key and Caffeine's cause
   * @return this builder
   */
  public GuardedCacheBuilder<K, T> onRemoval(BiConsumer<? super K, ? super RemovalCause> onRemoval) {
    this.onRemoval = Objects.requireNonNull(onRemoval, "onRemoval");
    return this;
  }

  /**
   * Builds the cache with a builder of Caffeine, which cannot be used again. A weigher or an expiry of that builder gets the values as
   * {@link CacheEntry}. It may access the resource when a value is weighed or created, since no other thread can reach it then; when a
   * value is read it may use the key only, since the resource may have been freed.
   *
   * @param caffeine the configured builder: weight, expiry, refresh, statistics, executor, scheduler, weak keys. Weak or soft values have
   *     no effect, since a value stays reachable until it is released
   * @return the cache
   * @throws IllegalStateException if that builder has an eviction listener or a removal listener already: either would get values that
   *     may be unused. Use {@link #onRemoval} instead
   * @throws IllegalArgumentException if the maximum number of entries is not less than the capacity of the pool, so that a full cache could
   *     not load
   */
  public GuardedCache<K, T> build(Caffeine<? super K, ? super CacheEntry<T>> caffeine) {
    return new GuardedCache<>(this, Objects.requireNonNull(caffeine, "caffeine"));
  }

  Caffeine<K, CacheEntry<T>> withListeners(Caffeine<? super K, ? super CacheEntry<T>> caffeine, Retirer<T> retirer) {
    Caffeine<K, CacheEntry<T>> evicting =
        setListener("an eviction listener", () -> caffeine.<K, CacheEntry<T>>evictionListener(
            (key, entry, cause) -> handleEviction(entry, retirer)));
    return setListener("a removal listener", () -> evicting.removalListener(
        (key, entry, cause) -> handleRemoval(key, entry, cause, retirer)));
  }

  /** Returns whether a builder asks for weak keys, which Caffeine compares by identity; its description is the only way to know. */
  static boolean hasWeakKeys(Caffeine<?, ?> caffeine) {
    return caffeine.toString().contains("keyStrength=weak");
  }

  private <C> C setListener(String listener, Supplier<C> setter) {
    try {
      return setter.get();
    } catch (IllegalStateException alreadySet) {
      throw new IllegalStateException("The Caffeine builder of " + name + " has " + listener + " already. " + name
          + " sets its own to retire removed values, and another listener would get values that may be unused. Use"
          + " GuardedCacheBuilder.onRemoval to observe removals, and CachedResource.onRelease to free what a value owns", alreadySet);
    }
  }

  private void handleEviction(@Nullable CacheEntry<T> entry, Retirer<T> retirer) {
    if (entry != null) {
      retirer.retireLater(entry);
    }
  }

  private void handleRemoval(@Nullable K key, @Nullable CacheEntry<T> entry, RemovalCause cause, Retirer<T> retirer) {
    retirer.retireEvicted();
    if (entry != null) {
      retirer.retire(entry);
    }
    if (onRemoval != null && key != null) {
      onRemoval.accept(key, cause);
    }
  }

  void requireRoom(Policy<K, CacheEntry<T>> policy) {
    policy.eviction().filter(eviction -> !eviction.isWeighted() && eviction.getMaximum() >= pool.capacity()).ifPresent(eviction -> {
      throw new IllegalArgumentException(name + " can have " + eviction.getMaximum() + " entries, but " + pool + " has no more objects than"
          + " that: a full cache could not load. Build the pool with one more object for each thread that loads, and for each hold that may"
          + " outlast its entry");
    });
  }
}
