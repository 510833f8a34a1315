package org.vmalock.caffeine;

import com.github.benmanes.caffeine.cache.Cache;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.vmalock.PoolExhaustedException;
import org.vmalock.VmaLock;
import org.vmalock.WaitStats;
import org.vmalock.internal.Failures;
import org.vmalock.internal.ReleaseQueue;
import org.vmalock.internal.StackProbe;
import org.vmalock.internal.WaitCounters;
import org.vmalock.internal.Violations;
import org.vmalock.internal.Waiting;

/**
 * The load protocol of a {@link GuardedCache}. If any step fails, the resource returns to its pool.
 *
 * <p>A load runs under no lock of Caffeine. The threads that miss the same key meet in the table {@link #loads}: one loads, the others
 * wait for its value or its exception; after an {@link Error}, which concerns the loading thread only, they look the key up again. The steps
 * of the loading thread:
 *
 * <ol>
 *   <li><em>Register</em> the load, for a close that counts it, and then check that the cache is open.
 *   <li><em>Take</em> a resource from the pool ({@link #take}): waits once, in the queue of the pool.
 *   <li><em>Fill</em> the resource by the loader ({@link #fill}).
 *   <li><em>Hold</em> the resource, so that not even a cache of size 0 can free it before the caller has it; then <em>begin its
 *       lifetime</em>, and check again that the cache is open.
 *   <li><em>Publish</em> the value by a computation of Caffeine's map, which runs a weigher and an expiry of the user, and which does nothing
 *       if the load was superseded ({@link Load#apply}).
 *   <li><em>End</em>: the hold belongs to the caller, or is released; the threads that wait for the load continue.
 * </ol>
 *
 * <p>If a step throws, the load is abandoned ({@link #abandon}): the value is removed from the map, retired and released.
 *
 * <p>An invalidation and a put supersede the loads of the key that are in progress, before they change the map. Under Caffeine's lock for
 * the key, either the invalidation finds the published value, or the publication finds that it was superseded.
 *
 * <p>A load that races with the close is found by one of the two threads, since both store and then load, with a full fence in between:
 *
 * <pre>
 *   T1 load                             T2 close
 *   --------------------------------    --------------------------------
 *   registers the lifetime              closed = true
 *   full fence                          full fence
 *   closed? abandons the load           retires all registered entries
 * </pre>
 *
 * @param <K> the type of the keys
 * @param <T> the type of the resources
 */
final class Loading<K, T extends CachedResource> {
  private final String name;
  private final ResourcePool<T> pool;
  private final ResourceLoader<? super K, ? super T> loader;
  private final long timeoutNanos;
  private final boolean weakKeys;
  private final LifetimeRegistry<T> lifetimes;
  private final Retirer<T> retirer;
  private final Cache<K, CacheEntry<T>> cache;
  private final IdleChoice<K, T> idle;
  private final Recency recency;
  private final LoadCounters counters = new LoadCounters();

  /** The waits for the loads of other threads. */
  private final WaitCounters waits = new WaitCounters();

  /** The loads for look-ups in progress, by {@link Load#tableKey}. */
  private final ConcurrentMap<Object, Load<K, T>> loads = new ConcurrentHashMap<>();

  private volatile boolean closed;

  Loading(
      GuardedCacheBuilder<K, T> builder,
      boolean weakKeys,
      Cache<K, CacheEntry<T>> cache,
      LifetimeRegistry<T> lifetimes,
      Retirer<T> retirer) {
    this.name = builder.name;
    this.pool = builder.pool;
    this.loader = builder.loader;
    this.timeoutNanos = builder.loadTimeoutNanos;
    this.weakKeys = weakKeys;
    this.cache = cache;
    this.lifetimes = lifetimes;
    this.retirer = retirer;
    this.idle = new IdleChoice<>(lifetimes, cache.policy());
    this.recency = new Recency(this::reportRead, idle.isTimed());
    pool.addCache(idle);
  }

  @SuppressWarnings("unchecked") // the keys of the entries of this cache
  private void reportRead(Object key) {
    CacheEntry<T> unused = cache.getIfPresent((K) key);
  }

  LoadCounters counters() {
    return counters;
  }

  // ---- Look-up

  /**
   * Loads the value of a key that a look-up has not found, or waits for another thread that loads it. Returns a hold; or null if no
   * resource is free and the caller does not wait for one.
   */
  @Nullable CacheHandle<T> load(K key, boolean waits) {
    Load<K, T> load = newLoad(key, Load.Kind.LOOK_UP, null);
    while (true) {
      requireOpen();
      Load<K, T> other = Tables.putIfAbsent(loads, load.tableKey, load);
      if (other == null) {
        return loadForLookUp(load, waits);
      }
      CacheHandle<T> joined = join(other, waits);
      if (joined != null) {
        return joined;
      }
      CacheHandle<T> present = holdPresent(key);
      if (present != null) {
        return present;
      }
    }
  }

