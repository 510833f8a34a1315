package org.vmalock.caffeine;

import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.vmalock.internal.Failures;

/**
 * Begins lives: fills a resource and makes it one that the cache can have. Whatever fails, the resource goes back to its pool.
 *
 * <p>A thread that loads for a look-up holds the new life from the start. Between the loader's return and the look-up's, user code of
 * Caffeine's runs (a weigher, an expiry): if it throws, the new life is in nobody's hand but in {@link #unsettled}.
 *
 * @param <K> the keys
 * @param <T> the resources
 */
final class Loading<K, T extends CachedResource> {
  private final LifetimeRegistry ledger;
  private final Retirer retirer;

  /** By thread, the life that it has loaded and holds, while its look-up has not returned. */
  private final Map<Thread, CacheHandle<T>> unsettled = new ConcurrentHashMap<>();

  Loading(LifetimeRegistry ledger, Retirer retirer) {
    this.ledger = ledger;
    this.retirer = retirer;
  }

  /** Loads for a look-up or a change by this thread, which holds the result and has to {@link #settle} or {@link #abandon} it. */
  CacheHandle<T> loadAndHold(K key, T resource, ResourceLoader<? super K, ? super T> loader) {
    Thread self = Thread.currentThread();
    CacheHandle<T> life = fill(key, resource, loader);
    life.loader = self;
    unsettled.put(self, life);
    life.tryStartRead(); // a new life refuses nobody
    ledger.begin(life);
    return life;
  }

  /** Loads for nobody in particular. */
  CacheHandle<T> load(K key, T resource, ResourceLoader<? super K, ? super T> loader) {
    CacheHandle<T> life = fill(key, resource, loader);
    ledger.begin(life);
    return life;
  }

  private CacheHandle<T> fill(K key, T resource, ResourceLoader<? super K, ? super T> loader) {
    try {
      CacheHandle<T> life = new CacheHandle<>(resource, ledger);
      loader.load(key, resource);
      resource.enterCache(life);
      resource.markAttached();
      return life;
    } catch (Throwable failure) {
      Failures.suppressInto(failure, () -> resource.retire(resource.generation()));
      throw unchecked(failure);
    }
  }

  /** The look-up returns what its own thread has loaded. */
  void settle(CacheHandle<T> life) {
    life.loader = null;
    unsettled.remove(Thread.currentThread());
  }

  /** The look-up throws: what this thread has loaded meanwhile, if anything, ends here. The caller takes it out of the map first. */
  @Nullable CacheHandle<T> unsettled() {
    return unsettled.get(Thread.currentThread());
  }

  /** Ends a life that {@link #loadAndHold} has begun and nobody gets. */
  void abandon(CacheHandle<T> life, Throwable reason) {
    settle(life);
    retirer.retire(life);
    Failures.suppressInto(reason, life::close);
  }

  /** A checked exception becomes the cause of a {@link CompletionException}, as in Caffeine. */
  static RuntimeException unchecked(Throwable failure) {
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
