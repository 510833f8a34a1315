package org.vmalock.caffeine;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vmalock.PoolExhaustedException;
import org.vmalock.VmaLock;
import org.vmalock.VmaPool;

/**
 * A Caffeine cache whose values own a resource. The last reader of an evicted value frees it and returns it to its pool.
 *
 * <pre>{@code
 * GuardedCache<Integer, Block> cache =
 *     GuardedCache.builder(pool, (Integer number, Block block) -> file.read(block.bytes(), number * BLOCK_SIZE))
 *         .build(Caffeine.newBuilder().maximumSize(1_000).recordStats());
 *
 * try (CacheHandle<Block> block = cache.get(7)) { // held: neither freed nor reused until it is closed
 *   use(block.resource().bytes());
 * }
 * }</pre>
 *
 * <h2>Reading</h2>
 *
 * <p>A hit is a look-up in Caffeine and one compare-and-set, which counts the reader and checks that the resource is still in the
 * generation of the handle that was found. It acquires no lock, and vmalock allocates nothing. There are three forms: {@link #get} and
 * {@link #getIfPresent} for try-with-resources, {@link #read} and {@link #readIfPresent} for a lambda, and {@link #lookUp} with {@link
 * CacheHandle#tryStartRead} for stamps. The loading forms always return a held value: the thread that loads holds the value before it is
 * published, so that not even a cache of size 0 can evict it first.
 *
 * <h2>Removal</h2>
 *
 * <p>Eviction, expiry, invalidation and replacement retire a value without waiting for its readers. Weight, expiry, refresh, statistics
 * and executor are those of the Caffeine builder that is passed to {@link GuardedCacheBuilder#build}. Each value that was loaded is
 * retired exactly once, including a value that loses a race or is replaced by a refresh.
 *
 * <p>An evicted value is retired by the next call that loads or changes something, or else by Caffeine's executor; so a load that needs
 * its resource never waits for a busy executor. An executor that runs tasks in the calling thread makes Caffeine call its listeners
 * under its eviction lock; with such an executor {@link CachedResource#onRelease} must not call the cache.
 *
 * <h2>The pool</h2>
 *
 * <p>The pool bounds the values in the cache <em>and</em> the values that were removed and are still held. So it needs more objects than
 * the cache has entries: one for each hold that may outlast its entry, and one for each thread that loads. A load that finds the pool
 * exhausted finishes Caffeine's pending evictions, and then waits for an object, holding no lock, for at most the {@linkplain
 * GuardedCacheBuilder#loadTimeout load timeout}; after that it throws {@link PoolExhaustedException}. Caffeine's statistics count such a
 * load as failed, and then as another miss. A refresh does not wait: it fails, Caffeine logs the failure, and the old value stays.
 *
 * <h2>Failures</h2>
 *
 * <p>Exceptions of a loader propagate to the caller, as in Caffeine: unchecked ones as they are, checked ones as the cause of a {@link
 * java.util.concurrent.CompletionException}. Exceptions of a release action propagate to the holder whose {@link CacheHandle#close} ran
 * it. If the cache itself drops the last reference, the exception is logged at level WARNING by the {@link System.Logger} with the name
 * of this class, and counted in {@link #lifetimeStats}; the call in which that happens does not throw it.
 *
 * <h2>Not supported</h2>
 *
 * <ul>
 *   <li>Holding a value does not prevent its eviction: a holder that never closes would block all evictions. A held value is safe to use
 *       after its eviction too.
 *   <li>An evicted value that is still held is not put back. A look-up loads a new value: the evicted one may be stale, and Caffeine has
 *       given its weight to other entries.
 *   <li>There is no {@code asMap} view: values that are put there directly would belong to no pool.
 * </ul>
 *
 * <p>Progress: hits are lock-free, if Caffeine's are; loads and changes acquire Caffeine's locks. Memory effects:
 * actions of the loader happen-before every hold of the value, and all holds happen-before its release action.
 *
 * @param <K> the type of the keys
 * @param <T> the type of the resources
 */
public final class GuardedCache<K, T extends CachedResource> implements AutoCloseable {
  private final String name;
  private final long closeTimeoutNanos;
  private final LifetimeRegistry registry = new LifetimeRegistry();
  private final Retirer retirer;
  private final Loading<K, T> loading;
  private final LoadingCache<K, CacheHandle<T>> cache;

  /** {@link Loading#loadIfPoolAllows}; created once, so that a hit does not allocate a function. */
  private final Function<K, @Nullable CacheHandle<T>> loadIfPoolAllows;

  GuardedCache(GuardedCacheBuilder<K, T> builder, Caffeine<? super K, ? super CacheHandle<T>> caffeine) {
    name = builder.name;
    closeTimeoutNanos = builder.closeTimeoutNanos;
    retirer = new Retirer(name);
    loading = new Loading<>(builder, caffeine, registry, retirer);
    cache = loading.cache();
    loadIfPoolAllows = loading::loadIfPoolAllows;
    builder.requireRoom(cache.policy());
  }

