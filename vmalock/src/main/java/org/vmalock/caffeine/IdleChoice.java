package org.vmalock.caffeine;

import com.github.benmanes.caffeine.cache.Policy;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Chooses the value that a cache retires for a load which finds the pool exhausted. */
final class IdleChoice<K, T extends CachedResource> implements ResourcePool.IdleValues<T> {
  /** The number of entries that are tried first, since Caffeine copies as many as are asked for. */
  private static final int FEW = 16;

  private final LifetimeRegistry<T> lifetimes;
  private final Policy<K, CacheEntry<T>> policy;

  IdleChoice(LifetimeRegistry<T> lifetimes, Policy<K, CacheEntry<T>> policy) {
    this.lifetimes = lifetimes;
    this.policy = policy;
  }

  /** Returns whether the time of the last read matters to Caffeine. */
  boolean isTimed() {
    return policy.expireAfterAccess().isPresent() || policy.expireVariably().isPresent() || policy.refreshAfterWrite().isPresent();
  }

  @Override
  public @Nullable CacheEntry<T> findAnyIdle() {
    return lifetimes.findIdle();
  }

  @Override
  public @Nullable CacheEntry<T> findColdestIdle() {
    CacheEntry<T> any = lifetimes.findIdle();
    if (any == null) {
      return null; // without Caffeine's locks and copies
    }
    IntFunction<Map<K, CacheEntry<T>>> coldest = coldest();
    if (coldest == null) {
      return any;
    }
    CacheEntry<T> found = firstIdle(coldest.apply(FEW));
    if (found == null) {
      found = firstIdle(coldest.apply(Integer.MAX_VALUE));
    }
    return found != null ? found : any;
  }

  private @Nullable IntFunction<Map<K, CacheEntry<T>>> coldest() {
    if (policy.eviction().isPresent()) {
      return policy.eviction().get()::coldest;
    } else if (policy.expireAfterAccess().isPresent()) {
      return policy.expireAfterAccess().get()::oldest;
    } else if (policy.expireAfterWrite().isPresent()) {
      return policy.expireAfterWrite().get()::oldest;
    } else if (policy.expireVariably().isPresent()) {
      return policy.expireVariably().get()::oldest;
    }
    return null;
  }

  private @Nullable CacheEntry<T> firstIdle(Map<K, CacheEntry<T>> ordered) {
    for (CacheEntry<T> entry : ordered.values()) {
      if (entry.isIdle()) {
        return entry;
      }
    }
    return null;
  }
}
