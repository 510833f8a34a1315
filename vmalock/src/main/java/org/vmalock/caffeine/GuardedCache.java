package org.vmalock.caffeine;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import com.github.benmanes.caffeine.cache.Policy;
import com.github.benmanes.caffeine.cache.stats.CacheStats;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.vmalock.PoolExhaustedException;
import org.vmalock.VmaLock;
import org.vmalock.internal.Failures;
import org.vmalock.internal.HoldChecks;
import org.vmalock.internal.HoldTable;
import org.vmalock.internal.TimedWait;
import org.vmalock.internal.Waiting;

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
 * generation of the entry that was found. It acquires no lock. There are three forms:
 *
 * <table>
 *   <caption>Forms of reading</caption>
 *   <tr><th scope="col">form</th><th scope="col">methods</th><th scope="col">vmalock allocates</th></tr>
 *   <tr><td>handle</td><td>{@link #get}, {@link #tryGet}, {@link #getIfPresent}</td><td>one {@link CacheHandle} a hold</td></tr>
 *   <tr><td>lambda</td><td>{@link #read}, {@link #readIfPresent}</td><td>nothing on a hit</td></tr>
 *   <tr><td>stamp</td><td>{@link #lookUp}, or a kept {@link CacheEntry}, and {@link CacheEntry#tryStartRead}</td><td>nothing</td></tr>
 * </table>
 *
 * <p>The loading forms always return a held value: the thread that loads holds the value before it is published, so that not even a cache
 * of size 0 can evict it first. Threads that look up a key which another thread loads wait for that load, and get its value or its
 * exception.
 *
 * <h2>Removal</h2>
 *
 * <p>Eviction, expiry, invalidation and replacement retire a value without waiting for its readers. Weight, expiry, refresh, statistics
 * and executor are those of the Caffeine builder that is passed to {@link GuardedCacheBuilder#build}. Each value that was loaded is
 * retired exactly once, including a value that loses a race or that Caffeine drops in a refresh.
 *
 * <p>When {@link #invalidate}, {@link #invalidateAll()} or {@link #put} returns, no new reader acquires a value that was in the cache
 * before the call. Its resource is free by then, unless it is held or another thread is just retiring it.
 *
 * <p>An evicted value is retired by the next call that loads or changes something, or else by Caffeine's executor; so a load that needs
 * its resource never waits for a busy executor. An executor that runs tasks in the calling thread makes Caffeine call its listeners
 * under its eviction lock; with such an executor {@link CachedResource#onRelease} must not call the cache.
 *
 * <h2>The pool</h2>
 *
 * <p>The pool bounds the values in the cache <em>and</em> the values that were removed and are still held. A load that finds it exhausted
 * performs Caffeine's pending evictions, and retires a value that no thread holds: the coldest that Caffeine knows of, or the one that is
 * held least long if Caffeine knows the age only, or any. If all values are held, the load waits in the queue of the pool, first come, first
 * served, for at most the {@linkplain GuardedCacheBuilder#loadTimeout load timeout}; a thread that releases the last hold of a value while
 * a load waits retires that value. Then the load throws {@link PoolExhaustedException}, which tells whether values are held or the objects
 * are used elsewhere. A refresh does not wait: it fails, and the old value stays. Caches that share a pool give way to each other in the
 * same manner.
 *
 * <h2>Failures</h2>
 *
 * <p>Exceptions of a loader propagate to the caller, as in Caffeine: unchecked ones as they are, checked ones as the cause of a {@link
 * CacheLoadException}. Exceptions of a release action propagate to the holder whose {@link CacheHandle#close} ran
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
  private final LifetimeRegistry<T> lifetimes = new LifetimeRegistry<>();
  private final Retirer<T> retirer;
  private final Loading<K, T> loading;
  private final AsyncLoading<K, T> asyncLoading;
  private final LoadingCache<K, CacheEntry<T>> cache;

  GuardedCache(GuardedCacheBuilder<K, T> builder, Caffeine<? super K, ? super CacheEntry<T>> caffeine) {
    name = builder.name;
    closeTimeoutNanos = builder.closeTimeoutNanos;
    retirer = new Retirer<>(name, builder.pool, lifetimes);
    boolean weakKeys = GuardedCacheBuilder.hasWeakKeys(caffeine);
    asyncLoading = new AsyncLoading<>(builder.loader);
    cache = builder.withListeners(caffeine, retirer).build(asyncLoading);
    builder.requireRoom(cache.policy());
    loading = new Loading<>(builder, weakKeys, cache, lifetimes, retirer);
    asyncLoading.connect(cache, loading, retirer);
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
      ResourcePool<T> pool, ResourceLoader<? super K, ? super T> loader) {
    return new GuardedCacheBuilder<>(pool, loader);
  }

  // ---- Reading

  /**
   * Returns a hold of the value of a key; loads the value if it is absent. A hit is lock-free; a miss may wait for another load of the
   * same key, for the loader, and for the pool.
   *
   * @param key the key to look up
   * @return the hold, which the caller closes
   * @throws PoolExhaustedException if the value has to be loaded and the pool stays exhausted for the load timeout
   * @throws CacheLoadException if the loader threw a checked exception, or if the thread was interrupted while it waited for a resource or
   *     for the load of another thread; the interrupt status is set again in that case. Unchecked exceptions of the loader propagate as
   *     they are. The caller holds nothing
   * @throws CacheClosedException if the cache is closed
   * @throws IllegalStateException if the value has {@link VmaLock#MAXIMUM_READERS} holds, or if the loader of this key calls
   */
  public CacheHandle<T> get(K key) {
    CacheHandle<T> found = getIfPresent(key);
    return found != null ? found : Objects.requireNonNull(loading.load(key, true));
  }

  /**
   * Returns a hold of the value of a key like {@link #get}, but does not wait for the pool. May wait for the loader of another thread that
   * loads the key.
   *
   * @param key the key to look up
   * @return the hold; or null if the value is absent and no resource is free, nor can be made free by retiring a value that is not held
   * @throws CacheLoadException as {@link #get}
   * @throws CacheClosedException as {@link #get}
   * @throws IllegalStateException as {@link #get}
   */
  public @Nullable CacheHandle<T> tryGet(K key) {
    CacheHandle<T> found = getIfPresent(key);
    return found != null ? found : loading.load(key, false);
  }

  /**
   * Returns a hold of the value of a key, if it is present. Lock-free.
   *
   * @param key the key to look up
   * @return the hold, which the caller closes; or null if the key is absent
   * @throws CacheClosedException if a retired value was found and the cache is closed
   * @throws IllegalStateException if the value has {@link VmaLock#MAXIMUM_READERS} holds
   */
  public @Nullable CacheHandle<T> getIfPresent(K key) {
    while (true) {
      CacheEntry<T> found = cache.getIfPresent(key);
      if (found == null) {
        return null;
      }
      CacheHandle<T> handle = new CacheHandle<>(found); // before the hold, so that an OutOfMemoryError loses none
      long outcome = handle.acquire();
      if (outcome > 0) {
        return handle;
      }
      loading.handleRefusal(key, found, outcome);
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
   * @throws CacheLoadException as {@link #get}
   * @throws CacheClosedException as {@link #get}
   * @throws IllegalStateException as {@link #get}
   */
  public <R> @Nullable R read(K key, Function<? super T, ? extends @Nullable R> reader) {
    CacheEntry<T> found = cache.getIfPresent(key);
    if (found != null) {
      long stamp = found.hold();
      if (stamp > 0) {
        return readAndRelease(found, stamp, reader);
      }
    }
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
   * @throws CacheClosedException as {@link #getIfPresent}
   * @throws IllegalStateException as {@link #getIfPresent}
   */
  public <R> @Nullable R readIfPresent(K key, Function<? super T, ? extends @Nullable R> reader) {
    while (true) {
      CacheEntry<T> found = cache.getIfPresent(key);
      if (found == null) {
        return null;
      }
      long outcome = found.hold();
      if (outcome > 0) {
        return readAndRelease(found, outcome, reader);
      }
      loading.handleRefusal(key, found, outcome);
    }
  }

  private <R> @Nullable R readAndRelease(CacheEntry<T> held, long stamp, Function<? super T, ? extends @Nullable R> reader) {
    R result;
    try {
      result = reader.apply(held.resource());
    } catch (Throwable failure) {
      try {
        held.endRead(stamp);
      } catch (Throwable ofRelease) {
        Failures.join(failure, ofRelease);
      }
      throw failure;
    }
    held.endRead(stamp);
    return result;
  }

  /**
   * Returns the value of a key without holding it; a plain map read. {@link CacheEntry#tryStartRead} then attempts to hold the value, now
   * or later.
   *
   * @param key the key to look up
   * @return the value, not held; or null if the key is absent
   */
  public @Nullable CacheEntry<T> lookUp(K key) {
    return cache.getIfPresent(key);
  }

  /**
   * Returns holds of the values of all keys; loads those that are absent. Does not wait for the pool: two threads that hold some values
   * each would wait for each other. If one load finds no resource, or fails, everything is released.
   *
   * @param keys the keys to look up; duplicates are held once
   * @return the holds, which the caller closes
   * @throws PoolExhaustedException if values have to be loaded and no resources are free; the message tells how many keys are missing
   * @throws CacheLoadException as {@link #get}
   * @throws CacheClosedException as {@link #get}
   * @throws IllegalStateException as {@link #get}
   */
  public CacheHandles<K, T> getAll(Iterable<? extends K> keys) {
    CacheHandles<K, T> handles = new CacheHandles<>();
    List<K> missing = new ArrayList<>();
    try {
      for (K key : keys) {
        if (!handles.asMap().containsKey(key)) {
          handles.reserve(key);
          CacheHandle<T> handle = tryGet(key);
          handles.set(key, handle);
          if (handle == null) {
            missing.add(key);
          }
        }
      }
      if (!missing.isEmpty()) {
        throw new PoolExhaustedException(missing.size() + " of " + (handles.asMap().size() + missing.size())
            + " keys found no resource, and nothing is held: " + loading.describeExhausted(missing.get(0), "as one of them"));
      }
      return handles;
    } catch (Throwable failure) {
      closeAll(handles, failure);
      throw failure;
    }
  }

  /**
   * Returns holds of the values of those keys that are present.
   *
   * @param keys the keys to look up
   * @return the holds, which the caller closes
   * @throws CacheClosedException as {@link #getIfPresent}
   * @throws IllegalStateException as {@link #getIfPresent}; nothing is held
   */
  public CacheHandles<K, T> getAllPresent(Iterable<? extends K> keys) {
    CacheHandles<K, T> handles = new CacheHandles<>();
    try {
      for (K key : keys) {
        if (!handles.asMap().containsKey(key)) {
          handles.reserve(key);
          handles.set(key, getIfPresent(key));
        }
      }
      return handles;
    } catch (Throwable failure) {
      closeAll(handles, failure);
      throw failure;
    }
  }

  private static void closeAll(CacheHandles<?, ?> handles, Throwable failure) {
    try {
      handles.close();
    } catch (Throwable ofRelease) {
      Failures.join(failure, ofRelease);
    }
  }

  // ---- Reading and loading in Caffeine's executor

  /**
   * Returns a future of a hold of the value of a key. A hit completes it at once; otherwise {@link #get} is called in Caffeine's executor,
   * where it may wait. The caller of this method closes the handle. If the future is cancelled, or completed otherwise, before the load has
   * ended, the value stays in the cache and its hold is closed; stages that depend on the future do not cancel it.
   *
   * @param key the key to look up
   * @return a future that is completed with a handle, or with an exception of {@code get}
   * @throws IllegalStateException as {@link #getIfPresent}
   */
  public CompletableFuture<CacheHandle<T>> getAsync(K key) {
    CompletableFuture<CacheHandle<T>> future = new CompletableFuture<>();
    CacheHandle<T> found = getIfPresent(key);
    if (found != null) {
      future.complete(found);
    } else {
      asyncLoading.completeAsync(key, future, this::get);
    }
    return future;
  }

  /**
   * Loads the value of a key in Caffeine's executor if it is absent and no thread loads it, as read-ahead. May be called by a loader. Does not
   * wait for the pool, and reports no failure; a later look-up repeats the load.
   *
   * @param key the key to load
   */
  public void prefetch(K key) {
    asyncLoading.prefetch(key);
  }

  /**
   * Loads the value of a key again in Caffeine's executor, and then replaces the old value. Until then look-ups find the old value. The new
   * value is released, and the present one stays, if it has changed meanwhile. Refreshes of one key that overlap share one load.
   *
   * @param key the key to load
   * @return a future that is completed when the value was replaced, exceptionally if the load failed. To cancel it cancels the refresh
   * @throws CacheClosedException if the cache is closed
   */
  public CompletableFuture<Void> refresh(K key) {
    return asyncLoading.refresh(key);
  }

  // ---- Changing

  /**
   * Loads the value of a key by a given loader, and replaces and retires the present value, if any. No lock is held during the load.
   *
   * @param key the key to load
   * @param loader loads the value, instead of the loader of the cache
   * @throws PoolExhaustedException as {@link #get}
   * @throws CacheLoadException as {@link #get}; the cache is unchanged
   * @throws CacheClosedException if the cache is closed
   */
  public void put(K key, ResourceLoader<? super K, ? super T> loader) {
    loading.put(key, loader);
    asyncLoading.forgetRefresh(key);
  }

  /**
   * Removes and retires the value of a key, if it is present. A load of the key that is in progress returns its value to its caller, and does
   * not put it into the cache.
   *
   * @param key the key to remove
   */
  public void invalidate(K key) {
    asyncLoading.forgetRefresh(key);
    loading.remove(key);
  }

  /**
   * Removes and retires the values of some keys, like {@link #invalidate}.
   *
   * @param keys the keys to remove
   */
  public void invalidateAll(Iterable<? extends K> keys) {
    keys.forEach(this::invalidate);
  }

  /**
   * Removes and retires the values of the keys for which a predicate is true, like {@link #invalidate}. Keys that are loaded concurrently
   * may stay.
   *
   * @param condition called with each key, under no lock
   */
  public void invalidateIf(Predicate<? super K> condition) {
    loading.supersedeIf(condition);
    for (K key : cache.asMap().keySet()) {
      if (condition.test(key)) {
        invalidate(key);
      }
    }
  }

  /** Removes and retires all values. Values whose load begins during the call may stay. */
  public void invalidateAll() {
    loading.supersedeIf(key -> true);
    asyncLoading.forgetRefreshes();
    List<CacheEntry<T>> removed = new ArrayList<>();
    lifetimes.live().forEach(removed::add);
    cache.invalidateAll();
    removed.forEach(retirer::retire);
    loading.finishRemovals();
  }

  /** Performs Caffeine's pending evictions in the calling thread, and retires the evicted values. */
  public void cleanUp() {
    loading.cleanUp();
  }

  // ---- Closing

  /**
   * Closes the cache like {@link #close(long, TimeUnit)}, and waits for the holders for at most the {@linkplain
   * GuardedCacheBuilder#closeTimeout close timeout}.
   *
   * @throws IllegalStateException if values are still held or loaded, or if the thread is interrupted while waiting, in which case the
   *     interrupt status is set again. The message describes the held values, with their keys and known holders, and the loads in progress.
   *     All values are retired nevertheless, and the last holder of each releases it
   */
  @Override
  public void close() {
    boolean waits = !lifetimes.wouldWaitForItself();
    boolean released;
    try {
      released = close(closeTimeoutNanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(
          name + " is closed, but the wait for its holders was interrupted; the last holder of each value releases it", interrupted);
    }
    if (!released) {
      String after = waits
          ? "after " + TimeUnit.NANOSECONDS.toMillis(closeTimeoutNanos) + " ms"
          : "without waiting, since a loader or a release action of the cache has called close and would wait for itself,";
      throw new IllegalStateException(name + " is closed, but " + after
          + " values are still held; the last holder of each releases it: " + describeLive());
    }
  }

  /**
   * Refuses further loads, retires all values, and waits until every load in progress has ended and every resource is back in its pool. Can
   * be called again to wait longer. Does not wait if a loader or a release action of this cache calls, which would wait for itself.
   *
   * @param timeout the longest time to wait, in {@code unit}; zero or less does not wait
   * @param unit the unit of {@code timeout}
   * @return true if every resource is back in its pool; if false, {@link #describeLive} describes what is still held or loaded
   * @throws InterruptedException if interrupted while waiting; the cache is closed, and all values are retired
   */
  public boolean close(long timeout, TimeUnit unit) throws InterruptedException {
    long nanos = lifetimes.wouldWaitForItself() ? 0 : unit.toNanos(timeout);
    if (HoldTable.ENABLED && nanos > 0) {
      HoldChecks.checkClose(this, lifetimes::isMember);
    }
    TimedWait limit = LifetimeRegistry.limit(nanos);
    loading.close();
    lifetimes.live().forEach(retirer::retire);
    cache.invalidateAll();
    loading.finishRemovals();
    boolean waits = !lifetimes.isEmpty() && !limit.hasExpired();
    return waits
        ? Waiting.run(Waiting.Kind.CLOSE, this, this::toString, lifetimes::describeLines, () -> lifetimes.awaitEmpty(limit))
        : lifetimes.awaitEmpty(limit);
  }

  /**
   * Returns whether {@link #close} has been called.
   *
   * @return whether the cache refuses loads
   */
  public boolean isClosed() {
    return loading.isClosed();
  }

  // ---- Monitoring

  /**
   * Returns Caffeine's statistics, which are recorded if {@code recordStats()} was called on its builder. The loads for look-ups and
   * refreshes, their failures and their time are counted by this cache; a statistics counter of the user gets Caffeine's part only. A load
   * that finds the pool exhausted counts as failed, and a sampled read by a kept entry as a hit.
   *
   * @return a snapshot
   */
  public CacheStats stats() {
    return cache.policy().isRecordingStats() ? loading.counters().addTo(cache.stats()) : cache.stats();
  }

  /**
   * Returns Caffeine's policy, to inspect and change its configuration. Values obtained from it are not held.
   *
   * @return the policy
   */
  public Policy<K, CacheEntry<T>> policy() {
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
    return lifetimes.stats(retirer.failures(), loading.waits());
  }

  /**
   * Describes the values that are not released: values in the cache, and values that were removed and are still held; and the loads in
   * progress. With {@code -Dvmalock.debug=all} the description includes their holders and where they acquired the values.
   *
   * @return the first few, each with its key and state; empty if there is none
   */
  public String describeLive() {
    return lifetimes.describe();
  }

  @Override
  public String toString() {
    return name + "[" + cache.estimatedSize() + " entries, " + lifetimes.size() + " not released"
        + (loading.isClosed() ? ", closed" : "") + "]";
  }
}
