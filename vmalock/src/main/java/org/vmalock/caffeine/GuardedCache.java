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
import org.vmalock.internal.Failures;

/**
 * A Caffeine cache of values that own a resource: what it evicts is freed when the last reader has left, by that reader, and goes back
 * to its pool.
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
 * <p>A hit is a plain look-up in Caffeine and one compare-and-set, which counts the reader and checks that the resource is still in the
 * life that the look-up has found. It takes no lock, and nothing of ours allocates. There are three forms: {@link #get} and {@link
 * #getIfPresent} for try-with-resources, {@link #read} and {@link #readIfPresent} for a lambda, and {@link #lookUp} with {@link
 * CacheHandle#tryStartRead} for stamps. The loading forms always return a hold: the thread that loads has one before the value is
 * published, so that not even a cache of size 0 can evict it first.
 *
 * <h2>Leaving the cache</h2>
 *
 * <p>Eviction, expiry, invalidation and replacement retire a value without waiting for its readers. They are Caffeine's decisions, made
 * as it was configured: weight, expiry, refresh, statistics and executor are those of the builder that is handed over. Each value that
 * was loaded is retired exactly once, also one that loses a race or that is replaced by a refresh.
 *
 * <p>What is evicted is retired by the next call that loads or changes something, or else by Caffeine's executor; so it never waits for
 * a busy executor while a load needs its place. An executor that runs tasks in the calling thread makes Caffeine call us under its
 * eviction lock: then {@link CachedResource#onRelease} must not call the cache.
 *
 * <h2>The pool</h2>
 *
 * <p>The pool bounds what is in the cache <em>and</em> what is out of it and still held, so it needs more objects than the cache may
 * have: one for each hold that may outlive its entry, and one for each thread that loads. A load that finds the pool exhausted lets
 * Caffeine finish its evictions, and then waits for an object, in no lock, for at most the {@linkplain
 * GuardedCacheBuilder#loadTimeout load timeout}; after that it throws {@link PoolExhaustedException}. In Caffeine's statistics such a load is a failed one, followed by
 * another miss. A refresh does not wait: it fails, Caffeine logs that, and the old value stays.
 *
 * <h2>Failures</h2>
 *
 * <p>What a loader throws is the caller's, as in Caffeine: unchecked exceptions as they are, others as the cause of a {@link
 * java.util.concurrent.CompletionException}. What a release action throws goes to the holder whose {@link CacheHandle#close} has run it.
 * Where the cache itself has dropped the last reference, whoever asked for that, the exception is logged by the {@link System.Logger} of
 * this class's name at level WARNING, and counted in {@link #lives}.
 *
 * <h2>What it does not do</h2>
 *
 * <ul>
 *   <li>It does not veto the eviction of a value that is held. A holder that is stuck would then block all eviction; and the value is
 *       safe without it.
 *   <li>It does not bring an evicted value back that is still held. A look-up loads another one: an evicted value may be stale, and
 *       Caffeine has given its weight to others.
 *   <li>It does not hand out the {@code asMap} view: values put there by hand belong to no pool.
 * </ul>
 *
 * <p>Progress: hits are lock-free as far as we are concerned, and Caffeine's are; loads and changes take the locks that they take in
 * Caffeine. Memory effects: what a loader does happens-before every hold of the value, and all holds happen-before its release.
 *
 * @param <K> the keys
 * @param <T> the resources
 */
public final class GuardedCache<K, T extends CachedResource> implements AutoCloseable {
  private static final long POOL_STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final String name;
  private final VmaPool<T> pool;
  private final ResourceLoader<? super K, ? super T> loader;
  private final long loadTimeoutNanos;
  private final long closeTimeoutNanos;
  private final LifetimeRegistry ledger = new LifetimeRegistry();
  private final Retirer retirer;
  private final Loading<K, T> loading;
  private final LoadingCache<K, CacheHandle<T>> cache;

  /** Made once, so that a hit allocates no function. */
  private final Function<K, @Nullable CacheHandle<T>> loadIfPoolAllows = this::loadIfPoolAllows;

  private volatile boolean closed;

  GuardedCache(GuardedCacheBuilder<K, T> builder, Caffeine<? super K, ? super CacheHandle<T>> caffeine) {
    name = builder.name;
    pool = builder.pool;
    loader = builder.loader;
    loadTimeoutNanos = builder.loadTimeoutNanos;
    closeTimeoutNanos = builder.closeTimeoutNanos;
    retirer = new Retirer(name);
    loading = new Loading<>(ledger, retirer);
    cache = builder.withListeners(caffeine, retirer).build(this::reload);
    builder.requireRoom(cache.policy());
  }