  /** Loads a key if it is absent and no thread loads it and a resource is free; releases its hold. */
  void prefetch(K key) {
    Load<K, T> load = newLoad(key, Load.Kind.LOOK_UP, null);
    if (!closed && Tables.putIfAbsent(loads, load.tableKey, load) == null) {
      CacheHandle<T> held = loadForLookUp(load, false);
      if (held != null) {
        held.close();
      }
    }
  }

  boolean isPresentOrLoading(K key) {
    return cache.policy().getIfPresentQuietly(key) != null || loads.containsKey(tableKey(key));
  }

  private @Nullable CacheHandle<T> loadForLookUp(Load<K, T> load, boolean waits) {
    try {
      CacheHandle<T> present = holdPresent(load.key); // loaded since the look-up
      if (present != null) {
        load.entry = present.entry();
        return present;
      }
      if (!fill(load, loader, waits)) {
        return null;
      }
      publish(load);
      return load.handle;
    } catch (Throwable failure) {
      throw abandon(load, failure);
    } finally {
      Tables.remove(loads, load.tableKey, load);
      end(load);
    }
  }

  /** Waits for the load of another thread; returns a hold of its value, or null if the look-up has to be repeated. */
  private @Nullable CacheHandle<T> join(Load<K, T> other, boolean waits) {
    if (other.thread == Thread.currentThread() && other.done.getCount() != 0) {
      return joinOwn(other);
    }
    ReleaseQueue.runBeforeWaiting();
    try {
      await(other);
    } catch (InterruptedException interrupted) {
      throw unchecked(other.key, interrupted);
    }
    Throwable failure = other.failure;
    if (failure instanceof PoolExhaustedException && !waits) {
      return null;
    }
    if (failure != null) {
      Failures.rethrow(failure);
    }
    CacheEntry<T> entry = other.entry;
    return entry == null ? null : tryHold(entry);
  }

  private void await(Load<K, T> other) throws InterruptedException {
    if (other.done.getCount() == 0) {
      return;
    }
    Waiting waiting =
        Waiting.isWatched() ? Waiting.begin(Waiting.Kind.LOAD, other, null, () -> other + " of " + name, () -> other.thread) : null;
    long begin = waits.begin();
    Waiting.Outcome outcome = Waiting.Outcome.FAILED;
    try {
      other.done.await();
      outcome = Waiting.Outcome.ACQUIRED;
    } catch (InterruptedException e) {
      outcome = Waiting.Outcome.INTERRUPTED;
      throw e;
    } finally {
      waits.end(begin, outcome == Waiting.Outcome.ACQUIRED);
      Waiting.end(waiting, outcome);
    }
  }

  WaitStats waits() {
    WaitCounters.Values values = waits.values();
    return new WaitStats(values.waits, values.waiting, values.waitedNanos, values.longestNanos, values.abandoned);
  }

  /** Handles a look-up inside of a load of the same thread: by the loader, or by a listener after the value was published. */
  private @Nullable CacheHandle<T> joinOwn(Load<K, T> own) {
    if (own.handle == null) {
      throw Violations.report(
          new IllegalStateException("the loader of key " + own.key + " in " + name + " looks this key up, and would wait for itself"));
    }
    CacheHandle<T> held = tryHold(own.loaded());
    if (held == null) {
      Tables.remove(loads, own.tableKey, own); // removed from the cache already: the look-up loads another value
    }
    return held;
  }

  private @Nullable CacheHandle<T> tryHold(CacheEntry<T> entry) {
    CacheHandle<T> handle = new CacheHandle<>(entry);
    long outcome = handle.acquire();
    CacheHandle.requireNotFull(outcome, entry, name);
    return outcome > 0 ? handle : null;
  }

  /** Returns a hold of the value in the map, or null if there is none; removes a retired one. */
  private @Nullable CacheHandle<T> holdPresent(K key) {
    CacheEntry<T> present = cache.policy().getIfPresentQuietly(key);
    if (present == null) {
      return null;
    }
    CacheHandle<T> held = tryHold(present);
    if (held == null) {
      cache.asMap().remove(key, present);
    }
    return held;
  }

  // ---- Put

  /** Loads a key by a given loader, holding no lock, and replaces and retires the present value. */
  void put(K key, ResourceLoader<? super K, ? super T> putLoader) {
    requireOpen();
    Load<K, T> load = newLoad(key, Load.Kind.PUT, null);
    try {
      fill(load, putLoader, true);
      supersede(key);
      publish(load);
    } catch (Throwable failure) {
      throw abandon(load, failure);
    } finally {
      end(load);
    }
    releaseHold(load);
  }

