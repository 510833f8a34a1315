package org.vmalock.caffeine;

import com.github.benmanes.caffeine.cache.CacheLoader;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.vmalock.PoolExhaustedException;

/**
 * The loads that run in Caffeine's executor: refreshes, those that the caller starts and those that Caffeine starts after a write;
 * read-ahead; and asynchronous look-ups. A refresh does not wait for the pool.
 *
 * <p>Caffeine gives its executor to the loader of a refresh only. So the first operation that needs it starts a refresh, which gets the
 * executor and is cancelled.
 */
final class AsyncLoading<K, T extends CachedResource> implements CacheLoader<K, CacheEntry<T>> {
  private final ResourceLoader<? super K, ? super T> loader;

  /** Set once, before the cache is published: Caffeine's cache needs its loader first. */
  @SuppressWarnings("NullAway.Init")
  private Loading<K, T> loading;

  @SuppressWarnings("NullAway.Init")
  private LoadingCache<K, CacheEntry<T>> cache;

  @SuppressWarnings("NullAway.Init")
  private Retirer<T> retirer;

  private volatile @Nullable Executor executor;

  /** The threads that start a refresh to get the executor. */
  private final Set<Thread> asking = ConcurrentHashMap.newKeySet();

  /** The refreshes that callers have started, by {@link Load#tableKey}. */
  private final ConcurrentMap<Object, Refresh> refreshes = new ConcurrentHashMap<>();

  AsyncLoading(ResourceLoader<? super K, ? super T> loader) {
    this.loader = loader;
  }

  void connect(LoadingCache<K, CacheEntry<T>> cache, Loading<K, T> loading, Retirer<T> retirer) {
    this.cache = cache;
    this.loading = loading;
    this.retirer = retirer;
  }

  // ---- Caffeine's calls

  /** Not called: no look-up of the cache loads inside of Caffeine. */
  @Override
  public CacheEntry<T> load(K key) {
    throw new UnsupportedOperationException("key " + key + " was looked up past the cache");
  }

  @Override
  public CompletableFuture<CacheEntry<T>> asyncLoad(K key, Executor caffeines) {
    return asyncReload(key, null, caffeines);
  }

  @Override
  public CompletableFuture<CacheEntry<T>> asyncReload(K key, @Nullable CacheEntry<T> old, Executor caffeines) {
    executor = caffeines;
    if (asking.contains(Thread.currentThread())) {
      CompletableFuture<CacheEntry<T>> none = new CompletableFuture<>();
      none.cancel(false); // Caffeine does not log a cancelled refresh
      return none;
    }
    return new AutomaticRefresh(key, old, caffeines);
  }

  /** Runs a task for a key in Caffeine's executor. */
  private void execute(K key, Runnable task) {
    Executor known = executor;
    if (known == null) {
      Thread self = Thread.currentThread();
      Tables.add(asking, self);
      try {
        cache.refresh(key);
      } finally {
        Tables.remove(asking, self);
      }
      known = Objects.requireNonNull(executor, "Caffeine's executor");
    }
    known.execute(task);
  }

  // ---- Refreshes

  /** Loads a key again, and replaces the value that is present now. */
  CompletableFuture<Void> refresh(K key) {
    loading.requireOpen();
    Refresh refresh = new Refresh(key, cache.policy().getIfPresentQuietly(key));
    Refresh other = Tables.putIfAbsent(refreshes, refresh.tableKey, refresh);
    if (other != null) {
      return other;
    }
    try {
      execute(key, refresh);
    } catch (Throwable failure) {
      Tables.remove(refreshes, refresh.tableKey, refresh);
      refresh.completeExceptionally(failure);
    }
    return refresh;
  }

  /** Keeps the refreshes of a key that are in progress from being joined: the value that they replace is no longer present. */
  void forgetRefresh(K key) {
    refreshes.remove(loading.tableKey(key));
  }

  void forgetRefreshes() {
    refreshes.clear();
  }

  private final class Refresh extends CompletableFuture<Void> implements Runnable {
    private final K key;
    private final Object tableKey;
    private final @Nullable CacheEntry<T> expected;

    Refresh(K key, @Nullable CacheEntry<T> expected) {
      this.key = key;
      this.tableKey = loading.tableKey(key);
      this.expected = expected;
    }

    @Override
    public void run() {
      try {
        if (!isDone()) {
          load();
        }
        Tables.remove(refreshes, tableKey, this);
        complete(null);
      } catch (Throwable failure) {
        Tables.remove(refreshes, tableKey, this);
        completeExceptionally(failure);
      }
    }

    private void load() {
      Load<K, T> load = loading.newLoad(key, Load.Kind.REFRESH, expected);
      try {
        fillNow(load);
        load.superseded = isDone(); // cancelled
        loading.publish(load);
      } catch (Throwable failure) {
        throw loading.abandon(load, failure);
      } finally {
        loading.end(load);
      }
      loading.releaseHold(load);
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
      return new CompletableFuture<>();
    }
  }