  /**
   * Begins to build a cache.
   *
   * @param <K> the keys
   * @param <T> the resources
   * @param pool where resources come from and go back to; it may serve others as well, and the cache does not close it
   * @param loader fills a resource
   * @return a builder
   */
  public static <K, T extends CachedResource> GuardedCacheBuilder<K, T> builder(
      VmaPool<T> pool, ResourceLoader<? super K, ? super T> loader) {
    return new GuardedCacheBuilder<>(pool, loader);
  }

  // ---- Reading

  /**
   * Holds the value of a key, loading it if it is absent. A hit is lock-free and allocates nothing of ours; a miss may wait for another
   * load of the same key, for the loader, and for the pool.
   *
   * @param key what to look up
   * @return the value, held by the caller, who closes it exactly once
   * @throws PoolExhaustedException if it has to be loaded and no resource came free within the load timeout
   * @throws java.util.concurrent.CompletionException if the loader has thrown a checked exception, or the thread was interrupted while
   *     it waited for a resource; then the interrupt is set again. Unchecked exceptions come as they are. The caller holds nothing
   * @throws IllegalStateException if the cache is closed, or {@link VmaLock#MAXIMUM_READERS} hold the value
   */
  public CacheHandle<T> get(K key) {
    while (true) {
      CacheHandle<T> found = lookUpOrLoad(key);
      if (found.loader == Thread.currentThread()) {
        return settle(found);
      }
      long outcome = found.tryStartRead();
      if (outcome > 0) {
        return found;
      }
      dismiss(key, found, outcome);
    }
  }

  /**
   * Holds the value of a key if it is there. Lock-free; allocates nothing of ours.
   *
   * @param key what to look up
   * @return the value, held by the caller, who closes it exactly once; or null if it is absent
   * @throws IllegalStateException if the cache was found closed, or {@link VmaLock#MAXIMUM_READERS} hold the value
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
      dismiss(key, found, outcome);
    }
  }

  /**
   * Calls a function with the value of a key, loading it if it is absent, and holds it meanwhile.
   *
   * @param <R> what the function returns
   * @param key what to look up
   * @param reader gets the resource; must not keep it
   * @return what the function returned
   * @throws PoolExhaustedException as {@link #get}
   * @throws IllegalStateException as {@link #get}
   */
  public <R> @Nullable R read(K key, Function<? super T, ? extends @Nullable R> reader) {
    try (CacheHandle<T> held = get(key)) {
      return reader.apply(held.resource());
    }
  }

  /**
   * Calls a function with the value of a key if it is there, and holds it meanwhile.
   *
   * @param <R> what the function returns
   * @param key what to look up
   * @param reader gets the resource; must not keep it
   * @return what the function returned, or null if the key is absent
   * @throws IllegalStateException as {@link #getIfPresent}
   */
  public <R> @Nullable R readIfPresent(K key, Function<? super T, ? extends @Nullable R> reader) {
    try (CacheHandle<T> held = getIfPresent(key)) {
      return held == null ? null : reader.apply(held.resource());
    }
  }

  /**
   * Looks a key up and takes no hold: a plain map read. {@link CacheHandle#tryStartRead} then says whether the value is still alive.
   *
   * @param key what to look up
   * @return the value, not held; or null if it is absent
   */
  public @Nullable CacheHandle<T> lookUp(K key) {
    return cache.getIfPresent(key);
  }

  private CacheHandle<T> lookUpOrLoad(K key) {
    try {
      CacheHandle<T> found = cache.get(key, loadIfPoolAllows);
      while (found == null) {
        found = loadAfterWaiting(key);
      }
      return found;
    } catch (Throwable failure) {
      abandon(key, failure);
      throw failure;
    }
  }

  /** What this thread has loaded itself is held already. */
  private CacheHandle<T> settle(CacheHandle<T> loaded) {
    loading.settle(loaded);
    retirer.retireEvicted();
    return loaded;
  }

  /**
   * A value that was found, and has been retired. It is out of the map already, or Caffeine is just taking it out: the removal waits for
   * that, so that the next look-up finds another one or none.
   */
  private void dismiss(K key, CacheHandle<T> found, long outcome) {
    if (outcome == VmaLock.BUSY) {
      throw new IllegalStateException(
          "No place for one more hold of key " + key + " of " + name + ": " + found + "; end the holds that are not needed");
    }
    requireOpen();
    cache.asMap().remove(key, found);
  }

