package org.vmalock.caffeine;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.vmalock.VmaPool;

/**
 * How a {@link GuardedCache} is to be, beyond what Caffeine's own builder says.
 *
 * @param <K> the keys
 * @param <T> the resources
 */
public final class GuardedCacheBuilder<K, T extends CachedResource> {
  private static final long DEFAULT_TIMEOUT_SECONDS = 10;

  final VmaPool<T> pool;
  final ResourceLoader<? super K, ? super T> loader;
  String name = "GuardedCache";
  long loadTimeoutNanos = TimeUnit.SECONDS.toNanos(DEFAULT_TIMEOUT_SECONDS);
  long closeTimeoutNanos = TimeUnit.SECONDS.toNanos(DEFAULT_TIMEOUT_SECONDS);
  private @Nullable BiConsumer<? super K, ? super RemovalCause> onRemoval;

  GuardedCacheBuilder(VmaPool<T> pool, ResourceLoader<? super K, ? super T> loader) {
    this.pool = Objects.requireNonNull(pool, "pool");
    this.loader = Objects.requireNonNull(loader, "loader");
  }

  /**
   * Sets the name that messages call the cache by.
   *
   * @param name any text
   * @return this builder
   */
  public GuardedCacheBuilder<K, T> name(String name) {
    this.name = Objects.requireNonNull(name, "name");
    return this;
  }

  /**
   * Sets how long a load waits for a resource if the pool is exhausted; 10 seconds unless told otherwise.
   *
   * @param timeout how long at most, in {@code unit}; zero or less does not wait
   * @param unit the unit of {@code timeout}
   * @return this builder
   */
  public GuardedCacheBuilder<K, T> loadTimeout(long timeout, TimeUnit unit) {
    loadTimeoutNanos = unit.toNanos(timeout);
    return this;
  }

  /**
   * Sets how long {@link GuardedCache#close()} waits for holders; 10 seconds unless told otherwise.
   *
   * @param timeout how long at most, in {@code unit}; zero or less does not wait
   * @param unit the unit of {@code timeout}
   * @return this builder
   */
  public GuardedCacheBuilder<K, T> closeTimeout(long timeout, TimeUnit unit) {
    closeTimeoutNanos = unit.toNanos(timeout);
    return this;
  }

  /**
   * Sets who is told of every value that has left the cache, in place of a removal listener of Caffeine's builder: called in its
   * executor, when the value is retired, and without the value, which may be free by then. Not told of keys that the garbage collector
   * has taken. Its exceptions are logged by Caffeine.
   *
   * @param onRemoval gets the key and Caffeine's reason
   * @return this builder
   */
  public GuardedCacheBuilder<K, T> onRemoval(BiConsumer<? super K, ? super RemovalCause> onRemoval) {
    this.onRemoval = Objects.requireNonNull(onRemoval, "onRemoval");
    return this;
  }

  /**
   * Builds the cache and uses up the builder of Caffeine's that is handed over. A weigher or an expiry of that builder sees the values
   * as {@link CacheHandle}: when one is weighed or created nobody else has it, so its resource may be looked at; when it is read it may be
   * free by then, and only the key may be looked at.
   *
   * @param caffeine configured as you like: weight, expiry, refresh, statistics, executor, scheduler, weak keys. Weak or soft values make no
   *     difference, since a value that somebody has to release stays reachable
   * @return the cache
   * @throws IllegalStateException if that builder has an eviction listener or a removal listener already: both would be given values
   *     that may be free. Use {@link #onRemoval} instead
   * @throws IllegalArgumentException if the cache may have as many entries as the pool has objects, so that a load could not get one
   */
  public GuardedCache<K, T> build(Caffeine<? super K, ? super CacheHandle<T>> caffeine) {
    return new GuardedCache<>(this, Objects.requireNonNull(caffeine, "caffeine"));
  }

  Caffeine<K, CacheHandle<T>> withListeners(Caffeine<? super K, ? super CacheHandle<T>> caffeine, Retirer retirer) {
    Caffeine<K, CacheHandle<T>> evicting =
        free("an eviction listener", () -> caffeine.<K, CacheHandle<T>>evictionListener((key, life, cause) -> evicted(life, retirer)));
    return free("a removal listener", () -> evicting.removalListener((key, life, cause) -> removed(key, life, cause, retirer)));
  }

  private <C> C free(String what, Supplier<C> place) {
    try {
      return place.get();
    } catch (IllegalStateException taken) {
      throw new IllegalStateException("The Caffeine builder of " + name + " has " + what + " already. " + name
          + " needs that place to retire what leaves the cache, and a listener there would get values that may be free. Use"
          + " GuardedCacheBuilder.onRemoval to be told of removals, and CachedResource.onRelease to release what a value owns", taken);
    }
  }

  private static void evicted(@Nullable CacheHandle<?> life, Retirer retirer) {
    if (life != null) {
      retirer.retireLater(life);
    }
  }

  private void removed(@Nullable K key, @Nullable CacheHandle<?> life, RemovalCause cause, Retirer retirer) {
    retirer.retireEvicted();
    if (life != null) {
      retirer.retire(life);
    }
    if (onRemoval != null && key != null) {
      onRemoval.accept(key, cause);
    }
  }

  void requireRoom(Policy<K, CacheHandle<T>> policy) {
    policy.eviction().filter(eviction -> !eviction.isWeighted() && eviction.getMaximum() >= pool.capacity()).ifPresent(eviction -> {
      throw new IllegalArgumentException(name + " may have " + eviction.getMaximum() + " entries, and " + pool + " has no object more:"
          + " nothing could be loaded into a full cache. Give the pool one more for each thread that loads, and one for each hold that may"
          + " outlive its entry");
    });
  }
}