  private void fillNow(Load<K, T> load) throws Exception {
    if (!loading.fill(load, loader, false)) {
      throw new PoolExhaustedException(loading.describeExhausted(load.key, "without waiting, for a refresh"));
    }
  }

  /**
   * A refresh that Caffeine has started. Its load starts when Caffeine has registered the action that stores the value, outside of
   * Caffeine's locks. After that action, the value is in the map, or Caffeine has dropped it: since the present value has changed, or a
   * weigher or an expiry has thrown.
   */
  private final class AutomaticRefresh extends CompletableFuture<CacheEntry<T>> implements Runnable {
    private final K key;
    private final @Nullable CacheEntry<T> old;
    private final Executor caffeines;
    private boolean registered;

    AutomaticRefresh(K key, @Nullable CacheEntry<T> old, Executor caffeines) {
      this.key = key;
      this.old = old;
      this.caffeines = caffeines;
    }

    /** Called by Caffeine 3.0; the first action is Caffeine's. */
    @Override
    public CompletableFuture<CacheEntry<T>> whenComplete(BiConsumer<? super CacheEntry<T>, ? super Throwable> action) {
      if (registered) {
        return super.whenComplete(action);
      }
      registered = true;
      CompletableFuture<CacheEntry<T>> stage = super.whenComplete((value, failure) -> {
        try {
          action.accept(value, failure);
        } finally {
          settle(value);
        }
      });
      start();
      return stage;
    }

    /** Called by Caffeine 3.3; the first action is Caffeine's. */
    @Override
    public <U> CompletableFuture<U> handle(BiFunction<? super CacheEntry<T>, Throwable, ? extends U> action) {
      if (registered) {
        return super.handle(action);
      }
      registered = true;
      CompletableFuture<U> stage = super.handle((value, failure) -> {
        try {
          return action.apply(value, failure);
        } finally {
          settle(value);
        }
      });
      start();
      return stage;
    }

    private void start() {
      try {
        caffeines.execute(this);
      } catch (Throwable failure) {
        completeExceptionally(failure);
      }
    }

    @Override
    public void run() {
      try {
        if (!isDone()) { // not cancelled, and not timed out
          load(loading.newLoad(key, Load.Kind.REFRESH, old));
        }
      } catch (Throwable failure) {
        completeExceptionally(failure);
      }
    }

    private void load(Load<K, T> own) {
      try {
        fillNow(own);
        CacheEntry<T> loaded = own.loaded();
        loaded.replaced = old;
        if (!complete(loaded)) {
          retirer.retire(loaded);
        }
      } catch (Throwable failure) {
        completeExceptionally(abandoned(own, failure));
      } finally {
        loading.end(own);
      }
      loading.releaseHold(own);
    }

    private Throwable abandoned(Load<K, T> own, Throwable failure) {
      try {
        return loading.abandon(own, failure);
      } catch (Error error) {
        return error;
      }
    }

    /** Retires the value if Caffeine has dropped it, and the old one if Caffeine has replaced it. */
    private void settle(@Nullable CacheEntry<T> value) {
      if (value == null) {
        return;
      }
      CacheEntry<T> present = presentOrNull();
      if (present != value) {
        retirer.retire(value);
      }
      if (old != null && present != old) {
        retirer.retire(old);
      }
      value.replaced = null;
    }

    private @Nullable CacheEntry<T> presentOrNull() {
      try {
        return cache.policy().getIfPresentQuietly(key);
      } catch (Throwable failure) {
        return null; // a look-up then finds a retired value, and loads another one
      }
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
      return new CompletableFuture<>();
    }
  }

  // ---- Look-ups

  /** Loads a key in the executor if it is absent. Failures are counted in the statistics, and not reported otherwise. */
  void prefetch(K key) {
    try {
      if (!loading.isClosed() && !loading.isPresentOrLoading(key)) {
        execute(key, () -> prefetchQuietly(key));
      }
    } catch (RuntimeException rejected) {
      return; // by the executor
    }
  }

  private void prefetchQuietly(K key) {
    try {
      loading.prefetch(key);
    } catch (RuntimeException failure) {
      return; // counted; a look-up repeats the load
    }
  }

  /** Looks a key up in the executor; the handle is closed if the future was completed otherwise. */
  void completeAsync(K key, CompletableFuture<CacheHandle<T>> future, Function<K, CacheHandle<T>> lookUp) {
    try {
      execute(key, () -> {
        if (!future.isDone()) {
          complete(key, future, lookUp);
        }
      });
    } catch (Throwable failure) {
      future.completeExceptionally(failure);
    }
  }

  private void complete(K key, CompletableFuture<CacheHandle<T>> future, Function<K, CacheHandle<T>> lookUp) {
    CacheHandle<T> held = null;
    try {
      held = lookUp.apply(key);
      if (future.complete(held)) {
        held = null;
      }
    } catch (Throwable failure) {
      future.completeExceptionally(failure);
    }
    if (held != null) {
      try {
        held.close();
      } catch (Throwable failure) {
        retirer.report(failure);
      }
    }
  }
}