  // ---- Loading

  /** Caffeine's computation for an absent key; null if the pool is exhausted, since nobody may wait for it in here. */
  private @Nullable CacheHandle<T> loadIfPoolAllows(K key) {
    requireOpen();
    T resource = pool.tryAlloc(null);
    return resource == null ? null : requireStillOpen(loading.loadAndHold(key, resource, loader));
  }

  private @Nullable CacheHandle<T> loadAfterWaiting(K key) {
    Reservation reserved = new Reservation(awaitResource());
    try {
      return cache.get(key, reserved);
    } finally {
      reserved.giveBack();
    }
  }

  /** A resource for one load, taken from the pool before Caffeine's computation begins. */
  private final class Reservation implements Function<K, @Nullable CacheHandle<T>> {
    private @Nullable T resource;

    Reservation(T resource) {
      this.resource = resource;
    }

    @Override
    public @Nullable CacheHandle<T> apply(K key) {
      T reserved = resource;
      if (reserved == null) {
        return null;
      }
      resource = null;
      return requireStillOpen(loading.loadAndHold(key, reserved, loader));
    }

    /** Another thread has loaded the key, so this one does not need the resource. */
    void giveBack() {
      T unused = resource;
      if (unused != null) {
        retirer.quietly(() -> unused.retire(unused.generation()));
      }
    }
  }

  private T takeResource() {
    T resource = pool.tryAlloc(null);
    return resource != null ? resource : awaitResource();
  }

  private T awaitResource() {
    long begin = System.nanoTime();
    while (true) {
      requireOpen();
      cleanUp();
      long left = loadTimeoutNanos - (System.nanoTime() - begin);
      try {
        return pool.alloc(null, Math.min(left, POOL_STEP_NANOS), TimeUnit.NANOSECONDS);
      } catch (PoolExhaustedException stillExhausted) {
        if (left <= POOL_STEP_NANOS) {
          throw exhausted();
        }
      } catch (InterruptedException interrupted) {
        throw Loading.unchecked(interrupted);
      }
    }
  }

  private PoolExhaustedException exhausted() {
    return new PoolExhaustedException(name + " could load nothing for " + TimeUnit.NANOSECONDS.toMillis(loadTimeoutNanos) + " ms: " + pool
        + " is exhausted. This cache has " + cache.estimatedSize() + " in its map and " + ledger.count()
        + " that are not released; the difference is out of the map and still held. Close holds earlier, or build the pool with a larger"
        + " capacity");
  }

  /** A refresh: in Caffeine's executor, for nobody in particular. */
  private CacheHandle<T> reload(K key) {
    requireOpen();
    T resource = pool.tryAlloc(null);
    if (resource == null) {
      retirer.retireEvicted();
      resource = pool.alloc();
    }
    CacheHandle<T> life = loading.load(key, resource, loader);
    if (closed) {
      retirer.retire(life);
    }
    return life;
  }

  /** Whoever registers a life and then finds the cache open is found by {@link #close}; otherwise he ends the life himself. */
  private CacheHandle<T> requireStillOpen(CacheHandle<T> loaded) {
    requireOpen(); // its caller abandons what is unsettled
    return loaded;
  }

  private void abandon(K key, Throwable failure) {
    CacheHandle<T> orphan = loading.unsettled();
    if (orphan != null) {
      Failures.suppressInto(failure, () -> cache.asMap().remove(key, orphan));
      loading.abandon(orphan, failure);
    }
  }

  // ---- Changing

  /**
   * Loads a value with a loader of its own and puts it in the place of the one that is there, if any, which is retired. The load runs
   * in no lock.
   *
   * @param key what to load
   * @param loader fills the resource, instead of the cache's own
   * @throws PoolExhaustedException as {@link #get}
   * @throws java.util.concurrent.CompletionException as {@link #get}; nothing has changed
   * @throws IllegalStateException if the cache is closed
   */
  public void put(K key, ResourceLoader<? super K, ? super T> loader) {
    requireOpen();
    CacheHandle<T> loaded;
    CacheHandle<T> replaced;
    try {
      loaded = requireStillOpen(loading.loadAndHold(key, takeResource(), loader));
      replaced = cache.asMap().put(key, loaded);
    } catch (Throwable failure) {
      abandon(key, failure);
      throw failure;
    }
    settle(loaded);
    retirer.quietly(loaded::close);
    if (replaced != null) {
      retirer.retire(replaced);
    }
  }