  /**
   * Returns a new builder.
   *
   * @param <K> the type of the keys
   * @param <T> the type of the resources
   * @param pool allocates the resources. It may be shared with other users; the cache does not close it
   * @param loader loads the value of a key into a resource
   * @return a builder
   */
  public static <K, T extends CachedResource> GuardedCacheBuilder<K, T> builder(
      VmaPool<T> pool, ResourceLoader<? super K, ? super T> loader) {
    return new GuardedCacheBuilder<>(pool, loader);
  }

  // ---- Reading

  /**
   * Returns the value of a key, held; loads it if it is absent. A hit is lock-free, and vmalock allocates nothing; a miss may wait for
   * another load of the same key, for the loader, and for the pool.
   *
   * @param key the key to look up
   * @return the value, held by the caller, who closes it exactly once
   * @throws PoolExhaustedException if the value has to be loaded and the pool stays exhausted for the load timeout
   * @throws java.util.concurrent.CompletionException if the loader threw a checked exception, or if the thread was interrupted while it
   *     waited for a resource; the interrupt status is set again in that case. Unchecked exceptions of the loader propagate as they are.
   *     The caller holds nothing
   * @throws IllegalStateException if the cache is closed, or if the value has {@link VmaLock#MAXIMUM_READERS} holds
   */
  public CacheHandle<T> get(K key) {
    while (true) {
      CacheHandle<T> found = lookUpOrLoad(key);
      if (found.loader == Thread.currentThread()) {
        loading.settle(found);
        return found;
      }
      long outcome = found.tryStartRead();
      if (outcome > 0) {
        return found;
      }
      handleRefusal(key, found, outcome);
    }
  }

  /**
   * Returns the value of a key, held, if it is present. Lock-free; vmalock allocates nothing.
   *
   * @param key the key to look up
   * @return the value, held by the caller, who closes it exactly once; or null if the key is absent
   * @throws IllegalStateException if a retired value was found and the cache is closed, or if the value has {@link
   *     VmaLock#MAXIMUM_READERS} holds
   */
  public @Nullable CacheHandle<T> getIfPresent(K key) {
    while (true) {
      CacheHandle<T> found = cache.getIfPresent(key);
      if (found == null) {
        return null;
      }
      long outcome = found.tryStartRead();
      if (outcome > 0) {
        return found;
      }
      handleRefusal(key, found, outcome);
    }
  }

  /**
   * Calls a function with the value of a key while holding it; loads the value if it is absent.
   *
   * @param <R> the result type of the function
   * @param key the key to look up
   * @param reader called with the resource, which it must not keep
   * @return the result of the function
   * @throws PoolExhaustedException as {@link #get}
   * @throws IllegalStateException as {@link #get}
   */
  public <R> @Nullable R read(K key, Function<? super T, ? extends @Nullable R> reader) {
    try (CacheHandle<T> held = get(key)) {
      return reader.apply(held.resource());
    }
  }

  /**
   * Calls a function with the value of a key while holding it, if it is present.
   *
   * @param <R> the result type of the function
   * @param key the key to look up
   * @param reader called with the resource, which it must not keep
   * @return the result of the function, or null if the key is absent
   * @throws IllegalStateException as {@link #getIfPresent}
   */
  public <R> @Nullable R readIfPresent(K key, Function<? super T, ? extends @Nullable R> reader) {
    try (CacheHandle<T> held = getIfPresent(key)) {
      return held == null ? null : reader.apply(held.resource());
    }
  }

  /**
   * Returns the value of a key without holding it; a plain map read. {@link CacheHandle#tryStartRead} then attempts to hold the value.
   *
   * @param key the key to look up
   * @return the value, not held; or null if the key is absent
   */
  public @Nullable CacheHandle<T> lookUp(K key) {
    return cache.getIfPresent(key);
  }

  private CacheHandle<T> lookUpOrLoad(K key) {
    try {
      CacheHandle<T> found = cache.get(key, loadIfPoolAllows);
      return found != null ? found : loading.loadAfterWaiting(key);
    } catch (Throwable failure) {
      loading.abandonUnsettled(key, failure);
      throw failure;
    }
  }

  /**
   * Throws if a value refused a hold because it has too many; otherwise the value is retired, and this method removes it. Caffeine has
   * removed it already, or is about to: the removal here waits for that, so that the next look-up finds another value or none.
   */
  private void handleRefusal(K key, CacheHandle<T> found, long outcome) {
    if (outcome == VmaLock.BUSY) {
      throw new IllegalStateException("the value of key " + key + " in " + name + " has " + VmaLock.MAXIMUM_READERS
          + " holds, the maximum: " + found + "; close holds that are not needed");
    }
    loading.requireOpen();
    cache.asMap().remove(key, found);
  }