  // ---- Steps, for loads of every kind

  /** Creates a load, if there is enough stack for its steps. It is registered nowhere yet. */
  Load<K, T> newLoad(K key, Load.Kind kind, @Nullable CacheEntry<T> expected) {
    StackProbe.reserveForLoad();
    return new Load<>(key, tableKey(key), kind, expected);
  }

  Object tableKey(K key) {
    return weakKeys ? new IdentityKey(key) : key;
  }

  /** A key that Caffeine compares by identity. */
  private record IdentityKey(Object key) {
    @Override
    public boolean equals(Object other) {
      return other instanceof IdentityKey that && that.key == key;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(key);
    }
  }

  /** Takes a resource, loads and holds it. Returns false if no resource is free and the caller does not wait for one. */
  boolean fill(Load<K, T> load, ResourceLoader<? super K, ? super T> from, boolean waits) throws Exception {
    lifetimes.beginLoad(load);
    VarHandle.fullFence();
    requireOpen();
    ResourceLock<T> lock = take(load, waits);
    if (lock == null) {
      return false;
    }
    load.lock = lock;
    load.generation = lock.generation();
    CacheEntry<T> entry = new CacheEntry<>(lock, load.key, weakKeys, recency, pool.demand, retirer);
    CacheHandle<T> handle = new CacheHandle<>(entry);
    long begin = System.nanoTime();
    from.load(load.key, lock.resource);
    counters.countSuccess(load.kind, System.nanoTime() - begin);
    load.entry = entry;
    load.handle = handle;
    lock.entry = entry;
    lock.markAttached();
    handle.acquire(); // succeeds: the entry is not registered, so no thread has retired it
    lifetimes.add(entry);
    VarHandle.fullFence();
    requireOpen();
    return true;
  }

  private @Nullable ResourceLock<T> take(Load<K, T> load, boolean waits) {
    ResourceLock<T> lock = pool.tryTake();
    if (lock != null) {
      return lock;
    }
    cleanUp();
    lock = pool.tryTake();
    if (lock != null || !waits) {
      return lock != null ? lock : pool.takeNow(idle);
    }
    try {
      return pool.take(idle, timeoutNanos);
    } catch (PoolExhaustedException exhausted) {
      throw exhausted(load.key);
    } catch (InterruptedException interrupted) {
      throw unchecked(load.key, interrupted);
    }
  }

  /** Puts the value into Caffeine's map, unless the load was superseded. Retires the value whose place it takes. */
  void publish(Load<K, T> load) {
    cache.asMap().compute(load.key, load);
    retireReplaced(load);
    recency.countLoad(cache.estimatedSize());
    if (!load.published) {
      retirer.retire(load.loaded());
    }
  }

  /** Retires the value whose place a load has taken, and those that a refresh has replaced by it and not yet retired. */
  void retireReplaced(Load<K, T> load) {
    if (load.replaced != null) {
      for (CacheEntry<T> entry = load.replaced; entry != null; entry = entry.replaced) {
        retirer.retire(entry);
      }
      load.loaded().replaced = null;
    }
  }

  /** Releases the hold of a load whose caller does not need it. */
  void releaseHold(Load<K, T> load) {
    CacheHandle<T> handle = load.handle;
    if (handle != null) {
      try {
        handle.close();
      } catch (Throwable failure) {
        retirer.report(failure);
      }
    }
  }

  /** Ends a load, whatever its outcome. Throws nothing: the hold of the load may belong to the caller already. */
  void end(Load<K, T> load) {
    lifetimes.endLoad(load);
    load.done.countDown();
    finishRemovals();
  }

  /** Returns the resource of a load that has failed, and counts the failure; returns the exception for the caller. */
  RuntimeException abandon(Load<K, T> load, Throwable failure) {
    if (load.kind == Load.Kind.LOOK_UP || load.kind == Load.Kind.REFRESH) {
      counters.countFailure();
    }
    discard(load, failure);
    load.entry = null;
    RuntimeException thrown = unchecked(load.key, failure);
    boolean shared = !(thrown.getCause() instanceof InterruptedException) && !(thrown instanceof CacheClosedException);
    load.failure = shared ? thrown : null;
    return thrown;
  }

  /** Removes a value from the map, retires and releases it; exceptions are suppressed in the failure. */
  void discard(Load<K, T> load, Throwable failure) {
    CacheEntry<T> entry = load.entry;
    ResourceLock<T> lock = load.lock;
    if (entry != null && load.handle != null) {
      if (load.published) {
        removePresent(load.key, entry, failure);
      }
      retirer.retire(entry);
      releaseHold(load);
    } else if (lock != null) {
      try {
        lock.retire(load.generation);
      } catch (Throwable e) {
        Failures.join(failure, e);
      }
    }
  }

