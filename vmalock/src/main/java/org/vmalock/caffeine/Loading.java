package org.vmalock.caffeine;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vmalock.PoolExhaustedException;
import org.vmalock.VmaPool;
import org.vmalock.internal.Failures;
import org.vmalock.internal.TimedWait;

/**
 * The load protocol of a {@link GuardedCache}, and the Caffeine cache that it loads. If any step fails, the resource returns to its pool.
 *
 * <p>The steps of a load for a look-up:
 *
 * <ol>
 *   <li><em>Allocate</em> a resource from the pool. A thread must not wait for the pool inside Caffeine's computation, which holds a
 *       lock: if the pool is exhausted, the computation returns null, and the thread waits outside ({@link #awaitResource}) and then
 *       starts a second computation with a reserved resource ({@link #loadAfterWaiting}).
 *   <li><em>Fill</em> the resource by the loader, and attach it ({@link #fill}).
 *   <li><em>Hold</em> the new handle, so that not even a cache of size 0 can free it before the look-up returns.
 *   <li><em>Register</em> the lifetime, and then check that the cache is open.
 *   <li><em>Publish</em>: the computation returns the handle, and Caffeine puts it into its map. Between the return of the loader and the
 *       return of the look-up Caffeine calls user code (a weigher, an expiry), which may throw; meanwhile {@link #unsettled} refers to
 *       the handle.
 *   <li><em>Settle</em> the handle if the look-up returns it ({@link #settle}), or <em>abandon</em> it if the look-up throws ({@link
 *       #abandonUnsettled}).
 * </ol>
 *
 * <p>A put takes the same steps, but waits, loads and publishes outside of a computation. A refresh neither waits for the pool nor holds
 * the handle.
 *
 * <p>A handle whose load races with the close is retired by one of the two threads, since both store and then load, with a full fence in
 * between:
 *
 * <pre>
 *   T1 load                           T2 close
 *   ------------------------------    ------------------------------
 *   registers the lifetime            closed = true
 *   full fence                        full fence
 *   closed? retires the handle        retires all registered handles
 * </pre>
 *
 * @param <K> the type of the keys
 * @param <T> the type of the resources
 */
final class Loading<K, T extends CachedResource> {
  /** The first wait for the pool between two evictions. Each wait is twice as long as the one before, since a new wait queues anew. */
  private static final long POOL_STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final String name;
  private final VmaPool<T> pool;
  private final ResourceLoader<? super K, ? super T> loader;
  private final long timeoutNanos;
  private final LifetimeRegistry registry;
  private final Retirer retirer;
  private final LoadingCache<K, CacheHandle<T>> cache;

  /** The handle that each thread has loaded and holds, until its look-up or put returns. */
  private final Map<Thread, CacheHandle<T>> unsettled = new ConcurrentHashMap<>();

  private volatile boolean closed;

  Loading(
      GuardedCacheBuilder<K, T> builder,
      Caffeine<? super K, ? super CacheHandle<T>> caffeine,
      LifetimeRegistry registry,
      Retirer retirer) {
    this.name = builder.name;
    this.pool = builder.pool;
    this.loader = builder.loader;
    this.timeoutNanos = builder.loadTimeoutNanos;
    this.registry = registry;
    this.retirer = retirer;
    this.cache = builder.withListeners(caffeine, retirer).build(this::reload);
  }

  LoadingCache<K, CacheHandle<T>> cache() {
    return cache;
  }

  // ---- Look-up

  /** Caffeine's computation for an absent key. Returns a held handle, or null if the pool is exhausted. */
  @Nullable CacheHandle<T> loadIfPoolAllows(K key) {
    requireOpen();
    T resource = pool.tryAlloc(null);
    return resource == null ? null : loadAndHold(key, resource, loader);
  }

  /** Continues a look-up that found the pool exhausted. Returns a handle, held if the calling thread has loaded it. */
  CacheHandle<T> loadAfterWaiting(K key) {
    while (true) {
      Reservation reservation = new Reservation(awaitResource());
      try {
        CacheHandle<T> found = cache.get(key, reservation);
        if (found != null) {
          return found;
        }
      } finally {
        reservation.release();
      }
    }
  }