  // ---- Changing

  /**
   * Loads the value of a key by a given loader, and replaces and retires the present value, if any. No lock is held during the load.
   *
   * @param key the key to load
   * @param loader loads the value, instead of the loader of the cache
   * @throws PoolExhaustedException as {@link #get}
   * @throws java.util.concurrent.CompletionException as {@link #get}; the cache is unchanged
   * @throws IllegalStateException if the cache is closed
   */
  public void put(K key, ResourceLoader<? super K, ? super T> loader) {
    loading.put(key, loader);
  }

  /**
   * Removes and retires the value of a key, if it is present.
   *
   * @param key the key to remove
   */
  public void invalidate(K key) {
    CacheHandle<T> removed = cache.asMap().remove(key);
    retirer.retireEvicted();
    if (removed != null) {
      retirer.retire(removed);
    }
  }

  /** Removes and retires all values. Values that are loaded concurrently may stay. */
  public void invalidateAll() {
    List<CacheHandle<T>> removed = new ArrayList<>(cache.asMap().values());
    cache.invalidateAll();
    retirer.retireEvicted();
    removed.forEach(retirer::retire);
  }

  /**
   * Loads the value of a key again in Caffeine's executor, and then replaces the old value. Until then look-ups find the old value.
   *
   * @param key the key to load
   * @return a future that is completed when the load ends, exceptionally if it failed; the replacement follows immediately
   * @throws IllegalStateException if the cache is closed
   */
  public CompletableFuture<Void> refresh(K key) {
    loading.requireOpen();
    return cache.refresh(key).thenAccept(handle -> {});
  }

  /** Performs Caffeine's pending evictions in the calling thread, and retires the evicted values. */
  public void cleanUp() {
    cache.cleanUp();
    retirer.retireEvicted();
  }

  // ---- Closing

  /**
   * Closes the cache like {@link #close(long, TimeUnit)}, and waits for the holders for at most the {@linkplain
   * GuardedCacheBuilder#closeTimeout close timeout}.
   *
   * @throws IllegalStateException if values are still held, or if the thread is interrupted while waiting, in which case the interrupt
   *     status is set again. The message describes the held values and their known holders. All values are retired nevertheless, and the
   *     last holder of each releases it
   */
  @Override
  public void close() {
    boolean released;
    try {
      released = close(closeTimeoutNanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(
          name + " is closed, but the wait for its holders was interrupted; the last holder of each value releases it", interrupted);
    }
    if (!released) {
      throw new IllegalStateException(name + " is closed, but after " + TimeUnit.NANOSECONDS.toMillis(closeTimeoutNanos)
          + " ms values are still held; the last holder of each releases it: " + describeLive());
    }
  }

  /**
   * Refuses further loads, retires all values, and waits until every value is released. Can be called again to wait longer. When this
   * method returns true, the resource of the value released last may still be returning to the pool; it has returned when the call that
   * released it returns.
   *
   * @param timeout the longest time to wait, in {@code unit}; zero or less does not wait
   * @param unit the unit of {@code timeout}
   * @return true if every value is released; if false, {@link #describeLive} describes what is still held
   * @throws InterruptedException if interrupted while waiting; the cache is closed, and all values are retired
   */
  public boolean close(long timeout, TimeUnit unit) throws InterruptedException {
    loading.close();
    cache.invalidateAll();
    retirer.retireEvicted();
    registry.live().forEach(retirer::retire);
    return registry.awaitEmpty(unit.toNanos(timeout));
  }

  // ---- Monitoring

  /**
   * Returns Caffeine's statistics, which are recorded if {@code recordStats()} was called on its builder.
   *
   * @return a snapshot
   */
  public CacheStats stats() {
    return cache.stats();
  }

  /**
   * Returns Caffeine's policy, to inspect and change its configuration. Values obtained from it are not held.
   *
   * @return the policy
   */
  public Policy<K, CacheHandle<T>> policy() {
    return cache.policy();
  }

  /**
   * Returns Caffeine's estimate of the number of entries.
   *
   * @return an estimate
   */
  public long estimatedSize() {
    return cache.estimatedSize();
  }

  /**
   * Returns the number of lifetimes that have begun and ended in this cache.
   *
   * @return a snapshot
   */
  public LifetimeStats lifetimeStats() {
    return registry.stats(retirer.failures());
  }

  /**
   * Describes the values that are not released: values in the cache, and values that were removed and are still held. With {@code
   * -Dvmalock.debug=true} the description includes their holders and where they acquired the values.
   *
   * @return the first few values, each with its state; empty if there is none
   */
  public String describeLive() {
    return registry.describe();
  }

  @Override
  public String toString() {
    return name + "[" + cache.estimatedSize() + " entries, " + registry.size() + " not released"
        + (loading.isClosed() ? ", closed" : "") + "]";
  }
}