  /**
   * Removes the value of a key, if there is one, and retires it.
   *
   * @param key what to remove
   */
  public void invalidate(K key) {
    CacheHandle<T> removed = cache.asMap().remove(key);
    retirer.retireEvicted();
    if (removed != null) {
      retirer.retire(removed);
    }
  }

  /**
   * Removes all values and retires them. What is loaded meanwhile may stay.
   */
  public void invalidateAll() {
    List<CacheHandle<T>> removed = new ArrayList<>(cache.asMap().values());
    cache.invalidateAll();
    retirer.retireEvicted();
    removed.forEach(retirer::retire);
  }

  /**
   * Loads the value of a key again in Caffeine's executor, and replaces the old one when it is there. Readers find the old one meanwhile.
   *
   * @param key what to load
   * @return is done when the load is, with its exception if it failed; the replacement follows at once
   * @throws IllegalStateException if the cache is closed
   */
  public CompletableFuture<Void> refresh(K key) {
    requireOpen();
    return cache.refresh(key).thenAccept(life -> {});
  }

  /** Lets Caffeine do the evictions that are due, in this thread, and retires what they have brought. */
  public void cleanUp() {
    cache.cleanUp();
    retirer.retireEvicted();
  }

  // ---- Closing

  /**
   * Closes the cache like {@link #close(long, TimeUnit)}, and waits for the holders for at most the {@linkplain
   * GuardedCacheBuilder#closeTimeout close timeout}.
   *
   * @throws IllegalStateException if somebody still holds a value, with the values and what is known of their holders; everything is
   *     retired all the same, and the last holder releases it. Also if interrupted while waiting; the interrupt is then set again
   */
  @Override
  public void close() {
    boolean released;
    try {
      released = close(closeTimeoutNanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(name + " is closed, but the wait for its holders was interrupted", interrupted);
    }
    if (!released) {
      throw new IllegalStateException(name + " is closed, but after " + TimeUnit.NANOSECONDS.toMillis(closeTimeoutNanos)
          + " ms there are still holders, and the last of them will release: " + describeLive());
    }
  }

  /**
   * Refuses further loads, retires everything, and waits until every value is released. May be called again, to wait longer. When the
   * last value is released its resource is about to enter the pool, which it does before the call that has released it returns.
   *
   * @param timeout how long to wait at most, in {@code unit}; zero or less does not wait
   * @param unit the unit of {@code timeout}
   * @return whether everything is released; if not, {@link #describeLive} says what is still held
   * @throws InterruptedException if interrupted while waiting; the cache is closed, and everything retired
   */
  public boolean close(long timeout, TimeUnit unit) throws InterruptedException {
    closed = true;
    ledger.fence();
    cache.invalidateAll();
    retirer.retireEvicted();
    ledger.live().forEach(retirer::retire);
    return ledger.awaitEnd(unit.toNanos(timeout));
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException(name + " is closed");
    }
  }

  // ---- Questions

  /**
   * Caffeine's statistics, which it keeps if its builder was told {@code recordStats()}.
   *
   * @return a snapshot
   */
  public CacheStats stats() {
    return cache.stats();
  }

  /**
   * Caffeine's policy, to ask about and to change what it was configured with. Values that it shows are not held.
   *
   * @return the policy
   */
  public Policy<K, CacheHandle<T>> policy() {
    return cache.policy();
  }

  /**
   * The number of entries, as far as Caffeine can tell.
   *
   * @return an estimate
   */
  public long estimatedSize() {
    return cache.estimatedSize();
  }

  /**
   * How many lives have begun and ended in this cache.
   *
   * @return a snapshot
   */
  public LifetimeStats lives() {
    return ledger.count(retirer.failures());
  }

  /**
   * Tells which resources are not released: those in the cache, and those out of it that are still held. With {@code
   * -Dvmalock.debug=true} it also tells who holds them, and since where.
   *
   * @return the first few, each with its state; empty if there is none
   */
  public String describeLive() {
    return ledger.describe();
  }

  @Override
  public String toString() {
    return name + "[" + cache.estimatedSize() + " entries, " + ledger.count() + " not released" + (closed ? ", closed" : "") + "]";
  }
}