  /** A resource that was allocated before Caffeine's computation starts; the computation uses it at most once. */
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
      return loadAndHold(key, reserved, loader);
    }

    /** Returns the resource to its pool if the computation did not use it, because another thread has loaded the key. */
    void release() {
      T unused = resource;
      if (unused != null) {
        retirer.runLogged(() -> unused.retire(unused.generation()));
      }
    }
  }

  // ---- Put and refresh

  /** Loads a key by a given loader, holding no lock, and replaces and retires the present value. */
  void put(K key, ResourceLoader<? super K, ? super T> putLoader) {
    requireOpen();
    CacheHandle<T> loaded;
    CacheHandle<T> replaced;
    try {
      T resource = pool.tryAlloc(null);
      loaded = loadAndHold(key, resource != null ? resource : awaitResource(), putLoader);
      loaded.loader = null; // the hold belongs to this call, and not to a look-up by a listener that runs inside of it
      replaced = cache.asMap().put(key, loaded);
    } catch (Throwable failure) {
      abandonUnsettled(key, failure);
      throw failure;
    }
    settle(loaded);
    retirer.runLogged(loaded::close);
    if (replaced != null) {
      retirer.retire(replaced);
    }
  }

  /** Loads a key for a refresh, in Caffeine's executor. No look-up waits for the handle, so it is not held. */
  private CacheHandle<T> reload(K key) {
    requireOpen();
    T resource = pool.tryAlloc(null);
    if (resource == null) {
      retirer.retireEvicted();
      resource = pool.alloc();
    }
    CacheHandle<T> handle = fill(key, resource, loader);
    register(handle);
    if (closed) {
      retirer.retire(handle);
    }
    return handle;
  }

  // ---- Steps

  /** Waits for a resource of an exhausted pool; finishes Caffeine's pending evictions between the waits. */
  private T awaitResource() {
    TimedWait wait = new TimedWait(timeoutNanos);
    for (long step = POOL_STEP_NANOS; ; step = Math.min(2 * step, Long.MAX_VALUE / 4)) {
      requireOpen();
      cache.cleanUp();
      retirer.retireEvicted();
      long remaining = wait.remaining();
      try {
        return pool.alloc(null, Math.min(remaining, step), TimeUnit.NANOSECONDS);
      } catch (PoolExhaustedException stillExhausted) {
        if (remaining <= step) {
          throw exhausted();
        }
      } catch (InterruptedException interrupted) {
        throw unchecked(interrupted);
      }
    }
  }

  private PoolExhaustedException exhausted() {
    return new PoolExhaustedException(name + " could not load a value within " + TimeUnit.NANOSECONDS.toMillis(timeoutNanos) + " ms: "
        + pool + " is exhausted. " + registry.size() + " values of this cache are not released, and " + cache.estimatedSize()
        + " of them are in its map; the others were removed and are still held. Close holds earlier, or build the pool with a larger"
        + " capacity");
  }

  /**
   * Fills a resource, holds the handle, registers its lifetime, and checks that the cache is open. The caller must {@link #settle} the
   * handle, or {@link #abandonUnsettled} if anything throws, including this method.
   */
  private CacheHandle<T> loadAndHold(K key, T resource, ResourceLoader<? super K, ? super T> from) {
    Thread self = Thread.currentThread();
    CacheHandle<T> handle = fill(key, resource, from);
    handle.loader = self;
    unsettled.put(self, handle);
    handle.tryStartRead(); // succeeds: the handle is not published, so it is neither retired nor full
    register(handle);
    requireOpen();
    return handle;
  }

  private CacheHandle<T> fill(K key, T resource, ResourceLoader<? super K, ? super T> from) {
    try {
      CacheHandle<T> handle = new CacheHandle<>(resource, registry);
      from.load(key, resource);
      resource.beginLifetime(handle);
      resource.markAttached();
      return handle;
    } catch (Throwable failure) {
      Failures.suppressInto(failure, () -> resource.retire(resource.generation()));
      throw unchecked(failure);
    }
  }

  /** Registers a lifetime before the caller reads {@link #closed}: see the table above. */
  private void register(CacheHandle<T> handle) {
    registry.add(handle);
    VarHandle.fullFence();
  }

  /** Ends a successful load: the hold now belongs to the caller of the look-up. */
  void settle(CacheHandle<T> loaded) {
    forget(loaded);
    retirer.retireEvicted();
  }

  /** Ends a load that throws: removes the handle that the calling thread has loaded, if any, from the map, retires and releases it. */
  void abandonUnsettled(K key, Throwable failure) {
    CacheHandle<T> loaded = unsettled.get(Thread.currentThread());
    if (loaded != null) {
      Failures.suppressInto(failure, () -> cache.asMap().remove(key, loaded));
      forget(loaded);
      retirer.retire(loaded);
      Failures.suppressInto(failure, loaded::close);
    }
  }

  private void forget(CacheHandle<T> loaded) {
    loaded.loader = null;
    unsettled.remove(Thread.currentThread());
  }

  // ---- Closing

  /** Refuses further loads. The caller then retires all registered handles: see the table above. */
  void close() {
    closed = true;
    VarHandle.fullFence();
  }

  boolean isClosed() {
    return closed;
  }

  void requireOpen() {
    if (closed) {
      throw new IllegalStateException(name + " is closed and loads no more values");
    }
  }

  /** Returns an unchecked exception as it is, and a checked one as the cause of a {@link CompletionException}, as Caffeine does. */
  private static RuntimeException unchecked(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException unchecked) {
      return unchecked;
    }
    if (failure instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    return new CompletionException(failure);
  }
}