  private void removePresent(K key, CacheEntry<T> entry, Throwable failure) {
    try {
      cache.asMap().remove(key, entry);
    } catch (Throwable e) {
      Failures.join(failure, e);
    }
  }

  // ---- Removal

  /** Retires what Caffeine has evicted, and removes from its map what is retired for the pool. Throws nothing. */
  void finishRemovals() {
    try {
      retirer.retireEvicted();
      CacheEntry<T> entry = retirer.takeStale();
      while (entry != null) {
        CacheEntry<T> stale = entry;
        entry = retirer.nextStale(stale);
        removeStale(stale);
      }
    } catch (Throwable failure) {
      retirer.report(failure);
    }
  }

  private void removeStale(CacheEntry<T> stale) {
    Object key = stale.key();
    if (key != null) {
      cache.asMap().remove(key, stale);
    }
  }

  /** Performs Caffeine's pending evictions in the calling thread, and retires the evicted values. */
  void cleanUp() {
    cache.cleanUp();
    finishRemovals();
  }

  /** Removes the value of a key from the map, and retires it and those that it has replaced. */
  void remove(K key) {
    supersede(key);
    List<CacheEntry<T>> removed = new ArrayList<>(1);
    cache.asMap().computeIfPresent(key, (same, present) -> {
      for (CacheEntry<T> entry = present; entry != null; entry = entry.replaced) {
        removed.add(entry);
        retirer.retireLater(entry); // admits no reader from now on: out of the map, no other call would find it
      }
      return null;
    });
    CacheEntry<T> expiredOrLoadedSince = cache.asMap().remove(key); // the computation does nothing if the value has expired
    if (expiredOrLoadedSince != null) {
      removed.add(expiredOrLoadedSince);
    }
    finishRemovals();
    removed.forEach(retirer::retire);
  }

  /** Keeps the loads of a key that are in progress from publishing their values. The caller then changes the map. */
  void supersede(K key) {
    Load<K, T> load = loads.get(tableKey(key));
    if (load != null) {
      supersede(load);
    }
  }

  void supersedeIf(Predicate<? super K> condition) {
    for (Load<K, T> load : loads.values()) {
      if (condition.test(load.key)) {
        supersede(load);
      }
    }
  }

  private void supersede(Load<K, T> load) {
    load.superseded = true;
    Tables.remove(loads, load.tableKey, load);
  }

  // ---- Closing

  /** Refuses further loads. The caller then retires all registered entries: see the table above. */
  void close() {
    closed = true;
    VarHandle.fullFence();
    pool.removeCache(idle);
  }

  boolean isClosed() {
    return closed;
  }

  void requireOpen() {
    if (closed) {
      throw new CacheClosedException(name + " is closed and loads no more values");
    }
  }

  // ---- Exceptions

  private PoolExhaustedException exhausted(K key) {
    return Violations.trimIfChecking(
        new PoolExhaustedException(describeExhausted(key, "within " + TimeUnit.NANOSECONDS.toMillis(timeoutNanos) + " ms")));
  }

  /** Tells the two causes apart: values that are held, and objects that are used by others than the values of this cache. */
  String describeExhausted(K key, String limit) {
    int held = lifetimes.countHeld();
    String begin = name + " could not load key " + key + " " + limit + ": " + pool + " is exhausted, ";
    String holders = held > 0 ? pool.describeHolders() : "";
    return held > 0
        ? begin + "and " + held + " of the " + lifetimes.size() + " values that this cache has not released are held. Close holds earlier, or"
            + " build the pool with a larger capacity"
            + (holders.isEmpty() ? "" : ". The oldest holds:" + System.lineSeparator() + holders.stripTrailing())
        : begin + "but no value of this cache is held: other loads or other caches use the objects. Build the pool with at least one object for"
            + " each thread that loads";
  }

  /** Returns an unchecked exception as it is, and a checked one as the cause of a {@link CacheLoadException}. */
  RuntimeException unchecked(K key, Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure instanceof RuntimeException unchecked) {
      return unchecked;
    }
    if (failure instanceof InterruptedException) {
      Thread.currentThread().interrupt();
      return new CacheLoadException("the load of key " + key + " in " + name + " was interrupted", failure);
    }
    return new CacheLoadException("the loader of key " + key + " in " + name + " threw " + failure, failure);
  }

  /** Handles a refusal of a value that a look-up has found: throws if it has too many holds, and otherwise removes it. */
  void handleRefusal(K key, CacheEntry<T> found, long outcome) {
    CacheHandle.requireNotFull(outcome, found, name);
    if (outcome == VmaLock.GONE) {
      requireOpen();
      cache.asMap().remove(key, found);
    }
  }
}
